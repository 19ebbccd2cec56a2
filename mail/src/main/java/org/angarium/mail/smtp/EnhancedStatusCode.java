package org.angarium.mail.smtp;

import org.jspecify.annotations.Nullable;

/**
 * A status code of RFC 3463, such as {@code 5.1.1}.
 *
 * @param category 2 for success, 4 for a failure that may pass, 5 for one that stays
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatusCode(int category, int subject, int detail) {
  private static final int MAX = 999;

  public EnhancedStatusCode {
    if (category != 2 && category != 4 && category != 5) {
      throw new IllegalArgumentException("category " + category);
    }
    if (subject < 0 || subject > MAX || detail < 0 || detail > MAX) {
      throw new IllegalArgumentException("subject " + subject + ", detail " + detail);
    }
  }

  /**
   * Reads all of {@code text}.
   *
   * @throws IllegalArgumentException when it is no status code
   */
  public static EnhancedStatusCode parse(String text) {
    EnhancedStatusCode code = parsePrefix(text);
    if (code == null || code.length() != text.length()) {
      throw new IllegalArgumentException("not an enhanced status code");
    }
    return code;
  }

  /**
   * The code that {@code text} begins with, when a space or nothing follows it; null if there is
   * none.
   */
  public static @Nullable EnhancedStatusCode parsePrefix(String text) {
    if (text.length() < 5 || text.charAt(1) != '.') {
      return null;
    }
    char first = text.charAt(0);
    if (first != '2' && first != '4' && first != '5') {
      return null;
    }
    int dot = numberEnd(text, 2);
    if (dot < 0 || dot >= text.length() || text.charAt(dot) != '.') {
      return null;
    }
    int end = numberEnd(text, dot + 1);
    if (end < 0 || end < text.length() && text.charAt(end) != ' ') {
      return null;
    }
    return new EnhancedStatusCode(
        first - '0', Integer.parseInt(text, 2, dot, 10), Integer.parseInt(text, dot + 1, end, 10));
  }

  /** Where the number of one to three digits without leading zeros ends, or -1. */
  private static int numberEnd(String text, int start) {
    int i = start;
    while (i < text.length() && i - start <= 3 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    int digits = i - start;
    boolean leadingZero = digits > 1 && text.charAt(start) == '0';
    return digits == 0 || digits > 3 || leadingZero ? -1 : i;
  }

  private int length() {
    return 3 + digits(subject) + digits(detail);
  }

  private static int digits(int number) {
    return number < 10 ? 1 : number < 100 ? 2 : 3;
  }

  /** {@code 5.1.1}. */
  @Override
  public String toString() {
    return category + "." + subject + "." + detail;
  }
}
