package org.angarium.mail.sieve.match;

/**
 * Whether a text contains another, in time linear in both (Knuth, Morris, Pratt). {@code
 * String.contains} takes the product of the lengths where both repeat themselves, and both come
 * from strangers here.
 */
public final class Substring {
  /** Below this product of the lengths the plain search cannot hurt and is faster. */
  private static final long HARMLESS = 1 << 20;

  private Substring() {}

  /** Whether the text has the part somewhere, in linear time. */
  public static boolean contains(String text, String part) {
    if ((long) text.length() * part.length() <= HARMLESS) {
      return text.contains(part);
    }
    if (part.length() > text.length()) {
      return false;
    }
    int[] borders = borders(part);
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
        matched = borders[matched - 1];
      }
      if (text.charAt(i) == part.charAt(matched) && ++matched == part.length()) {
        return true;
      }
    }
    return false;
  }

  /**
   * For each prefix of {@code part}, the length of its longest proper prefix that is its suffix
   * too.
   */
  private static int[] borders(String part) {
    int[] borders = new int[part.length()];
    int length = 0;
    for (int i = 1; i < part.length(); i++) {
      while (length > 0 && part.charAt(i) != part.charAt(length)) {
        length = borders[length - 1];
      }
      if (part.charAt(i) == part.charAt(length)) {
        length++;
      }
      borders[i] = length;
    }
    return borders;
  }
}
