package org.angarium.server.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the bytes that matter to line ends among those that do not, eight at a time: a message is
 * mostly text, and looking at each byte alone would cost more than hashing it.
 */
final class ControlScan {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** CR is the largest of NUL, LF, CR. */
  private static final long BELOW = 0x0E0E0E0E0E0E0E0EL;

  private static final long HIGH_BITS = 0x8080808080808080L;

  private ControlScan() {}

  /** The first position from {@code i} on with a byte below 14, or {@code end}. */
  static int next(byte[] bytes, int i, int end) {
    int at = i;
    while (at + 8 <= end) {
      long word = (long) LONGS.get(bytes, at);
      // The lowest byte whose high bit is set here is below 14; higher ones may be by a borrow.
      long found = (word - BELOW) & ~word & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += 8;
    }
    while (at < end && (bytes[at] < 0 || bytes[at] >= 14)) {
      at++;
    }
    return at;
  }
}
