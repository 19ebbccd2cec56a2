package org.angarium.mail.sieve.run;

import org.angarium.mail.charset.PercentEscapes;
import org.angarium.mail.sieve.compile.Step;
import org.angarium.mail.sieve.syntax.SieveLimits;

/** What the modifiers of {@code set} make of a value. */
final class Modifiers {
  private static final String WILDCARDS = "*?\\";

  /**
   * XBD §9.4.3. The brackets and braces that close are ordinary where none is open, and a backslash
   * before what is ordinary means nothing (§9.4.2).
   */
  private static final String REGEX_SIGNS = "\\*?+.[(){^$|";

  private Modifiers() {}

  static String apply(String value, Step.Modifier modifier, SieveLimits limits) {
    int first = value.isEmpty() ? 0 : value.offsetByCodePoints(0, 1);
    return switch (modifier) {
      case LOWER -> lower(value);
      case UPPER -> upper(value);
      case LOWERFIRST -> lower(value.substring(0, first)) + value.substring(first);
      case UPPERFIRST -> upper(value.substring(0, first)) + value.substring(first);
      case QUOTEWILDCARD -> quoted(value, WILDCARDS);
      case QUOTEREGEX -> quoted(value, REGEX_SIGNS);
      case ENCODEURL -> encoded(value, limits.valueLength());
      case LENGTH -> Integer.toString(value.codePointCount(0, value.length()));
    };
  }

  /** RFC 5229 §4.1.3: letters that aren't ASCII stay as they are. */
  private static String lower(String value) {
    char[] chars = value.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      chars[i] += (char) (chars[i] >= 'A' && chars[i] <= 'Z' ? 'a' - 'A' : 0);
    }
    return new String(chars);
  }

  private static String upper(String value) {
    char[] chars = value.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      chars[i] -= (char) (chars[i] >= 'a' && chars[i] <= 'z' ? 'a' - 'A' : 0);
    }
    return new String(chars);
  }

  private static String quoted(String value, String signs) {
    StringBuilder out = new StringBuilder(value.length() + 8);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (signs.indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  /** RFC 3986 §2.1, §2.3. Ends before the longest value, so that no encoded character is cut. */
  private static String encoded(String value, int maxLength) {
    StringBuilder out = new StringBuilder(value.length() + 16);
    int i = 0;
    while (i < value.length()) {
      int c = value.codePointAt(i);
      int before = out.length();
      out.append(PercentEscapes.encoded(Character.toString(c)));
      if (out.length() > maxLength) {
        return out.substring(0, before);
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }
}
