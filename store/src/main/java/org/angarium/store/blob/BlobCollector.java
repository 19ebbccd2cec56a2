package org.angarium.store.blob;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;

/**
 * Deletes blobs that nobody links to any more. It looks only at candidates ({@link
 * BlobKeys#unlinked}) and decides for itself, under the lock that every writer of a link to new
 * contents holds as well: either the link is seen here, or the writer finds the record gone and
 * puts it again. One transaction deletes record, name, candidate and segment entry, so a crash
 * leaves all or nothing.
 */
public final class BlobCollector {
  /** Candidates per transaction: they share a sync, and hold their locks that long. */
  private static final int BATCH = 32;

  private final SegmentStore store;

  /**
   * What a run did.
   *
   * @param candidates looked at
   * @param deleted blobs without links
   * @param freedBytes of segment files that became empty
   */
  public record Collected(int candidates, int deleted, long freedBytes) {}

  public BlobCollector(SegmentStore store) {
    this.store = store;
  }

  /** Works off up to {@code limit} candidates; fewer candidates than that means none are left. */
  public Collected collect(int limit) throws StoreException {
    int candidates = 0;
    int deleted = 0;
    KeyRange rest = BlobKeys.unlinked();
    while (candidates < limit) {
      List<BlobId> batch = new ArrayList<>();
      byte[] next =
          store
              .engine()
              .scan(
                  rest,
                  ScanOrder.ASCENDING,
                  ScanLimit.rows(Math.min(BATCH, limit - candidates)),
                  (key, value) -> batch.add(BlobKeys.id(key)));
      if (!batch.isEmpty()) {
        candidates += batch.size();
        deleted += collect(batch);
      }
      if (next == null) {
        break;
      }
      rest = new KeyRange(next, rest.end());
    }
    return new Collected(candidates, deleted, store.deleteDead());
  }

  private record Deleted(int blobs, List<Frame> frames) {}

  private int collect(List<BlobId> batch) throws StoreException {
    List<Lock> locks = batch.stream().map(BlobId::lock).toList();
    return store
        .engine()
        .<Deleted, StoreException>write(
            locks,
            Durability.SYNCED,
            transaction -> delete(transaction, batch),
            done -> done.frames.forEach(store.segments()::dead))
        .blobs;
  }

  private static Deleted delete(Transaction transaction, List<BlobId> batch) throws StoreException {
    int blobs = 0;
    List<Frame> frames = new ArrayList<>();
    for (BlobId id : batch) {
      transaction.delete(BlobKeys.unlinked(id));
      byte[] record = transaction.get(BlobKeys.blob(id));
      if (record == null || isLinked(transaction, id)) {
        continue;
      }
      transaction.delete(BlobKeys.blob(id));
      deleteName(transaction, id);
      blobs++;
      if (BlobRecord.decode(record) instanceof BlobRecord.InSegment place) {
        transaction.delete(BlobKeys.segment(place.segment(), place.offset()));
        frames.add(Frame.of(place));
      }
    }
    return new Deleted(blobs, frames);
  }

  private static void deleteName(Transaction transaction, BlobId id) throws StoreException {
    byte[] name = BlobKeys.named(id);
    byte[] place = transaction.get(name);
    if (place != null && Arrays.equals(place, id.place())) {
      transaction.delete(name);
    }
  }

  private static boolean isLinked(Reader reader, BlobId id) throws StoreException {
    boolean[] found = {false};
    reader.scan(
        BlobKeys.links(id),
        ScanOrder.ASCENDING,
        ScanLimit.rows(1),
        (key, value) -> {
          found[0] = true;
          return false;
        });
    return found[0];
  }
}
