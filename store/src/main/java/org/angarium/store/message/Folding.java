package org.angarium.store.message;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts comparable without regard to case: i;unicode-casemap (RFC 5051) in effect. A text is
 * decomposed for compatibility (NFKD, so that full-width letters, ligatures and composed accents
 * match their plain forms) and each code point is mapped to its title case, as the RFC says. A text
 * contains another if its folded form contains the folded form of the other.
 */
public final class Folding {
  private Folding() {}

  private static final byte[] UPPER = upper();

  public static String fold(String text) {
    byte[] octets = ascii(text);
    if (octets == null) {
      return foldAny(text);
    }
    for (int i = 0; i < octets.length; i++) {
      octets[i] = UPPER[octets[i]];
    }
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  /** The octets of a text in ASCII, or null if it is another one. */
  static byte @Nullable [] ascii(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    // As many octets as chars: ASCII, or surrogates that stand alone, which become question marks.
    return octets.length == text.length()
            && new String(octets, StandardCharsets.ISO_8859_1).equals(text)
        ? octets
        : null;
  }

  /** What an ASCII character becomes. */
  public static int foldAscii(int c) {
    return UPPER[c];
  }

  private static byte[] upper() {
    byte[] upper = new byte[0x80];
    for (int c = 0; c < upper.length; c++) {
      upper[c] = (byte) (c >= 'a' && c <= 'z' ? c - 0x20 : c);
    }
    return upper;
  }

  private static String foldAny(String text) {
    StringBuilder titled = new StringBuilder(text.length() + 8);
    text.codePoints().map(Character::toTitleCase).forEach(titled::appendCodePoint);
    return Normalizer.normalize(titled, Normalizer.Form.NFKD);
  }
}
