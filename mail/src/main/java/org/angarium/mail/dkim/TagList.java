package org.angarium.mail.dkim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list of {@code tag=value;} (RFC 6376 §3.2), the syntax of signatures, key records, DMARC
 * records and ARC. Names keep their case; white space around values is gone, that inside stays.
 */
public final class TagList {
  private final Map<String, String> tags;

  private TagList(Map<String, String> tags) {
    this.tags = tags;
  }

  /**
   * Reads a list. A name that occurs twice makes the whole list wrong.
   *
   * @param maxTags more is a syntax error
   */
  public static TagList parse(String text, int maxTags) throws DkimSyntaxException {
    Map<String, String> tags = new LinkedHashMap<>();
    int start = skipSpace(text, 0, text.length());
    while (start < text.length()) {
      if (tags.size() >= maxTags) {
        throw new DkimSyntaxException("too many tags");
      }
      int end = endOfTag(text, start);
      if (!add(text, start, end, tags)) {
        throw new DkimSyntaxException("tag occurs twice");
      }
      start = skipSpace(text, Math.min(end + 1, text.length()), text.length());
    }
    return new TagList(tags);
  }

  /**
   * Reads what can be read: pieces that aren't tags are passed over, and so is a tag that was there
   * before, as DMARC wants its records read (RFC 9989 §4.8).
   *
   * @param maxTags what comes after so many pieces is not looked at
   */
  public static TagList lenient(String text, int maxTags) {
    Map<String, String> tags = new LinkedHashMap<>();
    int position = 0;
    for (int pieces = 0; pieces < maxTags && position < text.length(); pieces++) {
      int end = endOfTag(text, position);
      try {
        add(text, skipSpace(text, position, end), end, tags);
      } catch (DkimSyntaxException notATag) {
        // The default of the tag that it was meant to be counts.
      }
      position = end + 1;
    }
    return new TagList(tags);
  }

  private static int endOfTag(String text, int from) {
    int semicolon = text.indexOf(';', from);
    return semicolon < 0 ? text.length() : semicolon;
  }

  /** Adds the tag that begins at {@code start}; false, and nothing done, if it is there already. */
  private static boolean add(String text, int start, int end, Map<String, String> tags)
      throws DkimSyntaxException {
    int nameEnd = start;
    while (nameEnd < end && isNameChar(text.charAt(nameEnd))) {
      nameEnd++;
    }
    int equals = skipSpace(text, nameEnd, end);
    if (nameEnd == start || !isLetter(text.charAt(start))) {
      throw new DkimSyntaxException("not a list of tags");
    }
    if (equals == end || text.charAt(equals) != '=') {
      throw new DkimSyntaxException("tag without a value");
    }
    return tags.putIfAbsent(text.substring(start, nameEnd), trimmed(text, equals + 1, end)) == null;
  }

  /** The value of a tag, or null. */
  public @Nullable String value(String name) {
    return tags.get(name);
  }

  /** The value of a tag, or {@code otherwise}. */
  public String value(String name, String otherwise) {
    String value = tags.get(name);
    return value == null ? otherwise : value;
  }

  /** The value of a tag that must be there and not empty. */
  public String required(String name) throws DkimSyntaxException {
    String value = tags.get(name);
    if (value == null || value.isEmpty()) {
      throw new DkimSyntaxException("no tag " + name + "=");
    }
    return value;
  }

  /** All, in their order. */
  public Map<String, String> tags() {
    return Collections.unmodifiableMap(tags);
  }

  /** Without any white space, for base64 and numbers that were folded. */
  public static String squeezed(String value) {
    int length = value.length();
    int end = textEnd(value, 0);
    if (end == length) {
      return value;
    }
    StringBuilder squeezed = new StringBuilder(length).append(value, 0, end);
    while (end < length) {
      int start = skipSpace(value, end, length);
      end = textEnd(value, start);
      squeezed.append(value, start, end);
    }
    return squeezed.toString();
  }

  private static String trimmed(String text, int from, int to) throws DkimSyntaxException {
    int start = skipSpace(text, from, to);
    int end = to;
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if ((c < 0x20 && !isSpace(c)) || c == 0x7f) {
        throw new DkimSyntaxException("control character");
      }
    }
    return text.substring(start, end);
  }

  private static int skipSpace(String text, int from, int end) {
    int i = from;
    while (i < end && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int textEnd(String text, int from) {
    int i = from;
    while (i < text.length() && !isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isNameChar(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '_';
  }
}
