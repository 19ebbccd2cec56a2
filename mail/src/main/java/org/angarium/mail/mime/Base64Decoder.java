package org.angarium.mail.mime;

import java.util.Arrays;

/**
 * Base64 (RFC 2045 §6.8). Characters outside the alphabet are passed over; padding ends a group,
 * and what follows begins a new one, so that bodies glued from several encodings are read whole. A
 * truncated last group gives the bytes it has.
 */
final class Base64Decoder implements TransferDecoder {
  private static final byte[] VALUES = new byte[256];
  private static final byte SKIP = -1;
  private static final byte PAD = -2;

  static {
    Arrays.fill(VALUES, SKIP);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      VALUES[alphabet.charAt(i)] = (byte) i;
    }
    VALUES['='] = PAD;
  }

  private final byte[] out = new byte[3072];
  private int bits;
  private int count;

  @Override
  public void update(byte[] bytes, int offset, int length, ByteSink sink) {
    int end = offset + length;
    int n = 0;
    int i = offset;
    while (i < end) {
      if (count == 0) {
        // Whole groups of four, the common case.
        while (i + 4 <= end && n + 3 <= out.length) {
          int group =
              VALUES[bytes[i] & 0xff] << 18
                  | VALUES[bytes[i + 1] & 0xff] << 12
                  | VALUES[bytes[i + 2] & 0xff] << 6
                  | VALUES[bytes[i + 3] & 0xff];
          if (group < 0) {
            break;
          }
          out[n] = (byte) (group >> 16);
          out[n + 1] = (byte) (group >> 8);
          out[n + 2] = (byte) group;
          n += 3;
          i += 4;
        }
        if (i == end) {
          break;
        }
      }
      if (n + 3 > out.length) {
        sink.accept(out, 0, n);
        n = 0;
      }
      n = one(VALUES[bytes[i++] & 0xff], n);
    }
    if (n > 0) {
      sink.accept(out, 0, n);
    }
  }

  private int one(int value, int n) {
    if (value >= 0) {
      bits = bits << 6 | value;
      if (++count == 4) {
        out[n] = (byte) (bits >> 16);
        out[n + 1] = (byte) (bits >> 8);
        out[n + 2] = (byte) bits;
        count = 0;
        bits = 0;
        return n + 3;
      }
    } else if (value == PAD) {
      return rest(n);
    }
    return n;
  }

  private int rest(int n) {
    int end = n;
    if (count == 3) {
      out[end++] = (byte) (bits >> 10);
      out[end++] = (byte) (bits >> 2);
    } else if (count == 2) {
      out[end++] = (byte) (bits >> 4);
    }
    count = 0;
    bits = 0;
    return end;
  }

  @Override
  public void finish(ByteSink sink) {
    int n = rest(0);
    if (n > 0) {
      sink.accept(out, 0, n);
    }
  }
}
