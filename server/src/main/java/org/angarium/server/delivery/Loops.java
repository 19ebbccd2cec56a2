package org.angarium.server.delivery;

import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.delivery.Resolution.LocalTarget;

/**
 * Where a message has been before.
 *
 * @param targets mailboxes that it has come back to
 * @param aliases canonical addresses through which it was sent on, and has come back to
 */
record Loops(Set<LocalTarget> targets, Set<EmailAddress> aliases) {
  static final Loops NONE = new Loops(Set.of(), Set.of());
}
