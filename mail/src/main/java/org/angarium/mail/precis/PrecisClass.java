package org.angarium.mail.precis;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * The string classes of PRECIS (RFC 8264 §4) and what they say of a code point (§8), computed from
 * the JDK's Unicode data.
 */
enum PrecisClass {
  /** Letters, digits and printable ASCII: names. */
  IDENTIFIER,
  /** Also spaces, symbols, punctuation and compatibility forms: passwords. */
  FREEFORM;

  /** RFC 5892 §2.6, PVALID. */
  private static final int[] VALID = {0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007};

  /** RFC 5892 §2.6, DISALLOWED. */
  private static final int[] DISALLOWED = {
    0x640, 0x7FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B
  };

  /** Canonical combining class 9 in Unicode 16.0, which the JDK does not tell. */
  private static final int[] VIRAMAS = {
    0x94D, 0x9CD, 0xA4D, 0xACD, 0xB4D, 0xBCD, 0xC4D, 0xCCD, 0xD3B, 0xD3C, 0xD4D, 0xDCA, 0xE3A,
    0xEBA, 0xF84, 0x1039, 0x103A, 0x1714, 0x1715, 0x1734, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB,
    0x1BF2, 0x1BF3, 0x2D7F, 0xA806, 0xA82C, 0xA8C4, 0xA953, 0xA9C0, 0xAAF6, 0xABED, 0x10A3F,
    0x11046, 0x11070, 0x1107F, 0x110B9, 0x11133, 0x11134, 0x111C0, 0x11235, 0x112EA, 0x1134D,
    0x113CE, 0x113CF, 0x113D0, 0x11442, 0x114C2, 0x115BF, 0x1163F, 0x116B6, 0x1172B, 0x11839,
    0x1193D, 0x1193E, 0x119E0, 0x11A34, 0x11A47, 0x11A99, 0x11C3F, 0x11D44, 0x11D45, 0x11D97,
    0x11F41, 0x11F42, 0x1612F
  };

  /** Default_Ignorable_Code_Point in pairs of first and last. */
  private static final int[] IGNORABLE = {
    0xAD, 0xAD, 0x34F, 0x34F, 0x61C, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B,
    0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0,
    0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF
  };

  /** Whether a text has nothing but code points of this class, wherever they stand. */
  boolean admits(String text) {
    return text.codePoints().allMatch(c -> allows(c) || isContextual(c));
  }

  /** Whether a text has nothing but what this class allows where it stands. */
  boolean holds(String text) {
    boolean middleDot = false;
    boolean japanese = false;
    boolean arabicIndic = false;
    boolean extendedArabicIndic = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (!allows(c) && !(isContextual(c) && fits(c, text, i))) {
        return false;
      }
      middleDot |= c == 0x30FB;
      japanese |= isJapanese(c);
      arabicIndic |= isArabicIndic(c);
      extendedArabicIndic |= isExtendedArabicIndic(c);
      i += Character.charCount(c);
    }
    // RFC 5892 appendices A.7 to A.9, which look at the whole text.
    return (!middleDot || japanese) && !(arabicIndic && extendedArabicIndic);
  }

  /** RFC 8264 §8, in its order; the contextual ones are not allowed by themselves. */
  private boolean allows(int c) {
    if (contains(VALID, c)) {
      return true;
    }
    if (contains(DISALLOWED, c)
        || isContextual(c)
        || Character.getType(c) == Character.UNASSIGNED) {
      return false;
    }
    if (c >= 0x21 && c <= 0x7E) {
      return true;
    }
    if (isOldHangul(c) || isIgnorable(c) || Character.isISOControl(c)) {
      return false;
    }
    if (isCompatibility(c)) {
      return this == FREEFORM;
    }
    return switch (Character.getType(c)) {
      case Character.LOWERCASE_LETTER,
          Character.UPPERCASE_LETTER,
          Character.OTHER_LETTER,
          Character.MODIFIER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK ->
          true;
      case Character.TITLECASE_LETTER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.ENCLOSING_MARK,
          Character.SPACE_SEPARATOR,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL,
          Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          this == FREEFORM;
      default -> false;
    };
  }

  static boolean isSpace(int c) {
    return Character.getType(c) == Character.SPACE_SEPARATOR;
  }

  /** CONTEXTJ and CONTEXTO. */
  private static boolean isContextual(int c) {
    return c == 0xB7
        || c == 0x375
        || c == 0x5F3
        || c == 0x5F4
        || isArabicIndic(c)
        || isExtendedArabicIndic(c)
        || c == 0x200C
        || c == 0x200D
        || c == 0x30FB;
  }

  /** RFC 5892 appendix A, as far as neighbours decide. */
  private static boolean fits(int c, String text, int at) {
    int before = at == 0 ? -1 : text.codePointBefore(at);
    int next = at + Character.charCount(c);
    int after = next < text.length() ? text.codePointAt(next) : -1;
    return switch (c) {
      case 0xB7 -> before == 'l' && after == 'l';
      case 0x375 -> after >= 0 && UnicodeScript.of(after) == UnicodeScript.GREEK;
      case 0x5F3, 0x5F4 -> before >= 0 && UnicodeScript.of(before) == UnicodeScript.HEBREW;
      case 0x200C -> contains(VIRAMAS, before) || JoiningType.wouldJoin(text, at);
      case 0x200D -> contains(VIRAMAS, before);
      default -> true;
    };
  }

  private static boolean isArabicIndic(int c) {
    return c >= 0x660 && c <= 0x669;
  }

  private static boolean isExtendedArabicIndic(int c) {
    return c >= 0x6F0 && c <= 0x6F9;
  }

  private static boolean isJapanese(int c) {
    UnicodeScript script = UnicodeScript.of(c);
    return script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA
        || script == UnicodeScript.HAN;
  }

  /** Conjoining jamo: Hangul_Syllable_Type L, V or T. */
  private static boolean isOldHangul(int c) {
    return (c >= 0x1100 && c <= 0x11FF)
        || (c >= 0xA960 && c <= 0xA97C)
        || (c >= 0xD7B0 && c <= 0xD7C6)
        || (c >= 0xD7CB && c <= 0xD7FB);
  }

  private static boolean isIgnorable(int c) {
    for (int i = 0; i < IGNORABLE.length; i += 2) {
      if (c >= IGNORABLE[i] && c <= IGNORABLE[i + 1]) {
        return true;
      }
    }
    // Noncharacters.
    return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
  }

  private static boolean isCompatibility(int c) {
    if (c < 0xA0 || Character.getType(c) == Character.SURROGATE) {
      return false;
    }
    String text = Character.toString(c);
    return !Normalizer.normalize(text, Normalizer.Form.NFKC).equals(text);
  }

  private static boolean contains(int[] sorted, int c) {
    return Arrays.binarySearch(sorted, c) >= 0;
  }
}
