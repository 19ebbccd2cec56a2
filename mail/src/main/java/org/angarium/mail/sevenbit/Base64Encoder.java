package org.angarium.mail.sevenbit;

import java.util.Arrays;
import java.util.Base64;
import org.angarium.mail.mime.ByteSink;

/** Base64 in lines of 76 characters (RFC 2045 §6.8). */
final class Base64Encoder implements BodyEncoder {
  /** Octets that make a line. */
  private static final int LINE = 57;

  private static final byte[] LINE_BREAK = {'\r', '\n'};

  private final ByteSink sink;
  private final byte[] line = new byte[LINE];
  private int filled;
  private boolean began;

  Base64Encoder(ByteSink sink) {
    this.sink = sink;
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int rest = length;
    while (rest > 0) {
      int part = Math.min(rest, LINE - filled);
      System.arraycopy(bytes, at, line, filled, part);
      filled += part;
      at += part;
      rest -= part;
      if (filled == LINE) {
        line();
      }
    }
  }

  private void line() {
    if (began) {
      sink.accept(LINE_BREAK, 0, LINE_BREAK.length);
    }
    began = true;
    byte[] encoded = Base64.getEncoder().encode(Arrays.copyOf(line, filled));
    sink.accept(encoded, 0, encoded.length);
    filled = 0;
  }

  @Override
  public void finish() {
    if (filled > 0) {
      line();
    }
  }
}
