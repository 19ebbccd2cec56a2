package org.angarium.mail.sieve.action;

import java.util.Set;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.DsnReturn;
import org.jspecify.annotations.Nullable;

/**
 * What came with the envelope beside the addresses (RFC 3461, RFC 2852).
 *
 * @param notifyOn NOTIFY of the recipient; empty if it wasn't given
 * @param returned RET; null if it wasn't given
 * @param originalRecipient ORCPT of the recipient, decoded: {@code rfc822;user@example.org}; null
 *     if it wasn't given
 * @param envelopeId ENVID, decoded; null if it wasn't given
 * @param deliverBy BY; null if it wasn't given
 */
public record EnvelopeParameters(
    Set<DsnNotify> notifyOn,
    @Nullable DsnReturn returned,
    @Nullable String originalRecipient,
    @Nullable String envelopeId,
    @Nullable DeliverBy deliverBy) {
  /** An envelope without any. */
  public static final EnvelopeParameters NONE =
      new EnvelopeParameters(Set.of(), null, null, null, null);

  /** Copies the set. */
  public EnvelopeParameters {
    notifyOn = Set.copyOf(notifyOn);
  }
}
