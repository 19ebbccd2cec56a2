package org.angarium.mail.smtp;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of RCPT.
 *
 * @param notifyOn NOTIFY of RFC 3461 §4.1; empty when not given
 * @param originalRecipient ORCPT of RFC 3461 §4.2; null when not given or of no use
 */
public record RcptParameters(
    Set<DsnNotify> notifyOn, @Nullable OriginalRecipient originalRecipient) {
  public static final RcptParameters NONE = new RcptParameters(Set.of(), null);

  public RcptParameters {
    notifyOn = Set.copyOf(notifyOn);
  }
}
