package org.angarium.mail.charset;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/**
 * UTF-7 (RFC 2152), for reading only. Tolerant: a base64 run ended by anything is a run, left-over
 * bits are dropped, bytes above 127 are read as Latin-1.
 */
final class Utf7 extends Charset {
  static final Utf7 CHARSET = new Utf7();

  private Utf7() {
    super("UTF-7", new String[0]);
  }

  @Override
  public boolean contains(Charset other) {
    return other.name().equals("US-ASCII");
  }

  @Override
  public boolean canEncode() {
    return false;
  }

  @Override
  public CharsetEncoder newEncoder() {
    throw new UnsupportedOperationException("UTF-7 is read, never written");
  }

  @Override
  public CharsetDecoder newDecoder() {
    return new Decoder(this);
  }

  private static final class Decoder extends CharsetDecoder {
    private boolean inBase64;
    private boolean justShifted;
    private int bits;
    private int bitCount;

    Decoder(Charset charset) {
      super(charset, 1f, 1f);
    }

    @Override
    protected void implReset() {
      inBase64 = false;
      justShifted = false;
      bits = 0;
      bitCount = 0;
    }

    @Override
    protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
      while (in.hasRemaining()) {
        if (!out.hasRemaining()) {
          return CoderResult.OVERFLOW;
        }
        int b = in.get() & 0xff;
        if (!inBase64) {
          if (b == '+') {
            inBase64 = true;
            justShifted = true;
            bits = 0;
            bitCount = 0;
          } else {
            out.put((char) b);
          }
          continue;
        }
        int value = base64(b);
        if (value >= 0) {
          bits = (bits << 6 | value) & 0x3fffff;
          bitCount += 6;
          if (bitCount >= 16) {
            bitCount -= 16;
            out.put((char) (bits >>> bitCount));
          }
        } else {
          inBase64 = false;
          if (b != '-') {
            out.put((char) b);
          } else if (justShifted) {
            out.put('+');
          }
        }
        justShifted = false;
      }
      return CoderResult.UNDERFLOW;
    }

    private static int base64(int b) {
      if (b >= 'A' && b <= 'Z') {
        return b - 'A';
      }
      if (b >= 'a' && b <= 'z') {
        return b - 'a' + 26;
      }
      if (b >= '0' && b <= '9') {
        return b - '0' + 52;
      }
      return b == '+' ? 62 : b == '/' ? 63 : -1;
    }
  }
}
