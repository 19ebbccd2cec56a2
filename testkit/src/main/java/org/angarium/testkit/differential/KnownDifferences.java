package org.angarium.testkit.differential;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The differences between two servers that are to stay, from a table: where, our answer, theirs,
 * the reason, separated by tabs. {@code *} stands for any text. Where the first column begins with
 * {@code ~}, their text stands for ours wherever it stands in the answer, and the rest is compared.
 * Not thread-safe.
 *
 * <p>What differs and is not in the table is a fault, and so is a row that nothing met.
 */
public final class KnownDifferences {
  private static final int SHOWN = 40;

  private final List<Row> rows = new ArrayList<>();
  private final Map<String, String> unlisted = new LinkedHashMap<>();

  /** One row, and whether it was met. */
  private static final class Row {
    final int line;
    final String where;
    final String ours;
    final String theirs;
    boolean met;

    Row(int line, String[] columns) {
      this.line = line;
      this.where = columns[0];
      this.ours = columns[1];
      this.theirs = columns[2];
    }
  }

  /** Reads the table beside {@code owner}. */
  public static KnownDifferences resource(Class<?> owner, String file) throws IOException {
    URL url = owner.getResource(file);
    if (url == null) {
      throw new IllegalArgumentException("no resource " + file + " beside " + owner.getName());
    }
    KnownDifferences known = new KnownDifferences();
    try (InputStream in = url.openStream()) {
      String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        if (!lines[i].isBlank() && !lines[i].startsWith("#")) {
          known.add(file, i + 1, lines[i]);
        }
      }
    }
    return known;
  }

  private void add(String file, int line, String text) {
    String[] columns = text.split("\t", -1);
    if (columns.length != 4 || columns[3].isBlank()) {
      throw new IllegalArgumentException(file + ":" + line + ": four columns with a reason");
    }
    rows.add(new Row(line, columns));
  }

  /**
   * Compares; what is equal is no difference.
   *
   * @param where the command or header, and the part of the answer
   * @param context of the first occurrence, for whoever looks into it
   */
  public void compare(
      String where, @Nullable String ours, @Nullable String theirs, String context) {
    String left = String.valueOf(ours);
    String right = String.valueOf(theirs);
    if (left.equals(right)) {
      return;
    }
    for (Row row : rows) {
      if (row.where.startsWith("~")
          && right.contains(row.theirs)
          && Wildcard.matches(row.where.substring(1), where)) {
        right = right.replace(row.theirs, row.ours);
        row.met = true;
      }
    }
    boolean listed = left.equals(right);
    for (Row row : rows) {
      if (Wildcard.matches(row.where, where)
          && Wildcard.matches(row.ours, left)
          && Wildcard.matches(row.theirs, right)) {
        row.met = true;
        listed = true;
      }
    }
    if (!listed) {
      unlisted.putIfAbsent(where + "\t" + left + "\t" + right, context);
    }
  }

  /** What differed and is not in the table, as its rows would be, with the contexts. */
  public List<String> unlisted() {
    List<String> all = new ArrayList<>();
    unlisted.forEach((row, context) -> {
      if (all.size() < SHOWN) {
        all.add(row + "\t(" + context + ")");
      }
    });
    if (unlisted.size() > SHOWN) {
      all.add("and " + (unlisted.size() - SHOWN) + " more");
    }
    return all;
  }

  /** Rows whose {@code where} begins so, and that nothing met. */
  public List<String> unmet(String prefix) {
    List<String> unmet = new ArrayList<>();
    for (Row row : rows) {
      String where = row.where.startsWith("~") ? row.where.substring(1) : row.where;
      if (!row.met && where.startsWith(prefix)) {
        unmet.add("line " + row.line + ": " + row.where);
      }
    }
    return unmet;
  }
}
