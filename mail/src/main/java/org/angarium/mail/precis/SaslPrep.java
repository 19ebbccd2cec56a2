package org.angarium.mail.precis;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * SASLprep (RFC 4013): the one form of a user name or password, so that the same letters typed on
 * two keyboards are the same octets. Non-ASCII spaces become spaces, what is commonly mapped to
 * nothing goes, the rest is NFKC; control characters, private use, unassigned surrogates and mixed
 * directions are refused.
 *
 * <p>Code points that Unicode assigned after version 3.2 pass (RFC 3454 §7 allows it for queries;
 * people do use them in passwords, on both sides alike).
 */
public final class SaslPrep {
  private SaslPrep() {}

  /** The prepared text, or empty if it holds what is prohibited. */
  public static Optional<String> prepare(String text) {
    if (isPrintableAscii(text)) {
      return Optional.of(text);
    }
    StringBuilder mapped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isSpace(c)) {
        mapped.append(' ');
      } else if (!isMappedToNothing(c)) {
        mapped.appendCodePoint(c);
      }
    }
    String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    return isAllowed(normal) ? Optional.of(normal) : Optional.empty();
  }

  /**
   * A password as it goes into key derivation: prepared where it is text that can be, and otherwise
   * the octets as they came, so that no password is impossible. The result is the caller's to wipe.
   */
  public static byte[] password(byte[] password) {
    boolean ascii = true;
    for (byte b : password) {
      ascii &= b >= 0x20 && b < 0x7F;
    }
    if (ascii) {
      return password.clone();
    }
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password));
      Optional<String> prepared = prepare(text.toString());
      if (prepared.isPresent() && !prepared.get().isEmpty()) {
        return prepared.get().getBytes(StandardCharsets.UTF_8);
      }
    } catch (CharacterCodingException notText) {
      // Octets of some other charset: they are what both sides have.
      return password.clone();
    }
    return password.clone();
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** RFC 3454 table C.1.2. */
  private static boolean isSpace(int c) {
    return c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200B)
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /** RFC 3454 table B.1. */
  private static boolean isMappedToNothing(int c) {
    return c == 0xAD
        || c == 0x34F
        || c == 0x1806
        || (c >= 0x180B && c <= 0x180D)
        || c == 0x200C
        || c == 0x200D
        || c == 0x2060
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFEFF;
  }

  private static boolean isAllowed(String text) {
    boolean rightToLeft = false;
    boolean leftToRight = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isProhibited(c)) {
        return false;
      }
      rightToLeft |= isRightToLeft(c);
      leftToRight |= Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    }
    // RFC 3454 §6: no mixture, and such text begins and ends with right-to-left letters.
    return !rightToLeft
        || (!leftToRight
            && isRightToLeft(text.codePointAt(0))
            && isRightToLeft(text.codePointBefore(text.length())));
  }

  private static boolean isRightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }

  /** RFC 4013 §2.3: tables C.1.2 and C.2.1 to C.9 of RFC 3454. */
  private static boolean isProhibited(int c) {
    return isSpace(c)
        || c < 0x20
        || (c >= 0x7F && c <= 0x9F)
        || c == 0x6DD
        || c == 0x70F
        || c == 0x180E
        || c == 0x340
        || c == 0x341
        || (c >= 0x200C && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x2063)
        || (c >= 0x206A && c <= 0x206F)
        || (c >= 0x2FF0 && c <= 0x2FFB)
        || (c >= 0xD800 && c <= 0xF8FF)
        || c == 0xFEFF
        || (c >= 0xFDD0 && c <= 0xFDEF)
        || (c >= 0xFFF9 && c <= 0xFFFD)
        || (c >= 0x1D173 && c <= 0x1D17A)
        || (c & 0xFFFE) == 0xFFFE
        || c == 0xE0001
        || (c >= 0xE0020 && c <= 0xE007F)
        || c >= 0xF0000;
  }
}
