package org.angarium.store.intake;

import java.util.List;
import org.angarium.store.mailbox.Appended;
import org.angarium.store.queue.QueueId;

/** Where everything went; both lists in the order of the contents, and within each in its own. */
public record Accepted(List<Appended> local, List<QueueId> queued) {}
