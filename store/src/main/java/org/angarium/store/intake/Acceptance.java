package org.angarium.store.intake;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.queue.NewQueueEntry;

/**
 * A message that is to be accepted as a whole.
 *
 * @param structure of the blob alone
 * @param local deliveries into mailboxes, at most a few thousand
 * @param queued entries of the outbound queue that send this blob
 */
public record Acceptance(
    StagedBlob blob,
    MessageStructure structure,
    Instant receivedAt,
    List<LocalDelivery> local,
    List<NewQueueEntry> queued) {}
