package org.angarium.testkit.grammar;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes on what the server sends, after the conversation has seen it. */
final class OverheardInput extends FilterInputStream {
  private final Conversation conversation;

  OverheardInput(InputStream in, Conversation conversation) {
    super(in);
    this.conversation = conversation;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    if (count > 0) {
      conversation.received(bytes, offset, count);
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, 1 << 16)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
