package org.angarium.mail.smtp;

import org.angarium.mail.address.ReversePath;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of MAIL.
 *
 * @param size octets as declared (RFC 1870), 0 when not given
 * @param body null when not given
 * @param smtpUtf8 RFC 6531 §3.4
 * @param ret RFC 3461 §4.3, or null
 * @param envelopeId ENVID of RFC 3461 §4.4, decoded; null when not given or of no use
 * @param auth AUTH of RFC 4954 §5: who submitted it first; the null path for {@code <>}, null when
 *     not given
 */
public record MailParameters(
    long size,
    @Nullable BodyType body,
    boolean smtpUtf8,
    @Nullable DsnReturn ret,
    @Nullable String envelopeId,
    @Nullable ReversePath auth) {
  public static final MailParameters NONE = new MailParameters(0, null, false, null, null, null);
}
