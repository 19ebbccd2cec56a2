package org.angarium.mail.sevenbit;

import java.nio.charset.StandardCharsets;
import org.angarium.mail.mime.ByteSink;

/**
 * Quoted-printable (RFC 2045 §6.7). A CRLF stays a line break, a lone CR or LF is encoded. No line
 * begins with a hyphen, so none becomes a delimiter of the multipart around it.
 */
final class QuotedPrintableEncoder implements BodyEncoder {
  /** Longest line before a soft break, which takes one more. */
  private static final int LINE = 75;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final int NOTHING = -1;

  private final ByteSink sink;
  private final byte[] out = new byte[512];
  private int length;
  private int column;

  /** A space, tab or CR, whose form depends on what follows. */
  private int held = NOTHING;

  QuotedPrintableEncoder(ByteSink sink) {
    this.sink = sink;
  }

  @Override
  public void update(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      next(bytes[i] & 0xff);
    }
    flush();
  }

  private void next(int b) {
    if (held == '\r' && b == '\n') {
      held = NOTHING;
      put('\r');
      put('\n');
      column = 0;
      return;
    }
    if (held != NOTHING) {
      // White space is safe unless the line ends behind it.
      boolean safe = held != '\r' && b != '\r';
      one(held, safe);
      held = NOTHING;
    }
    if (b == ' ' || b == '\t' || b == '\r') {
      held = b;
    } else {
      one(b, b > ' ' && b < 0x7f && b != '=');
    }
  }

  private void one(int b, boolean plain) {
    boolean encoded = !plain || (b == '-' && column == 0);
    if (column + (encoded ? 3 : 1) > LINE) {
      put('=');
      put('\r');
      put('\n');
      column = 0;
      encoded |= b == '-';
    }
    if (encoded) {
      put('=');
      put(HEX[b >> 4]);
      put(HEX[b & 15]);
      column += 3;
    } else {
      put(b);
      column++;
    }
  }

  private void put(int b) {
    if (length == out.length) {
      flush();
    }
    out[length++] = (byte) b;
  }

  private void flush() {
    sink.accept(out, 0, length);
    length = 0;
  }

  @Override
  public void finish() {
    if (held != NOTHING) {
      one(held, false);
      held = NOTHING;
    }
    flush();
  }
}
