package org.angarium.store.queue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Destinations that have something due.
 *
 * @param destinations each once within the page
 * @param next where the next page begins, now or, when there is no more now, once it is later
 * @param more whether more is due now
 * @param nextDue when there is no more now: the time of the first thing that is not due yet; null
 *     when there is none
 */
public record DuePage(
    List<String> destinations, byte[] next, boolean more, @Nullable Instant nextDue) {}
