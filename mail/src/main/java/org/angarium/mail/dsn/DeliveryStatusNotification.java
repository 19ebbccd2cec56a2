package org.angarium.mail.dsn;

import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A report on the delivery of one message to one or more recipients (RFC 3464).
 *
 * @param reportingMta the name of the host that reports
 * @param gateway the host that turned a foreign notification into this one (§2.2.3); null for none
 * @param receivedFrom the host that the message came from (§2.2.4); null if that isn't said
 * @param originalEnvelopeId the ENVID parameter, decoded; null if none was given
 * @param arrivalDate when the message came to the reporting host; null if unknown
 * @param recipients at least one
 */
public record DeliveryStatusNotification(
    String reportingMta,
    @Nullable String gateway,
    @Nullable String receivedFrom,
    @Nullable String originalEnvelopeId,
    @Nullable OffsetDateTime arrivalDate,
    List<DsnRecipient> recipients) {

  /** Checks that there is something to report. */
  public DeliveryStatusNotification {
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("a notification without recipients");
    }
    recipients = List.copyOf(recipients);
  }

  /** A notification of our own, which says nothing of the host before us. */
  public DeliveryStatusNotification(
      String reportingMta,
      @Nullable String originalEnvelopeId,
      @Nullable OffsetDateTime arrivalDate,
      List<DsnRecipient> recipients) {
    this(reportingMta, null, null, originalEnvelopeId, arrivalDate, recipients);
  }

  /**
   * The notification as a complete message with CRLF line ends. It is to be sent with the null
   * reverse path. Every host can take it, unless {@code to} itself needs SMTPUTF8: it is in seven
   * bits, and what goes back of the original is made so (RFC 6533 §3, RFC 6522 §4).
   *
   * @param from who reports, such as {@code MAILER-DAEMON@host}
   * @param to the sender of the original message
   * @param messageId unique, with or without angle brackets
   * @param date when the notification is made
   * @param original the original message, or at least its header; empty if it isn't at hand
   * @param returned how much of {@code original} goes back; never more than its header if no
   *     recipient failed (RFC 3461 §6.2)
   */
  public byte[] render(
      EmailAddress from,
      EmailAddress to,
      String messageId,
      OffsetDateTime date,
      byte[] original,
      ReturnedContent returned) {
    return new DsnWriter(this, to).write(from, to, messageId, date, original, returned);
  }

  /** Whether any recipient has this action. */
  public boolean has(DsnAction action) {
    return recipients.stream().anyMatch(recipient -> recipient.action() == action);
  }
}
