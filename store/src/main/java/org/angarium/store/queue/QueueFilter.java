package org.angarium.store.queue;

import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a list shows; null means any.
 *
 * @param reversePath the sender
 * @param recipient a recipient who is not done
 * @param destination the domain, in lower case, of a recipient who is not done
 * @param held whether the message is held
 */
public record QueueFilter(
    @Nullable ReversePath reversePath,
    @Nullable EmailAddress recipient,
    @Nullable String destination,
    @Nullable Boolean held) {
  public static final QueueFilter ALL = new QueueFilter(null, null, null, null);

  boolean wants(QueueMessage message, QueueState state) {
    return (reversePath == null || reversePath.equals(message.reversePath()))
        && (held == null || held == state.held());
  }

  boolean wants(QueueRecipient waiting) {
    return (recipient == null || recipient.equals(waiting.address()))
        && (destination == null || destination.equals(waiting.destination()));
  }
}
