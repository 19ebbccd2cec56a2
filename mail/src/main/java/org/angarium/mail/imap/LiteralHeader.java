package org.angarium.mail.imap;

import org.jspecify.annotations.Nullable;

/**
 * The announcement of a literal at the end of a line: {@code {n}}, {@code {n+}} (RFC 7888), {@code
 * ~{n}} (RFC 3516).
 *
 * @param size octets that follow the line; {@link Long#MAX_VALUE} for a number that does not even
 *     fit 63 bits
 * @param synchronizing the client waits for {@code +} before it sends them
 * @param binary a literal8
 */
public record LiteralHeader(long size, boolean synchronizing, boolean binary) {

  /**
   * Finds the announcement at the end of the line {@code bytes[from, to)} (without CRLF); null
   * where there is none. Outside of quoted strings a line cannot end with a brace in any other
   * sense, and a quoted string ends with its quote.
   */
  public static @Nullable LiteralHeader atEndOf(byte[] bytes, int from, int to) {
    int at = to - 1;
    if (at < from || bytes[at] != '}') {
      return null;
    }
    at--;
    boolean synchronizing = true;
    if (at >= from && bytes[at] == '+') {
      synchronizing = false;
      at--;
    }
    int lastDigit = at;
    while (at >= from && bytes[at] >= '0' && bytes[at] <= '9') {
      at--;
    }
    if (at == lastDigit || at < from || bytes[at] != '{') {
      return null;
    }
    boolean binary = at > from && bytes[at - 1] == '~';
    return new LiteralHeader(number(bytes, at + 1, lastDigit + 1), synchronizing, binary);
  }

  private static long number(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      if (value > (Long.MAX_VALUE - 9) / 10) {
        return Long.MAX_VALUE;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }
}
