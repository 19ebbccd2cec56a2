package org.angarium.store.queue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobId;
import org.angarium.store.node.Node;
import org.angarium.store.schema.RecordReader;
import org.angarium.store.schema.RecordWriter;
import org.jspecify.annotations.Nullable;

/** Records of the queue as bytes. The layout is in the package's page; golden files hold it. */
final class QueueCodec {
  private static final int MESSAGE_VERSION = 1;
  private static final int STATE_VERSION = 2;
  private static final int RECIPIENT_VERSION = 1;

  private static final int SMTP_UTF8 = 1;
  private static final int EIGHT_BIT = 2;
  private static final int OURS = 4;
  private static final int HELD = 1;
  private static final int DELAY_REPORTED = 1;

  private static final String[] NOTIFY = {"NEVER", "SUCCESS", "FAILURE", "DELAY"};

  private QueueCodec() {}

  static byte[] encode(QueueMessage message) {
    RecordWriter out = new RecordWriter(MESSAGE_VERSION, 160 + message.prefix().length);
    out.raw(message.blob().bytes())
        .number(message.size())
        .number(
            (message.smtpUtf8() ? SMTP_UTF8 : 0)
                | (message.eightBit() ? EIGHT_BIT : 0)
                | (message.ours() ? OURS : 0))
        .number(millis(message.acceptedAt()));
    EmailAddress sender = message.reversePath().address();
    if (sender == null) {
      out.number(0);
    } else {
      out.number(1).string(sender.localPart()).string(sender.domain());
    }
    optional(out, message.dsnReturn());
    optional(out, message.dsnEnvelopeId());
    return out.string(message.messageTrace()).array(message.prefix()).toBytes();
  }

  static QueueMessage message(QueueId id, byte[] record) throws StoreException {
    RecordReader in = new RecordReader("queue message", record);
    in.version(MESSAGE_VERSION);
    BlobId blob = BlobId.of(in.raw(BlobId.LENGTH));
    long size = in.number();
    long flags = in.number();
    Instant acceptedAt = Instant.ofEpochMilli(in.number());
    ReversePath reversePath = in.number() == 0 ? ReversePath.NULL : new ReversePath(address(in));
    String dsnReturn = optional(in);
    String envelopeId = optional(in);
    String trace = in.string();
    byte[] prefix = in.array();
    in.end();
    return new QueueMessage(
        id,
        reversePath,
        prefix,
        blob,
        size,
        (flags & SMTP_UTF8) != 0,
        (flags & EIGHT_BIT) != 0,
        (flags & OURS) != 0,
        dsnReturn,
        envelopeId,
        acceptedAt,
        trace);
  }

  static byte[] encode(QueueState state) {
    return new RecordWriter(STATE_VERSION, 24)
        .number(state.recipients())
        .number(state.remaining())
        .number(state.held() ? HELD : 0)
        .number(state.owner())
        .number(state.revision())
        .toBytes();
  }

  static QueueState state(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("queue state", record);
    int version = in.version(STATE_VERSION);
    int recipients = in.count();
    int remaining = in.count();
    boolean held = (in.number() & HELD) != 0;
    int owner = version == 1 ? Node.FIRST : in.count();
    long revision = version == 1 ? 0 : in.number();
    in.end();
    return new QueueState(recipients, remaining, held, owner, revision);
  }

  static byte[] encode(QueueRecipient recipient) {
    RecordWriter out = new RecordWriter(RECIPIENT_VERSION, 96);
    out.number(recipient.status().code())
        .number(recipient.attempts())
        .number(millis(recipient.nextAttempt()))
        .number(recipient.delayReported() ? DELAY_REPORTED : 0)
        .number(notifyBits(recipient.notifyOn()))
        .string(recipient.address().localPart())
        .string(recipient.address().domain());
    optional(out, recipient.originalRecipient());
    optional(out, recipient.lastReply());
    optional(out, recipient.lastStatus());
    optional(out, recipient.lastHost());
    return out.toBytes();
  }

  static QueueRecipient recipient(int index, byte[] record) throws StoreException {
    RecordReader in = new RecordReader("queue recipient", record);
    in.version(RECIPIENT_VERSION);
    RecipientStatus status = status(in, in.number());
    int attempts = in.count();
    Instant next = Instant.ofEpochMilli(in.number());
    boolean reported = (in.number() & DELAY_REPORTED) != 0;
    Set<String> notifyOn = notifyOn(in.number());
    EmailAddress address = address(in);
    @Nullable String original = optional(in);
    @Nullable String reply = optional(in);
    @Nullable String enhanced = optional(in);
    @Nullable String host = optional(in);
    in.end();
    return new QueueRecipient(
        index, address, notifyOn, original, status, attempts, next, reported, reply, enhanced,
        host);
  }

  /** Time as it is kept: milliseconds, never before 1970. */
  static long millis(Instant time) {
    return Math.max(0, time.toEpochMilli());
  }

  /** Null is the length 0, a text its length and one. */
  private static void optional(RecordWriter out, @Nullable String value) {
    if (value == null) {
      out.number(0);
    } else {
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      out.number(text.length + 1L).raw(text);
    }
  }

  private static @Nullable String optional(RecordReader in) throws StoreException {
    int length = in.count();
    return length == 0 ? null : new String(in.raw(length - 1), StandardCharsets.UTF_8);
  }

  private static EmailAddress address(RecordReader in) throws StoreException {
    String localPart = in.string();
    String domain = in.string();
    try {
      return new EmailAddress(localPart, domain);
    } catch (AddressSyntaxException e) {
      throw in.damaged("has an address that is none");
    }
  }

  private static RecipientStatus status(RecordReader in, long code) throws StoreException {
    for (RecipientStatus status : RecipientStatus.values()) {
      if (status.code() == code) {
        return status;
      }
    }
    throw in.damaged("has the status " + code);
  }

  private static int notifyBits(Set<String> notifyOn) {
    int bits = 0;
    for (int i = 0; i < NOTIFY.length; i++) {
      if (notifyOn.contains(NOTIFY[i])) {
        bits |= 1 << i;
      }
    }
    return bits;
  }

  private static Set<String> notifyOn(long bits) {
    if (bits == 0) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < NOTIFY.length; i++) {
      if ((bits & 1L << i) != 0) {
        names.add(NOTIFY[i]);
      }
    }
    return names;
  }
}
