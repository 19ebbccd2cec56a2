package org.angarium.store.queue;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A line in the list of the queue.
 *
 * @param recipients how many there are in all
 * @param remaining how many of them are not done
 * @param first some of those that are not done, at most {@link #SHOWN}
 * @param nextAttempt the earliest of them, or null when the message is held
 * @param lastReply what one of them was told last, or null
 */
public record QueueSummary(
    QueueMessage message,
    boolean held,
    int recipients,
    int remaining,
    List<EmailAddress> first,
    @Nullable Instant nextAttempt,
    @Nullable String lastReply) {
  /** Addresses that a summary shows. */
  public static final int SHOWN = 10;
}
