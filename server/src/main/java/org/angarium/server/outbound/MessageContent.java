package org.angarium.server.outbound;

import java.io.IOException;
import java.time.Duration;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;

/**
 * What is sent for a message: the prefix of this system and the blob behind it, streamed. Never
 * whole in memory.
 */
final class MessageContent {
  private static final int BLOCK = 64 << 10;
  private static final byte[] DOT = {'.'};
  private static final byte[] LINE_END = {'\r', '\n'};

  private final byte[] prefix;
  private final Blob blob;

  MessageContent(byte[] prefix, Blob blob) {
    this.prefix = prefix;
    this.blob = blob;
  }

  /** Octets before dots are doubled. */
  long size() {
    return prefix.length + blob.size();
  }

  /** The first {@code limit} octets, or all if there are fewer. */
  byte[] start(int limit) throws StoreException {
    int length = (int) Math.min(size(), limit);
    byte[] bytes = new byte[length];
    int at = Math.min(prefix.length, length);
    System.arraycopy(prefix, 0, bytes, 0, at);
    while (at < length) {
      int count = blob.read(at - prefix.length, bytes, at, length - at);
      if (count < 0) {
        throw new StoreException("blob " + blob.id() + " is shorter than it says");
      }
      at += count;
    }
    return bytes;
  }

  /**
   * Writes all of it with leading dots doubled (RFC 5321 §4.5.2) and the last line ended, without
   * the final dot.
   *
   * @param limit within which the peer takes a block
   * @throws StoreException when the blob cannot be read: the message must not be ended then
   */
  void writeTo(SmtpChannel channel, Duration limit) throws IOException {
    DotStuffing stuffing = new DotStuffing(channel, limit);
    stuffing.write(prefix, prefix.length);
    byte[] block = new byte[(int) Math.min(BLOCK, Math.max(1, blob.size()))];
    long at = 0;
    while (at < blob.size()) {
      int count = blob.read(at, block, 0, block.length);
      if (count < 0) {
        throw new StoreException("blob " + blob.id() + " is shorter than it says");
      }
      stuffing.write(block, count);
      at += count;
    }
    stuffing.end();
  }

  /** Copies in runs between the places where a dot is put. */
  private static final class DotStuffing {
    private final SmtpChannel channel;
    private final Duration limit;
    private boolean lineStart = true;

    DotStuffing(SmtpChannel channel, Duration limit) {
      this.channel = channel;
      this.limit = limit;
    }

    void write(byte[] bytes, int length) throws IOException {
      if (length == 0) {
        return;
      }
      if (lineStart && bytes[0] == '.') {
        channel.write(DOT, 0, 1, limit);
      }
      int from = 0;
      for (int i = 1; i < length; i++) {
        if (bytes[i] == '.' && bytes[i - 1] == '\n') {
          channel.write(bytes, from, i - from, limit);
          channel.write(DOT, 0, 1, limit);
          from = i;
        }
      }
      channel.write(bytes, from, length - from, limit);
      lineStart = bytes[length - 1] == '\n';
    }

    void end() throws IOException {
      if (!lineStart) {
        channel.write(LINE_END, 0, 2, limit);
      }
    }
  }
}
