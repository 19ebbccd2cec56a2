package org.angarium.mail.smtp;

import org.jspecify.annotations.Nullable;

/**
 * The encodings of parameter values: xtext (RFC 3461 §4) and the encoding of addresses beyond ASCII
 * (RFC 6533 §3).
 */
public final class Xtext {
  private static final int MAX_HEX = 6;
  private static final String HEX = "0123456789ABCDEF";

  private Xtext() {}

  /** Encodes printable ASCII; what is not becomes {@code +3F}, a question mark. */
  public static String encode(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ' && c < 0x7f && c != '+' && c != '=') {
        out.append(c);
      } else {
        int value = c <= 0x7f ? c : '?';
        out.append('+').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
      }
    }
    return out.toString();
  }

  /** Decodes; null when it is not xtext or hides characters that are not printable ASCII. */
  public static @Nullable String decode(String xtext) {
    StringBuilder out = new StringBuilder(xtext.length());
    for (int i = 0; i < xtext.length(); i++) {
      int c = xtext.charAt(i);
      if (c == '+') {
        if (i + 2 >= xtext.length()) {
          return null;
        }
        int high = Character.digit(xtext.charAt(i + 1), 16);
        int low = Character.digit(xtext.charAt(i + 2), 16);
        c = high < 0 || low < 0 ? 0 : high << 4 | low;
        i += 2;
        if (c < ' ' || c > '~') {
          // An encoded line break would end up in the header of a report.
          return null;
        }
      } else if (c <= ' ' || c > '~' || c == '=') {
        return null;
      }
      out.append((char) c);
    }
    return out.toString();
  }

  /**
   * Decodes {@code utf-8-addr-xtext} or {@code utf-8-addr-unitext}: characters may stand for
   * themselves or as <code>&#92;x{HEX}</code>. Null when it is neither.
   */
  public static @Nullable String decodeUtf8Address(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c == '\\') {
        int close = text.indexOf('}', i);
        if (!text.startsWith("x{", i + 1) || close < i + 5 || close - i - 3 > MAX_HEX) {
          return null;
        }
        c = hexValue(text, i + 3, close);
        i = close + 1;
      } else {
        if (c <= ' ' || c == '+' || c == '=') {
          return null;
        }
        i += Character.charCount(c);
      }
      if (!Character.isValidCodePoint(c)
          || Character.isISOControl(c)
          || c < 0
          || Character.getType(c) == Character.SURROGATE) {
        return null;
      }
      out.appendCodePoint(c);
    }
    return out.toString();
  }

  private static int hexValue(String text, int start, int end) {
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.charAt(i) > 'f') {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
