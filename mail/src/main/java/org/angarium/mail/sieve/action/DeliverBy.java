package org.angarium.mail.sieve.action;

import java.time.Instant;

/**
 * Until when a message is to be delivered (RFC 2852).
 *
 * @param until may be over already
 * @param mode what happens then
 * @param trace whether relays report that they took the message
 */
public record DeliverBy(Instant until, Mode mode, boolean trace) {
  /** What happens to a message that is late. */
  public enum Mode {
    /** The sender is told, the message still delivered. */
    NOTIFY,
    /** The message goes back. */
    RETURN
  }
}
