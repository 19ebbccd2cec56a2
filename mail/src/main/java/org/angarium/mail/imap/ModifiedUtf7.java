package org.angarium.mail.imap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Mailbox names of IMAP4rev1 (RFC 3501 §5.1.3): printable ASCII stands for itself, {@code &} is
 * {@code &-}, anything else is UTF-16 in a base64 of its own between {@code &} and {@code -}.
 */
public final class ModifiedUtf7 {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  private static final byte[] VALUES = values();

  private ModifiedUtf7() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }

  /**
   * Decodes {@code bytes[from, to)}; null where they are not well-formed: bytes outside printable
   * ASCII, an open or useless shift, bits left over, half a surrogate pair. So every name has one
   * encoding only, and two names cannot be taken for one.
   */
  public static @Nullable String decode(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int at = from;
    boolean afterShift = false;
    while (at < to) {
      int octet = bytes[at++];
      if (octet < 0x20 || octet == 0x7F) {
        return null;
      }
      if (octet != '&') {
        text.append((char) octet);
        afterShift = false;
        continue;
      }
      if (at < to && bytes[at] == '-') {
        text.append('&');
        at++;
        afterShift = false;
        continue;
      }
      if (afterShift) {
        return null; // two shifts in a row should have been one
      }
      at = shifted(bytes, at, to, text);
      if (at < 0) {
        return null;
      }
      afterShift = true;
    }
    return wellFormed(text) ? text.toString() : null;
  }

  /** Decodes the base64 at {@code at}; returns the position behind its hyphen, or -1. */
  private static int shifted(byte[] bytes, int at, int to, StringBuilder text) {
    int bits = 0;
    int count = 0;
    for (int i = at; i < to; i++) {
      int octet = bytes[i];
      if (octet == '-') {
        // At most five zero bits of padding may be left.
        return i > at && count < 6 && (bits & (1 << count) - 1) == 0 ? i + 1 : -1;
      }
      int value = octet < 0 ? -1 : VALUES[octet];
      if (value < 0) {
        return -1;
      }
      bits = bits << 6 | value;
      count += 6;
      if (count >= 16) {
        count -= 16;
        char unit = (char) (bits >>> count);
        if (unit >= 0x20 && unit < 0x7F) {
          return -1; // must stand for itself
        }
        text.append(unit);
        bits &= (1 << count) - 1;
      }
    }
    return -1;
  }

  private static boolean wellFormed(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** The encoded form: printable ASCII. */
  public static String encode(String text) {
    int plain = 0;
    while (plain < text.length() && isPlain(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, plain);
    int at = plain;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '&') {
        encoded.append("&-");
        at++;
      } else if (isPlain(c)) {
        encoded.append(c);
        at++;
      } else {
        at = shift(text, at, encoded);
      }
    }
    return encoded.toString();
  }

  private static int shift(String text, int from, StringBuilder encoded) {
    encoded.append('&');
    int bits = 0;
    int count = 0;
    int at = from;
    while (at < text.length() && text.charAt(at) != '&' && !isPlain(text.charAt(at))) {
      bits = bits << 16 | text.charAt(at++);
      count += 16;
      while (count >= 6) {
        count -= 6;
        encoded.append(ALPHABET.charAt(bits >>> count & 0x3F));
      }
      bits &= (1 << count) - 1;
    }
    if (count > 0) {
      encoded.append(ALPHABET.charAt(bits << 6 - count & 0x3F));
    }
    encoded.append('-');
    return at;
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7F && c != '&';
  }
}
