package org.angarium.server.terminal;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written, which the platform's writers forget.
 * After the first failure nothing is written any more. Used by one thread.
 */
public final class StandardOutput extends OutputStream {
  private final OutputStream to;
  private @Nullable IOException failure;

  /** Writes to a stream and remembers whether that failed. */
  public StandardOutput(OutputStream to) {
    this.to = to;
  }

  /** What the first failed write met; null while all went well. */
  public @Nullable IOException failure() {
    return failure;
  }

  /** Whether the reader has gone, as {@code head} does when it has seen enough. */
  public boolean readerIsGone() {
    return failure != null && String.valueOf(failure.getMessage()).contains("Broken pipe");
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int from, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      to.write(octets, from, length);
    } catch (IOException lost) {
      failure = lost;
      throw lost;
    }
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }
}
