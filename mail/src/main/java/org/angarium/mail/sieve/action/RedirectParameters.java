package org.angarium.mail.sieve.action;

import java.util.Set;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.DsnReturn;
import org.jspecify.annotations.Nullable;

/**
 * What a script wants beside the address when it sends a message on (RFC 6009 §6, §7).
 *
 * @param notifyOn NOTIFY; empty if the script doesn't say
 * @param returned RET; null if the script doesn't say
 * @param deliverBy BY; null if the script doesn't say
 */
public record RedirectParameters(
    Set<DsnNotify> notifyOn, @Nullable DsnReturn returned, @Nullable DeliverBy deliverBy) {
  /** None. */
  public static final RedirectParameters NONE = new RedirectParameters(Set.of(), null, null);

  /**
   * Whether the owner of the script gets the reports (RFC 6009 §6.1, §7.1): the owner's address
   * takes the place of the reverse path, except where that is empty.
   */
  public boolean reportsToOwner() {
    return !equals(NONE);
  }

  /** Copies the set. */
  public RedirectParameters {
    notifyOn = Set.copyOf(notifyOn);
  }
}
