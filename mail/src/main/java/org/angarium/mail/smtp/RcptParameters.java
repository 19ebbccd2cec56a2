package org.angarium.mail.smtp;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of RCPT.
 *
 * @param notifyOn NOTIFY of RFC 3461 §4.1; empty when not given
 * @param originalRecipient ORCPT of RFC 3461 §4.2, or null
 */
public record RcptParameters(
    Set<DsnNotify> notifyOn, @Nullable OriginalRecipient originalRecipient) {
  public static final RcptParameters NONE = new RcptParameters(Set.of(), null);

  public RcptParameters {
    notifyOn = Set.copyOf(notifyOn);
  }

  /**
   * The recipient the sender named.
   *
   * @param addressType such as {@code rfc822} or {@code utf-8}, in lower case
   * @param address decoded, without control characters
   */
  public record OriginalRecipient(String addressType, String address) {
    /** {@code rfc822;user@example.com}, decoded. */
    @Override
    public String toString() {
      return addressType + ";" + address;
    }
  }
}
