package org.angarium.mail.precis;

import java.util.Locale;

/**
 * The lower case of a text in every language alike: toLowercase(X) of the Unicode Standard §3.13,
 * which RFC 8265 §3.3.1 prefers. Only the capital sigma depends on what stands around it; the JDK
 * decides that by words of its own, so that is done here by the definition.
 */
final class CaseMapping {
  private static final int CAPITAL_SIGMA = 0x3A3;
  private static final int SIGMA = 0x3C3;
  private static final int FINAL_SIGMA = 0x3C2;

  /**
   * Marks in the midst of words, Word_Break MidLetter, MidNumLet and Single_Quote, and the others
   * that Case_Ignorable counts beside its categories.
   */
  private static final String WITHIN_WORDS =
      "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

  private CaseMapping() {}

  static String toLowerCase(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (c < 0x80) {
        lower.append((char) (c >= 'A' && c <= 'Z' ? c | 0x20 : c));
      } else if (c == CAPITAL_SIGMA) {
        lower.appendCodePoint(isFinal(text, i, next) ? FINAL_SIGMA : SIGMA);
      } else {
        lower.append(Character.toString(c).toLowerCase(Locale.ROOT));
      }
      i = next;
    }
    return lower.toString();
  }

  /** Final_Sigma (table 3-17): a cased letter before it in its word, and none after it. */
  private static boolean isFinal(String text, int at, int next) {
    int before = at;
    while (before > 0 && isIgnorable(text.codePointBefore(before))) {
      before -= Character.charCount(text.codePointBefore(before));
    }
    int after = next;
    while (after < text.length() && isIgnorable(text.codePointAt(after))) {
      after += Character.charCount(text.codePointAt(after));
    }
    return before > 0
        && isCased(text.codePointBefore(before))
        && (after == text.length() || !isCased(text.codePointAt(after)));
  }

  private static boolean isCased(int c) {
    return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
  }

  private static boolean isIgnorable(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> WITHIN_WORDS.indexOf(c) >= 0;
    };
  }
}
