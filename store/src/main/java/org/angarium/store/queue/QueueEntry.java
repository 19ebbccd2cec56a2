package org.angarium.store.queue;

import java.util.List;

/**
 * A queued message with all its recipients, as it was at one moment.
 *
 * @param held whether nothing is tried until it is released
 */
public record QueueEntry(QueueMessage message, boolean held, List<QueueRecipient> recipients) {}
