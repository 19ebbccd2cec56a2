package org.angarium.store.intake;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.queue.NewQueueEntry;
import org.angarium.store.script.MemoryNote;

/**
 * A message that is to be accepted as a whole, with all that scripts make of it: edited copies,
 * answers, what they remember.
 *
 * @param contents the message itself, copies that differ from it, and messages about it; those that
 *     go nowhere are not stored
 * @param notes what scripts are to remember
 */
public record Acceptance(Instant receivedAt, List<Content> contents, List<MemoryNote> notes) {
  public Acceptance {
    contents = List.copyOf(contents);
    notes = List.copyOf(notes);
  }

  /** One content, and nothing to remember. */
  public Acceptance(
      StagedBlob blob,
      MessageStructure structure,
      Instant receivedAt,
      List<LocalDelivery> local,
      List<NewQueueEntry> queued) {
    this(receivedAt, List.of(new Content(blob, structure, local, queued)), List.of());
  }
}
