package org.angarium.server.delivery;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.dsn.DeliveryStatusNotification;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.mail.dsn.DsnRecipient;
import org.angarium.mail.dsn.ReturnedContent;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.report.TypedValue;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.store.StoreException;

/**
 * Tells senders what became of their mail here, where the session's reply cannot (RFC 3461 §5.2).
 * What becomes of it elsewhere is told by the queue. Thread-safe.
 */
final class SenderReports {
  private final String hostName;
  private final MessageTraces traces;
  private final LocalSubmission submission;

  SenderReports(String hostName, MessageTraces traces, LocalSubmission submission) {
    this.hostName = hostName;
    this.traces = traces;
    this.submission = submission;
  }

  /**
   * Recipients that asked for it (NOTIFY=SUCCESS) have the message in their mailbox.
   *
   * @param delivered those, among others
   */
  void delivered(
      Envelope envelope,
      List<Envelope.Recipient> delivered,
      MessageStructure structure,
      Instant now)
      throws StoreException {
    List<DsnRecipient> items = new ArrayList<>();
    for (Envelope.Recipient recipient : delivered) {
      if (recipient.notifyOn().contains(DsnNotify.SUCCESS)) {
        items.add(
            new DsnRecipient(
                recipient.given().toString(),
                recipient.originalRecipient(),
                DsnAction.DELIVERED,
                "2.1.5",
                null,
                null,
                now.atOffset(ZoneOffset.UTC),
                null));
      }
    }
    send(envelope, items, structure, now);
  }

  /** Recipients don't get the message; those that asked not to be reported of are left out. */
  void failed(
      Envelope envelope, List<Distribution.Miss> misses, MessageStructure structure, Instant now)
      throws StoreException {
    List<DsnRecipient> items = new ArrayList<>();
    for (Distribution.Miss miss : misses) {
      Envelope.Recipient recipient = miss.recipient();
      if (recipient.notifyOn().isEmpty() || recipient.notifyOn().contains(DsnNotify.FAILURE)) {
        items.add(
            new DsnRecipient(
                miss.address().toString(),
                recipient.originalRecipient(),
                DsnAction.FAILED,
                miss.reason().status().toString(),
                null,
                TypedValue.ownWords(miss.reason().publicText()),
                now.atOffset(ZoneOffset.UTC),
                null));
      }
    }
    send(envelope, items, structure, now);
  }

  private void send(
      Envelope envelope, List<DsnRecipient> items, MessageStructure structure, Instant now)
      throws StoreException {
    EmailAddress sender = envelope.reversePath().address();
    if (sender == null || items.isEmpty()) {
      return;
    }
    OffsetDateTime date = now.atOffset(ZoneOffset.UTC);
    String trace = traces.next();
    byte[] report =
        new DeliveryStatusNotification(hostName, envelope.envelopeId(), date, items)
            .render(
                new EmailAddress("MAILER-DAEMON", hostName),
                sender,
                "<" + trace + "@" + hostName + ">",
                date,
                structure.header().raw(),
                ReturnedContent.HEADERS);
    submission.submit(ReversePath.NULL, List.of(sender), report, trace);
  }
}
