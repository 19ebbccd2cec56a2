package org.angarium.mail.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.HeaderParser;
import org.jspecify.annotations.Nullable;

/** One group of a report's fields, with the rules of how often a field may occur. */
public final class ReportFields {
  /** Values of one field that may repeat. */
  private static final int MAX_VALUES = 1_000;

  /** Characters of one value. */
  private static final int MAX_VALUE = 16_384;

  private static final HeaderLimits LIMITS = HeaderLimits.DEFAULT.withMaxFields(2_000);

  private final HeaderFields fields;

  private ReportFields(HeaderFields fields) {
    this.fields = fields;
  }

  /** The group in these bytes: up to the first empty line. */
  public static ReportFields of(byte[] block) {
    return new ReportFields(HeaderParser.parse(block, 0, LIMITS));
  }

  /**
   * The groups in these bytes, with empty lines between.
   *
   * @param limit groups that are read; the rest is left out
   */
  public static List<ReportFields> groups(byte[] block, int limit) {
    List<ReportFields> groups = new ArrayList<>();
    int start = 0;
    int lineStart = 0;
    for (int i = 0; i <= block.length && groups.size() < limit; i++) {
      if (i < block.length && block[i] != '\n') {
        continue;
      }
      boolean empty = i == lineStart || (i == lineStart + 1 && block[lineStart] == '\r');
      if (empty || i == block.length) {
        int end = i == block.length ? i : lineStart;
        if (end > start) {
          groups.add(of(Arrays.copyOfRange(block, start, end)));
        }
        start = i + 1;
      }
      lineStart = i + 1;
    }
    return groups;
  }

  /** The first value of a field, or null. */
  public @Nullable String first(String name) {
    return fields.text(name);
  }

  /** The value of a field that may stand there once; null if it doesn't. */
  public @Nullable String once(String name) throws ReportSyntaxException {
    List<HeaderField> found = fields.all(name);
    if (found.size() > 1) {
      throw new ReportSyntaxException(name + " occurs twice");
    }
    return found.isEmpty() ? null : text(name, found.getFirst());
  }

  /** The value of a field that must stand there once and say something. */
  public String required(String name) throws ReportSyntaxException {
    String value = once(name);
    if (value == null || value.isEmpty()) {
      throw new ReportSyntaxException("no " + name);
    }
    return value;
  }

  /** The values of a field that may repeat, in their order. */
  public List<String> many(String name) throws ReportSyntaxException {
    List<HeaderField> found = fields.all(name);
    if (found.size() > MAX_VALUES) {
      throw new ReportSyntaxException("too many of " + name);
    }
    List<String> values = new ArrayList<>(found.size());
    for (HeaderField field : found) {
      values.add(text(name, field));
    }
    return values;
  }

  /**
   * The fields that others added to the standard's, in their order.
   *
   * @param known names in lower case
   */
  public List<ExtensionField> others(Set<String> known) {
    List<ExtensionField> others = new ArrayList<>(0);
    for (HeaderField field : fields) {
      if (others.size() < MAX_VALUES
          && field.length() <= MAX_VALUE
          && !known.contains(field.name().toLowerCase(Locale.ROOT))) {
        others.add(new ExtensionField(field.name(), field.text()));
      }
    }
    return others;
  }

  private static String text(String name, HeaderField field) throws ReportSyntaxException {
    if (field.length() > MAX_VALUE) {
      throw new ReportSyntaxException(name + " too long");
    }
    return field.text();
  }

  /** What stands before white space or a comment. */
  public static String firstWord(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) != '(') {
      end++;
    }
    return text.substring(0, end);
  }

  /** Without comments (RFC 5322 §3.2.2), a space in the place of each. */
  public static String withoutComments(String text) {
    if (text.indexOf('(') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
        plain.append(' ');
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (c == '\\' && depth > 0) {
        i++;
      } else if (depth == 0) {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
