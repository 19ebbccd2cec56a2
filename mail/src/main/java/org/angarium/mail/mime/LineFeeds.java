package org.angarium.mail.mime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line feeds eight bytes at a time. */
final class LineFeeds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PATTERN = 0x0a0a0a0a0a0a0a0aL;
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

  private LineFeeds() {}

  /**
   * The high bit of each of the eight bytes from {@code i} that is a line feed, lowest byte first.
   */
  static long mask(byte[] bytes, int i) {
    long x = (long) LONGS.get(bytes, i) ^ PATTERN;
    return ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS);
  }

  /** The position of the first line feed in the range, or -1. */
  static int indexOf(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long mask = mask(bytes, i);
      if (mask != 0) {
        return i + (Long.numberOfTrailingZeros(mask) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** How many line feeds the range has. */
  static long count(byte[] bytes, int from, int to) {
    long count = 0;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      count += Long.bitCount(mask(bytes, i));
    }
    for (; i < to; i++) {
      if (bytes[i] == '\n') {
        count++;
      }
    }
    return count;
  }
}
