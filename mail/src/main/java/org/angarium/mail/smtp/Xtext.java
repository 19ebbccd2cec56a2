package org.angarium.mail.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of parameter values, xtext (RFC 3461 §4): octets beyond printable ASCII, {@code +}
 * and {@code =} are written {@code +HH}. The one encoder and the one decoder there are: {@link
 * #decode} reads back what {@link #encode} writes, whatever the text. International addresses have
 * a form of their own, see {@link OriginalRecipient}.
 */
public final class Xtext {
  private static final String HEX = "0123456789ABCDEF";

  private Xtext() {}

  /** Encodes the octets of the text in UTF-8; the result is printable ASCII without {@code =}. */
  public static String encode(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      int b = octet & 0xFF;
      if (b > ' ' && b < 0x7f && b != '+' && b != '=') {
        out.append((char) b);
      } else {
        out.append('+').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
      }
    }
    return out.toString();
  }

  /**
   * Whether the text follows the grammar. What it stands for may still be of no use: any octets can
   * be encoded. Lower-case digits are taken as well.
   */
  public static boolean isXtext(String text) {
    return octets(text) != null;
  }

  /**
   * The text that was encoded. Null when this is not xtext, and when what it stands for is not
   * UTF-8 or has control characters or line separators: an encoded line break would end up in the
   * header of a report.
   */
  public static @Nullable String decode(String xtext) {
    byte[] octets = octets(xtext);
    if (octets == null) {
      return null;
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
    return isOneLine(text) ? text : null;
  }

  private static byte @Nullable [] octets(String xtext) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(xtext.length());
    for (int i = 0; i < xtext.length(); i++) {
      int c = xtext.charAt(i);
      if (c == '+') {
        int high = i + 2 < xtext.length() ? hexDigit(xtext.charAt(i + 1)) : -1;
        int low = high < 0 ? -1 : hexDigit(xtext.charAt(i + 2));
        if (low < 0) {
          return null;
        }
        c = high << 4 | low;
        i += 2;
      } else if (c <= ' ' || c > '~' || c == '=') {
        return null;
      }
      out.write(c);
    }
    return out.toByteArray();
  }

  /**
   * Whether the text can stand in a header field: printable,without control characters or line
   * separators.
   */
  static boolean isOneLine(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
        return false;
      }
    }
    return true;
  }

  /** The value of a hexadecimal digit of ASCII, or -1. */
  static int hexDigit(char c) {
    return c <= 'f' ? Character.digit(c, 16) : -1;
  }
}
