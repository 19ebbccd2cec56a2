package org.angarium.store.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list, in the order of acceptance.
 *
 * @param next where the list goes on, or null at its end; a page may be short or empty and the list
 *     still go on, since one call looks at a bounded number of messages
 */
public record QueuePage(List<QueueSummary> entries, @Nullable QueueId next) {}
