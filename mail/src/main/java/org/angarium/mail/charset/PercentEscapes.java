package org.angarium.mail.charset;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Octets written as {@code %C3} (RFC 3986 §2.1), as URIs have them, macros of SPF (RFC 7208 §7.3)
 * and parameters of MIME fields (RFC 2231 §4). Pure.
 */
public final class PercentEscapes {
  private static final String DIGITS = "0123456789ABCDEF";

  private PercentEscapes() {}

  /** The octet of the escape that begins at {@code index}; -1 if none does. */
  public static int octetAt(String text, int index) {
    if (index + 2 >= text.length() || text.charAt(index) != '%') {
      return -1;
    }
    int high = digit(text.charAt(index + 1));
    int low = digit(text.charAt(index + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** The text with its escapes undone; null if one isn't whole or their octets aren't UTF-8. */
  public static @Nullable String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
    StringBuilder out = new StringBuilder(text.length());
    try {
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) != '%') {
          flush(octets, out);
          out.append(text.charAt(i));
          continue;
        }
        int octet = octetAt(text, i);
        if (octet < 0) {
          return null;
        }
        octets.write(octet);
        i += 2;
      }
      flush(octets, out);
      return out.toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  private static void flush(ByteArrayOutputStream octets, StringBuilder out)
      throws CharacterCodingException {
    if (octets.size() > 0) {
      out.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.toByteArray())));
      octets.reset();
    }
  }

  /** The text in UTF-8, all escaped but the unreserved characters of RFC 3986 §2.3. */
  public static String encoded(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (isUnreserved(c)) {
        out.append(c);
      } else {
        out.append('%').append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 15));
      }
    }
    return out.toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static int digit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
