package org.angarium.testkit.grammar;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Shows the conversation what the client sends, before the server can answer it. */
final class OverheardOutput extends FilterOutputStream {
  private final Conversation conversation;

  OverheardOutput(OutputStream out, Conversation conversation) {
    super(out);
    this.conversation = conversation;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    conversation.sent(bytes, offset, length);
    out.write(bytes, offset, length);
  }
}
