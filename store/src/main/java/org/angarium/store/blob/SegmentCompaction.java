package org.angarium.store.blob;

import java.util.ArrayList;
import java.util.List;
import org.angarium.store.DamagedContentsException;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;

/**
 * Moves what is alive out of segments that are mostly dead, so that their files can be deleted.
 * Blocks are copied as they are stored, their checksums verified; what is damaged is left where it
 * is. The record is switched to the copy in one transaction, after the copy is on disk; a crash
 * before that leaves a copy that nothing names, which opening removes. Readers that hold the old
 * place find the new one by themselves.
 */
public final class SegmentCompaction {
  private final SegmentStore store;

  /**
   * What a run did.
   *
   * @param segments emptied
   * @param moved blobs
   * @param freedBytes of files deleted
   */
  public record Compacted(int segments, int moved, long freedBytes) {}

  public SegmentCompaction(SegmentStore store) {
    this.store = store;
  }

  /**
   * Empties up to {@code limit} segments whose live share is below {@code share}.
   *
   * @param share between 0 and 1; one half means that space on disk is at most twice what lives
   */
  public Compacted compact(double share, int limit) throws StoreException {
    int segments = 0;
    int moved = 0;
    for (int number : store.segments().sparse(share)) {
      if (segments == limit) {
        break;
      }
      for (SegmentEntry entry : entries(number)) {
        try {
          if (move(entry)) {
            moved++;
          }
        } catch (DamagedContentsException damaged) {
          // Stays where it is, for a check to name and a repair to save; the others move.
        }
      }
      segments++;
    }
    return new Compacted(segments, moved, store.deleteDead());
  }

  private List<SegmentEntry> entries(int number) throws StoreException {
    List<SegmentEntry> entries = new ArrayList<>();
    store
        .engine()
        .scan(
            BlobKeys.segment(number),
            ScanOrder.ASCENDING,
            ScanLimit.NONE,
            (key, value) -> entries.add(SegmentEntry.decode(key, value)));
    return entries;
  }

  private boolean move(SegmentEntry entry) throws StoreException {
    byte[] record = store.engine().get(BlobKeys.blob(entry.id()));
    if (record == null
        || !(BlobRecord.decode(record) instanceof BlobRecord.InSegment place)
        || !entry.isNamedBy(Frame.of(place))) {
      return false;
    }
    Frame old = Frame.of(place);
    Frame copy = copy(entry.id(), old);
    boolean switched = false;
    boolean unknown = true;
    try {
      switched = switchTo(entry, copy);
      unknown = false;
    } finally {
      // After a failed commit the new place may come back with the next opening: it stays pending.
      if (!unknown && !switched) {
        store.segments().dropped(copy);
      }
    }
    return switched;
  }

  private Frame copy(BlobId id, Frame old) throws StoreException {
    SegmentBlob source = store.segmentBlob(id, old);
    SegmentWriter writer = SegmentWriter.start(store.segments());
    try {
      for (int block = 0; block < old.blocks(); block++) {
        SegmentBlob.StoredBlock stored = source.stored(block);
        writer.copied(stored.bytes(), stored.length(), stored.word(), old.blockSize(block));
      }
      return writer.finish(source.hash());
    } finally {
      writer.abandon();
    }
  }

  private boolean switchTo(SegmentEntry entry, Frame copy) throws StoreException {
    byte[] key = BlobKeys.blob(entry.id());
    return store
        .engine()
        .<Boolean, StoreException>write(
            List.of(entry.id().lock()),
            Durability.SYNCED,
            transaction -> {
              byte[] record = transaction.get(key);
              if (record == null
                  || !(BlobRecord.decode(record) instanceof BlobRecord.InSegment place)
                  || !entry.isNamedBy(Frame.of(place))) {
                return false;
              }
              SegmentEntry moved = SegmentEntry.of(copy, entry.id());
              transaction.put(key, copy.record().encode());
              transaction.put(moved.key(), moved.value());
              transaction.delete(entry.key());
              return true;
            },
            switched -> {
              if (switched) {
                store.segments().named(copy);
                store.segments().deadAt(entry);
              }
            });
  }
}
