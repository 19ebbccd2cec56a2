package org.angarium.store.intake;

import java.util.List;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.queue.NewQueueEntry;

/**
 * One content of what is accepted, and where it goes.
 *
 * @param structure of the blob alone
 * @param local deliveries into mailboxes, at most a few thousand
 * @param queued entries of the outbound queue that send this blob
 */
public record Content(
    StagedBlob blob,
    MessageStructure structure,
    List<LocalDelivery> local,
    List<NewQueueEntry> queued) {
  public Content {
    local = List.copyOf(local);
    queued = List.copyOf(queued);
  }
}
