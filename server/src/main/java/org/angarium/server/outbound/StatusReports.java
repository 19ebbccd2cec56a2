package org.angarium.server.outbound;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.dsn.DeliveryStatusNotification;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.mail.dsn.DsnRecipient;
import org.angarium.mail.dsn.ReturnedContent;
import org.angarium.server.delivery.LocalSubmission;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueMessage;
import org.angarium.store.queue.QueueRecipient;
import org.jspecify.annotations.Nullable;

/**
 * Tells senders what became of their mail (RFC 3461 §5, RFC 3464): who is told what, in which
 * words, with how much of the message. Thread-safe.
 */
final class StatusReports {
  private static final int HEADER_OCTETS = 64 << 10;

  private final LocalSubmission submission;
  private final AtomicLong serial = new AtomicLong();

  StatusReports(LocalSubmission submission) {
    this.submission = submission;
  }

  /** One recipient in a report. */
  record Item(
      QueueRecipient recipient,
      DsnAction action,
      String status,
      Cause cause,
      @Nullable Instant retryUntil) {}

  /** Whether a failure for this recipient is to be reported: without NOTIFY it is. */
  static boolean wantsFailure(QueueRecipient recipient) {
    return wants(recipient, "FAILURE");
  }

  /** Whether a delay is to be reported: without NOTIFY it is. */
  static boolean wantsDelay(QueueRecipient recipient) {
    return wants(recipient, "DELAY");
  }

  /** Whether success is to be reported: only where it was asked for. */
  static boolean wantsSuccess(QueueRecipient recipient) {
    return recipient.notifyOn().contains("SUCCESS");
  }

  private static boolean wants(QueueRecipient recipient, String what) {
    Set<String> wanted = recipient.notifyOn();
    return wanted.isEmpty() || (wanted.contains(what) && !wanted.contains("NEVER"));
  }

  /**
   * Sends one report about {@code items}; durable on return. The message must have a sender.
   *
   * @param content of the message, or null when it cannot be read
   */
  void send(
      QueueMessage message,
      EmailAddress sender,
      List<Item> items,
      @Nullable MessageContent content,
      Instant now,
      OutboundSettings settings)
      throws StoreException {
    List<DsnRecipient> recipients = new ArrayList<>(items.size());
    boolean failed = false;
    for (Item item : items) {
      failed |= item.action() == DsnAction.FAILED;
      Instant until = item.retryUntil();
      recipients.add(
          new DsnRecipient(
              item.recipient().address().toString(),
              item.recipient().originalRecipient(),
              item.action(),
              item.status(),
              item.cause().host(),
              item.cause().diagnostic(),
              at(now),
              until == null ? null : at(until)));
    }
    // RFC 3461 §6.2: RET speaks of failures; other reports return the header alone.
    boolean full =
        failed
            && !"HDRS".equals(message.dsnReturn())
            && content != null
            && content.size() <= settings.returnedOctets();
    byte[] original =
        content == null
            ? new byte[0]
            : content.start(full ? settings.returnedOctets() : HEADER_OCTETS);
    String messageId =
        "status."
            + message.id()
            + "."
            + now.toEpochMilli()
            + "."
            + serial.incrementAndGet()
            + "@"
            + settings.hostName();
    byte[] report =
        new DeliveryStatusNotification(
                settings.hostName(), message.dsnEnvelopeId(), at(message.acceptedAt()), recipients)
            .render(
                settings.reporter(),
                sender,
                messageId,
                at(now),
                original,
                full ? ReturnedContent.FULL : ReturnedContent.HEADERS);
    submission.submit(ReversePath.NULL, List.of(sender), report, message.messageTrace());
  }

  private static OffsetDateTime at(Instant time) {
    return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
  }
}
