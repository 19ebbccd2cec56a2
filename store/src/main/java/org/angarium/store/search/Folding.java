package org.angarium.store.search;

import java.text.Normalizer;

/**
 * Makes texts comparable without regard to case: i;unicode-casemap (RFC 5051) in effect. A text is
 * decomposed for compatibility (NFKD, so that full-width letters, ligatures and composed accents
 * match their plain forms) and each code point is mapped to its title case, as the RFC says. A text
 * contains another if its folded form contains the folded form of the other.
 */
public final class Folding {
  private Folding() {}

  public static String fold(String text) {
    int at = 0;
    int length = text.length();
    while (at < length && text.charAt(at) < 0x80 && !isLower(text.charAt(at))) {
      at++;
    }
    if (at == length) {
      return text;
    }
    char[] folded = new char[length];
    text.getChars(0, at, folded, 0);
    for (; at < length; at++) {
      char c = text.charAt(at);
      if (c >= 0x80) {
        return foldAny(text);
      }
      folded[at] = isLower(c) ? (char) (c - 0x20) : c;
    }
    return new String(folded);
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static String foldAny(String text) {
    StringBuilder titled = new StringBuilder(text.length() + 8);
    text.codePoints().map(Character::toTitleCase).forEach(titled::appendCodePoint);
    return Normalizer.normalize(titled, Normalizer.Form.NFKD);
  }
}
