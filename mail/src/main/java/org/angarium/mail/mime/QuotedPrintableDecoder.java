package org.angarium.mail.mime;

/**
 * Quoted-printable (RFC 2045 §6.7). White space at the end of a line is dropped, an equals sign
 * there joins lines; an equals sign that introduces no hexadecimal number stays as it is.
 */
final class QuotedPrintableDecoder implements TransferDecoder {
  /** White space held back for the end of a line; more than this is taken for content. */
  private static final int MAX_HELD = 1000;

  private final byte[] held = new byte[MAX_HELD];
  private final byte[] out = new byte[4096];
  private int heldLength;
  private int outLength;

  /**
   * 0: text. 1: after an equals sign. 2: after an equals sign and a hexadecimal digit. 3: after
   * {@code =} and white space.
   */
  private int state;

  private int firstDigit;

  @Override
  public void update(byte[] bytes, int offset, int length, ByteSink sink) {
    for (int i = offset, end = offset + length; i < end; i++) {
      byte b = bytes[i];
      switch (state) {
        case 0 -> text(b, sink);
        case 1 -> afterEquals(b, sink);
        case 2 -> secondDigit(b, sink);
        default -> softBreak(b, sink);
      }
    }
    flush(sink);
  }

  private void text(byte b, ByteSink sink) {
    if (b == '=') {
      release(sink);
      state = 1;
    } else if (b == ' ' || b == '\t' || b == '\r') {
      hold(b, sink);
    } else if (b == '\n') {
      boolean crlf = heldLength > 0 && held[heldLength - 1] == '\r';
      heldLength = 0;
      if (crlf) {
        put((byte) '\r', sink);
      }
      put(b, sink);
    } else {
      if (heldLength > 0) {
        release(sink);
      }
      put(b, sink);
    }
  }

  private void afterEquals(byte b, ByteSink sink) {
    int digit = Character.digit(b, 16);
    if (digit >= 0) {
      firstDigit = b;
      state = 2;
    } else if (b == '\n') {
      state = 0;
    } else if (b == ' ' || b == '\t' || b == '\r') {
      hold(b, sink);
      state = 3;
    } else {
      put((byte) '=', sink);
      state = 0;
      text(b, sink);
    }
  }

  private void secondDigit(byte b, ByteSink sink) {
    int digit = Character.digit(b, 16);
    state = 0;
    if (digit >= 0) {
      put((byte) (Character.digit(firstDigit, 16) << 4 | digit), sink);
    } else {
      put((byte) '=', sink);
      put((byte) firstDigit, sink);
      text(b, sink);
    }
  }

  private void softBreak(byte b, ByteSink sink) {
    if (b == '\n') {
      heldLength = 0;
      state = 0;
    } else if ((b == ' ' || b == '\t' || b == '\r') && heldLength < MAX_HELD) {
      held[heldLength++] = b;
    } else {
      put((byte) '=', sink);
      state = 0;
      text(b, sink);
    }
  }

  private void hold(byte b, ByteSink sink) {
    if (heldLength == MAX_HELD) {
      release(sink);
    }
    held[heldLength++] = b;
  }

  private void release(ByteSink sink) {
    for (int i = 0; i < heldLength; i++) {
      put(held[i], sink);
    }
    heldLength = 0;
  }

  private void put(byte b, ByteSink sink) {
    if (outLength == out.length) {
      flush(sink);
    }
    out[outLength++] = b;
  }

  private void flush(ByteSink sink) {
    if (outLength > 0) {
      sink.accept(out, 0, outLength);
      outLength = 0;
    }
  }

  @Override
  public void finish(ByteSink sink) {
    if (state == 1) {
      put((byte) '=', sink);
    } else if (state == 2) {
      put((byte) '=', sink);
      put((byte) firstDigit, sink);
    }
    heldLength = 0;
    state = 0;
    flush(sink);
  }
}
