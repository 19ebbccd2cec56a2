package org.angarium.mail.imap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds NUL, which no literal may hold but a {@code literal8} (RFC 3501 §9 CHAR8, RFC 3516), eight
 * octets at a time: every message passes here, and hardly any has one.
 */
public final class NulScan {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private NulScan() {}

  /** The first position from {@code from} on with a NUL, or {@code end}. */
  public static int next(byte[] bytes, int from, int end) {
    int at = from;
    // Hardly ever is there anything to be found: look at four words together.
    while (at + 32 <= end
        && (found(bytes, at) | found(bytes, at + 8) | found(bytes, at + 16) | found(bytes, at + 24))
            == 0) {
      at += 32;
    }
    while (at + 8 <= end) {
      long found = found(bytes, at);
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += 8;
    }
    while (at < end && bytes[at] != 0) {
      at++;
    }
    return at;
  }

  /** The lowest octet whose high bit is set is NUL; higher ones may be by a borrow. */
  private static long found(byte[] bytes, int at) {
    long word = (long) LONGS.get(bytes, at);
    return (word - LOW_BITS) & ~word & HIGH_BITS;
  }
}
