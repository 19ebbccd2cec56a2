package org.angarium.mail.sieve.compile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.charset.MailCharset;
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
      boolean hex = kind.equalsIgnoreCase("hex");
      int[] values = values(text.substring(colon + 1, end), hex ? 2 : Integer.MAX_VALUE);
      if (values == null || (!hex && !kind.equalsIgnoreCase("unicode"))) {
        start = text.indexOf("${", start + 2);
        continue;
      }
      if (start > copied) {
        flush(octets, out);
        out.append(text, copied, start);
      }
      for (int value : values) {
        if (hex) {
          octets.write(value);
        } else if (value > Character.MAX_CODE_POINT || (value >= 0xd800 && value <= 0xdfff)) {
          return null;
        } else {
          flush(octets, out);
          out.appendCodePoint(value);
        }
      }
      copied = end + 1;
      start = text.indexOf("${", copied);
    }
    flush(octets, out);
    return out.append(text, copied, text.length()).toString();
  }

  /**
   * Octets of adjacent references make characters together. Those that aren't UTF-8 are read as
   * those of a header are, so that a script can look for them.
   */
  private static void flush(ByteArrayOutputStream octets, StringBuilder out) {
    if (octets.size() > 0) {
      out.append(MailCharset.guess(octets.toByteArray(), 0, octets.size()));
      octets.reset();
    }
  }

  /**
   * Hexadecimal numbers between blanks; null if there is anything else or nothing. One that is
   * larger than any character is the largest there is.
   */
  private static int @Nullable [] values(String text, int maxDigits) {
    List<String> words = new ArrayList<>(2);
    for (String word : text.split("[ \t\r\n]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    int[] values = new int[words.size()];
    for (int i = 0; i < values.length; i++) {
      String word = words.get(i);
      if (word.length() > maxDigits) {
        return null;
      }
      for (int k = 0; k < word.length(); k++) {
        char c = word.charAt(k);
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
          return null;
        }
        values[i] = values[i] > Character.MAX_CODE_POINT ? values[i] : values[i] << 4 | digit;
      }
    }
    return values.length == 0 ? null : values;
  }
}
