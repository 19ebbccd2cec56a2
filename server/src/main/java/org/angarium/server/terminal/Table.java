package org.angarium.server.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows for eyes: columns as wide as their widest cell, a heading, nothing else. */
public final class Table {
  private final List<String> heading;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with this heading. */
  public Table(String... heading) {
    this.heading = List.of(heading);
  }

  /** Adds a row; null is an empty cell. */
  public Table row(@Nullable Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(printable(cell == null ? "" : cell.toString()));
    }
    rows.add(row);
    return this;
  }

  /** Prints the table; nothing but the heading where it has no rows. */
  public void print(PrintWriter out) {
    int[] widths = new int[heading.size()];
    measure(widths, heading);
    rows.forEach(row -> measure(widths, row));
    line(out, widths, heading.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    rows.forEach(row -> line(out, widths, row));
  }

  private static void measure(int[] widths, List<String> row) {
    for (int i = 0; i < row.size(); i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
  }

  private static void line(PrintWriter out, int[] widths, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i));
      if (i < row.size() - 1) {
        line.repeat(' ', widths[i] - row.get(i).length() + 2);
      }
    }
    out.println(line);
  }

  /** Control characters of peers must not reach a terminal. */
  public static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return text.replaceAll("\\p{Cntrl}", "\u00b7");
      }
    }
    return text;
  }
}
