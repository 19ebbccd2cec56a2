package org.angarium.server.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.sevenbit.SevenBitPlan;
import org.angarium.mail.sevenbit.SevenBitPlanner;
import org.angarium.mail.sevenbit.SevenBitWriter;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.jspecify.annotations.Nullable;

/**
 * What is sent for a message: the prefix of this system and the blob behind it, streamed, and
 * converted to 7-bit on the way where the peer takes nothing else. Never whole in memory. For one
 * thread.
 */
final class MessageContent {
  private static final int BLOCK = 64 << 10;
  private static final byte[] DOT = {'.'};
  private static final byte[] LINE_END = {'\r', '\n'};

  private final byte[] prefix;
  private final Blob blob;
  private final SevenBitPlan.@Nullable Edits edits;
  private @Nullable SevenBitPlan plan;
  private final long size;

  MessageContent(byte[] prefix, Blob blob) {
    this(prefix, blob, null, prefix.length + blob.size());
  }

  private MessageContent(byte[] prefix, Blob blob, SevenBitPlan.@Nullable Edits edits, long size) {
    this.prefix = prefix;
    this.blob = blob;
    this.edits = edits;
    this.size = size;
  }

  /** Octets before dots are doubled. */
  long size() {
    return size;
  }

  /**
   * How it can be sent to a host that takes 7-bit contents only. Reads it twice, the first time.
   */
  SevenBitPlan sevenBitPlan() throws StoreException {
    SevenBitPlan made = plan;
    if (made == null) {
      MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
      read(parser::update);
      SevenBitPlanner planner = new SevenBitPlanner(parser.finish());
      read(planner::update);
      made = planner.finish();
      plan = made;
    }
    return made;
  }

  /** The same message after these edits. */
  MessageContent sevenBit(SevenBitPlan.Edits planned) throws StoreException {
    if (planned.isEmpty()) {
      return this;
    }
    long[] octets = new long[1];
    SevenBitWriter counter =
        new SevenBitWriter(planned, (bytes, offset, length) -> octets[0] += length);
    read(counter::update);
    counter.finish();
    return new MessageContent(prefix, blob, planned, octets[0]);
  }

  /** The first {@code limit} octets as they are stored, or all if there are fewer. */
  byte[] start(int limit) throws StoreException {
    int length = (int) Math.min(prefix.length + blob.size(), limit);
    byte[] bytes = new byte[length];
    int at = Math.min(prefix.length, length);
    System.arraycopy(prefix, 0, bytes, 0, at);
    while (at < length) {
      int count = blob.read(at - prefix.length, bytes, at, length - at);
      if (count < 0) {
        throw new StoreException("contents of " + blob.size() + " octets end before " + length);
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
    SevenBitPlan.Edits planned = edits;
    if (planned == null) {
      read(stuffing::write);
    } else {
      ByteArrayOutputStream converted = new ByteArrayOutputStream(BLOCK);
      SevenBitWriter writer = new SevenBitWriter(planned, converted::write);
      this.<IOException>read((bytes, offset, length) -> {
        writer.update(bytes, offset, length);
        stuffing.write(converted.toByteArray(), 0, converted.size());
        converted.reset();
      });
      writer.finish();
      stuffing.write(converted.toByteArray(), 0, converted.size());
    }
    stuffing.end();
  }

  private interface Octets<X extends Exception> {
    void take(byte[] bytes, int offset, int length) throws X;
  }

  /** All of it as it is stored, block by block. */
  private <X extends Exception> void read(Octets<X> octets) throws StoreException, X {
    octets.take(prefix, 0, prefix.length);
    byte[] block = new byte[(int) Math.min(BLOCK, Math.max(1, blob.size()))];
    long at = 0;
    while (at < blob.size()) {
      int count = blob.read(at, block, 0, block.length);
      if (count < 0) {
        throw new StoreException("contents of " + blob.size() + " octets end at " + at);
      }
      octets.take(block, 0, count);
      at += count;
    }
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

    void write(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return;
      }
      if (lineStart && bytes[offset] == '.') {
        channel.write(DOT, 0, 1, limit);
      }
      int from = offset;
      int end = offset + length;
      for (int i = offset + 1; i < end; i++) {
        if (bytes[i] == '.' && bytes[i - 1] == '\n') {
          channel.write(bytes, from, i - from, limit);
          channel.write(DOT, 0, 1, limit);
          from = i;
        }
      }
      channel.write(bytes, from, end - from, limit);
      lineStart = bytes[end - 1] == '\n';
    }

    void end() throws IOException {
      if (!lineStart) {
        channel.write(LINE_END, 0, 2, limit);
      }
    }
  }
}
