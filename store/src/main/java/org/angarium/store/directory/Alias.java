package org.angarium.store.directory;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.address.EmailAddress;

/**
 * An address that stands for others, here or elsewhere.
 *
 * @param address canonical, in a domain of ours
 * @param targets at least one; those in our domains may be aliases again
 */
public record Alias(EmailAddress address, List<EmailAddress> targets, Instant created) {
  public Alias {
    targets = List.copyOf(targets);
  }
}
