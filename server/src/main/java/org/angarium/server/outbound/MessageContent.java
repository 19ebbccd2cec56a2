package org.angarium.server.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.sevenbit.SevenBitPlan;
import org.angarium.mail.sevenbit.SevenBitPlanner;
import org.angarium.mail.sevenbit.SevenBitWriter;
import org.angarium.server.signing.MailSigner;
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

  private static final byte[] UNSIGNED = {};

  private final byte[] signatures;
  private final byte[] prefix;
  private final Blob blob;
  private final SevenBitPlan.@Nullable Edits edits;
  private final MailSigner signer;
  private @Nullable SevenBitPlan plan;
  private @Nullable MessageContent signed;
  private final long size;

  /**
   * @param signer signs it, if anything does
   */
  MessageContent(byte[] prefix, Blob blob, MailSigner signer) {
    this(UNSIGNED, prefix, blob, null, signer, prefix.length + blob.size());
  }

  private MessageContent(
      byte[] signatures,
      byte[] prefix,
      Blob blob,
      SevenBitPlan.@Nullable Edits edits,
      MailSigner signer,
      long size) {
    this.signatures = signatures;
    this.prefix = prefix;
    this.blob = blob;
    this.edits = edits;
    this.signer = signer;
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
    return new MessageContent(UNSIGNED, prefix, blob, planned, signer, octets[0]);
  }

  /**
   * The same message with signatures on top, over what is really sent (RFC 6376 §5.3). Reads it
   * once, the first time; the same where nothing signs it.
   */
  MessageContent signed() throws StoreException {
    if (signer.equals(MailSigner.NONE) || signatures.length > 0) {
      return this;
    }
    MessageContent made = signed;
    if (made == null) {
      SigningPass pass = new SigningPass(signer);
      readAsSent(pass::take);
      byte[] fields = pass.finish();
      made = new MessageContent(fields, prefix, blob, edits, MailSigner.NONE, size + fields.length);
      signed = made;
    }
    return made;
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
    stuffing.write(signatures, 0, signatures.length);
    this.<IOException>readAsSent(stuffing::write);
    stuffing.end();
  }

  /** All of it in the form in which it is sent, without signatures, block by block. */
  private <X extends Exception> void readAsSent(Octets<X> octets) throws StoreException, X {
    SevenBitPlan.Edits planned = edits;
    if (planned == null) {
      read(octets);
      return;
    }
    ByteArrayOutputStream converted = new ByteArrayOutputStream(BLOCK);
    SevenBitWriter writer = new SevenBitWriter(planned, converted::write);
    this.<X>read((bytes, offset, length) -> {
      writer.update(bytes, offset, length);
      octets.take(converted.toByteArray(), 0, converted.size());
      converted.reset();
    });
    writer.finish();
    octets.take(converted.toByteArray(), 0, converted.size());
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
