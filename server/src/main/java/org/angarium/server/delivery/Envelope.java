package org.angarium.server.delivery;

import java.util.List;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.DsnReturn;
import org.jspecify.annotations.Nullable;

/**
 * Who sends to whom.
 *
 * @param trace the message's id, see {@link MessageTraces}
 * @param recipients all of them resolved; at least one
 * @param smtpUtf8 declared (RFC 6531)
 * @param eightBit declared (RFC 6152)
 * @param dsnReturn RET, or null
 * @param envelopeId ENVID, or null
 */
public record Envelope(
    String trace,
    Origin origin,
    ReversePath reversePath,
    List<Recipient> recipients,
    boolean smtpUtf8,
    boolean eightBit,
    @Nullable DsnReturn dsnReturn,
    @Nullable String envelopeId) {

  public Envelope {
    recipients = List.copyOf(recipients);
  }

  /**
   * One RCPT.
   *
   * @param given as the client wrote it
   * @param notifyOn NOTIFY; empty when not given
   * @param originalRecipient ORCPT such as {@code rfc822;user@example.com}, or null
   */
  public record Recipient(
      EmailAddress given,
      Resolution.Deliverable targets,
      Set<DsnNotify> notifyOn,
      @Nullable String originalRecipient) {}
}
