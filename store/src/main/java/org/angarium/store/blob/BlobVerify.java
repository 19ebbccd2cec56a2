package org.angarium.store.blob;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads every blob and every reference to one, and says what is wrong. Works on a live store, page
 * by page: what is deleted while it looks is not reported. Changes nothing.
 */
public final class BlobVerify {
  private static final int PAGE = 64;
  private static final long PAGE_BYTES = 4 << 20;

  private final SegmentStore store;
  private final Engine engine;
  private final byte[] buffer = new byte[Frame.BLOCK];

  /** What can be wrong. */
  public enum Kind {
    /** The record cannot be decoded. */
    RECORD_UNREADABLE,
    /** The contents cannot be read back. */
    CONTENTS_UNREADABLE,
    /** The contents are not those that the name stands for. */
    CONTENTS_DIFFER,
    /** A record names a place in a segment that the segment's index doesn't know. */
    NOT_IN_SEGMENT_INDEX,
    /** The segment's index names a place that no record names. */
    STALE_SEGMENT_ENTRY,
    /** The hash of the contents does not lead to them: equal ones would be stored again. */
    NOT_FOUND_BY_HASH,
    /** A hash leads to contents that are not there. */
    STALE_NAME,
    /** A message refers to contents that are not there. */
    LINK_WITHOUT_BLOB,
    /** Nobody refers to the contents and the collector will not find them. */
    BLOB_WITHOUT_LINK;

    /** Whether whoever refers to the contents cannot have them. */
    public boolean isOfContents() {
      return switch (this) {
        case RECORD_UNREADABLE, CONTENTS_UNREADABLE, CONTENTS_DIFFER, LINK_WITHOUT_BLOB -> true;
        case NOT_IN_SEGMENT_INDEX,
            STALE_SEGMENT_ENTRY,
            NOT_FOUND_BY_HASH,
            STALE_NAME,
            BLOB_WITHOUT_LINK ->
            false;
      };
    }
  }

  /** One thing that is wrong. */
  public record Problem(Kind kind, BlobId id, String detail) {}

  /** What was looked at. */
  public record Verified(long blobs, long bytes, long links, long problems) {}

  private record Entry(byte[] key, byte[] value) {}

  public BlobVerify(SegmentStore store) {
    this(store, store.engine());
  }

  /**
   * @param engine the store's own, or one that passes over damage
   */
  public BlobVerify(SegmentStore store, Engine engine) {
    this.store = store;
    this.engine = engine;
  }

  /** Looks at everything; {@code problems} gets each problem as it is found. One thread. */
  public Verified verify(Consumer<Problem> problems) throws StoreException {
    long[] found = {0};
    Consumer<Problem> counted =
        problem -> {
          found[0]++;
          problems.accept(problem);
        };
    long[] totals = {0, 0, 0};
    pages(
        BlobKeys.blobs(),
        entry -> {
          totals[0]++;
          totals[1] += blob(entry, counted);
        });
    pages(BlobKeys.named(), entry -> name(entry, counted));
    pages(BlobKeys.segments(), entry -> segmentEntry(entry, counted));
    BlobId[] last = {null};
    pages(
        BlobKeys.links(),
        entry -> {
          totals[2]++;
          BlobId id = BlobKeys.id(entry.key);
          if (!id.equals(last[0])) {
            last[0] = id;
            link(entry, id, counted);
          }
        });
    return new Verified(totals[0], totals[1], totals[2], found[0]);
  }

  private interface Check {
    void run(Entry entry) throws StoreException;
  }

  private void pages(KeyRange range, Check check) throws StoreException {
    byte @Nullable [] next = range.start();
    while (next != null) {
      List<Entry> page = new ArrayList<>();
      next =
          engine.scan(
              new KeyRange(next, range.end()),
              ScanOrder.ASCENDING,
              new ScanLimit(PAGE, PAGE_BYTES),
              (key, value) -> page.add(new Entry(key, value)));
      for (Entry entry : page) {
        check.run(entry);
      }
    }
  }

  private long blob(Entry entry, Consumer<Problem> problems) throws StoreException {
    BlobId id = BlobKeys.id(entry.key);
    BlobRecord record;
    try {
      record = BlobRecord.decode(entry.value);
    } catch (StoreException damaged) {
      report(problems, entry, new Problem(Kind.RECORD_UNREADABLE, id, text(damaged)));
      return 0;
    }
    try {
      byte[] hash = hash(store.blob(id, record));
      if (!id.isOf(hash)) {
        report(problems, entry, new Problem(Kind.CONTENTS_DIFFER, id, record.size() + " bytes"));
      } else if (!id.isWhole(hash) && !isNamed(id)) {
        report(problems, entry, new Problem(Kind.NOT_FOUND_BY_HASH, id, record.size() + " bytes"));
      }
    } catch (StoreException damaged) {
      report(problems, entry, new Problem(Kind.CONTENTS_UNREADABLE, id, text(damaged)));
    }
    if (record instanceof BlobRecord.InSegment place) {
      byte[] index = engine.get(BlobKeys.segment(place.segment(), place.offset()));
      if (index == null) {
        report(problems, entry, new Problem(Kind.NOT_IN_SEGMENT_INDEX, id, place.toString()));
      }
    }
    if (!has(BlobKeys.links(id)) && engine.get(BlobKeys.unlinked(id)) == null) {
      report(problems, entry, new Problem(Kind.BLOB_WITHOUT_LINK, id, record.size() + " bytes"));
    }
    return record.size();
  }

  private boolean isNamed(BlobId id) throws StoreException {
    byte[] place = engine.get(BlobKeys.named(id));
    return place != null && Arrays.equals(place, id.place());
  }

  private byte[] hash(Blob blob) throws StoreException {
    MessageDigest digest = BlobWriter.sha256();
    long position = 0;
    while (position < blob.size()) {
      int count = blob.read(position, buffer, 0, buffer.length);
      digest.update(buffer, 0, count);
      position += count;
    }
    return digest.digest();
  }

  private void segmentEntry(Entry entry, Consumer<Problem> problems) throws StoreException {
    if (!SegmentEntry.isEntry(entry.key, entry.value)) {
      BlobId none = BlobId.of(new byte[BlobId.LENGTH]);
      report(problems, entry, new Problem(Kind.RECORD_UNREADABLE, none, "index of segments"));
      return;
    }
    SegmentEntry place = SegmentEntry.decode(entry.key, entry.value);
    byte[] record = engine.get(BlobKeys.blob(place.id()));
    boolean named;
    try {
      named =
          record != null
              && BlobRecord.decode(record) instanceof BlobRecord.InSegment now
              && place.isNamedBy(Frame.of(now));
    } catch (StoreException damaged) {
      return; // Reported with the record.
    }
    if (!named) {
      report(problems, entry, new Problem(Kind.STALE_SEGMENT_ENTRY, place.id(), place.toString()));
    }
  }

  private void name(Entry entry, Consumer<Problem> problems) throws StoreException {
    BlobId id;
    try {
      id = BlobKeys.id(entry.key, entry.value);
    } catch (StoreException damaged) {
      id = BlobKeys.id(entry.key, new byte[BlobId.PLACE]);
      report(problems, entry, new Problem(Kind.RECORD_UNREADABLE, id, text(damaged)));
      return;
    }
    if (!has(BlobKeys.blob(id))) {
      report(problems, entry, new Problem(Kind.STALE_NAME, id, "no record"));
    }
  }

  private void link(Entry entry, BlobId id, Consumer<Problem> problems) throws StoreException {
    if (!has(BlobKeys.blob(id)) && engine.get(BlobKeys.blob(id)) == null) {
      report(problems, entry, new Problem(Kind.LINK_WITHOUT_BLOB, id, "no contents can be found"));
    }
  }

  /** Without reading the value, which may be large. */
  private boolean has(byte[] key) throws StoreException {
    return has(new KeyRange(key, KeyRange.successor(key)));
  }

  private boolean has(KeyRange range) throws StoreException {
    boolean[] found = {false};
    engine.scan(range, ScanOrder.ASCENDING, ScanLimit.rows(1), (key, value) -> !(found[0] = true));
    return found[0];
  }

  /** Reports unless what was looked at has changed meanwhile: then it was a passing state. */
  private void report(Consumer<Problem> problems, Entry entry, Problem problem)
      throws StoreException {
    byte[] now = engine.get(entry.key);
    if (now != null && Arrays.equals(now, entry.value)) {
      problems.accept(problem);
    }
  }

  private static String text(StoreException failure) {
    String message = failure.getMessage();
    return message == null ? "unreadable" : message;
  }
}
