package org.angarium.mail.sieve;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${hex:40}} and {@code ${unicode:263A}} in strings (RFC 5228 §2.4.2.4). What isn't
 * well-formed stays as it is.
 */
final class EncodedCharacters {
  private EncodedCharacters() {}

  /**
   * The decoded text, or null if it names a code point that doesn't exist: an error of the script.
   */
  static @Nullable String decode(String text) {
    int start = text.indexOf("${");
    if (start < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    int copied = 0;
    while (start >= 0) {
      int end = text.indexOf('}', start);
      int colon = text.indexOf(':', start);
      if (end < 0) {
        break;
      }
      if (colon < 0 || colon > end) {
        start = text.indexOf("${", start + 2);
        continue;
      }
      String kind = text.substring(start + 2, colon);
      long[] values = values(text.substring(colon + 1, end), kind.equalsIgnoreCase("hex") ? 2 : 9);
      boolean hex = kind.equalsIgnoreCase("hex");
      if (values == null || (!hex && !kind.equalsIgnoreCase("unicode"))) {
        start = text.indexOf("${", start + 2);
        continue;
      }
      if (start > copied) {
        flush(octets, out);
        out.append(text, copied, start);
      }
      for (long value : values) {
        if (hex) {
          octets.write((int) value);
        } else if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
          return null;
        } else {
          flush(octets, out);
          out.appendCodePoint((int) value);
        }
      }
      copied = end + 1;
      start = text.indexOf("${", copied);
    }
    flush(octets, out);
    return out.append(text, copied, text.length()).toString();
  }

  /** Octets of adjacent references make characters together. */
  private static void flush(ByteArrayOutputStream octets, StringBuilder out) {
    if (octets.size() > 0) {
      out.append(octets.toString(StandardCharsets.UTF_8));
      octets.reset();
    }
  }

  /** Hexadecimal numbers between blanks; null if there is anything else or nothing. */
  private static long @Nullable [] values(String text, int maxDigits) {
    String[] words = text.strip().split("[ \t\r\n]+", -1);
    long[] values = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      if (words[i].isEmpty() || words[i].length() > maxDigits) {
        return null;
      }
      for (int k = 0; k < words[i].length(); k++) {
        char c = words[i].charAt(k);
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
          return null;
        }
        values[i] = values[i] << 4 | digit;
      }
    }
    return values;
  }
}
