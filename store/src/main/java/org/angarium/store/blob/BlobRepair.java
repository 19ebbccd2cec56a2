package org.angarium.store.blob;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records of the blob store right, and takes damaged contents out of it. For an engine
 * that nobody else uses; segment files are only read.
 */
public final class BlobRepair {
  private static final byte[] NOTHING = {};

  private final SegmentStore store;
  private final Engine engine;

  /**
   * @param store opened read-only on {@code engine}
   */
  public BlobRepair(SegmentStore store, Engine engine) {
    this.store = store;
    this.engine = engine;
  }

  /** Says in the engine again to which segments it belongs, where that was lost. */
  public static boolean identify(Engine engine, Path blobs) throws StoreException {
    Path file = blobs.resolve(SegmentStore.IDENTITY);
    if (engine.get(SegmentStore.IDENTITY_KEY) != null || Files.notExists(file)) {
      return false;
    }
    try {
      byte[] identity =
          HexFormat.of().parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
      put(engine, SegmentStore.IDENTITY_KEY, identity);
      return true;
    } catch (IOException | IllegalArgumentException damaged) {
      throw new StoreException("the file " + file + " is damaged", damaged);
    }
  }

  /** Puts right what {@link BlobVerify} found, other than damaged contents; says what, or null. */
  public @Nullable String mend(BlobVerify.Problem problem) throws StoreException {
    BlobId id = problem.id();
    return switch (problem.kind()) {
      case NOT_FOUND_BY_HASH -> {
        put(engine, BlobKeys.named(id), id.place());
        yield "equal contents are found again";
      }
      case STALE_NAME -> {
        delete(BlobKeys.named(id));
        yield "a name of contents that are gone was removed";
      }
      case NOT_IN_SEGMENT_INDEX -> {
        byte[] record = engine.get(BlobKeys.blob(id));
        if (record == null || !(BlobRecord.decode(record) instanceof BlobRecord.InSegment place)) {
          yield null;
        }
        SegmentEntry entry = SegmentEntry.of(Frame.of(place), id);
        put(engine, entry.key(), entry.value());
        yield "the index of the segment knows the contents again";
      }
      case STALE_SEGMENT_ENTRY -> {
        removeEntries(id);
        yield "an entry of a segment's index was removed";
      }
      case BLOB_WITHOUT_LINK -> {
        put(engine, BlobKeys.unlinked(id), NOTHING);
        yield "contents that nobody needs will be collected";
      }
      case RECORD_UNREADABLE, CONTENTS_UNREADABLE, CONTENTS_DIFFER, LINK_WITHOUT_BLOB -> null;
    };
  }

  private void removeEntries(BlobId id) throws StoreException {
    byte[] record = engine.get(BlobKeys.blob(id));
    Frame named =
        record != null && BlobRecord.decode(record) instanceof BlobRecord.InSegment place
            ? Frame.of(place)
            : null;
    List<byte[]> stale = new ArrayList<>();
    engine.scan(
        BlobKeys.segments(),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          SegmentEntry entry = SegmentEntry.decode(key, value);
          if (entry.id().equals(id) && (named == null || !entry.isNamedBy(named))) {
            stale.add(key);
          }
          return true;
        });
    for (byte[] key : stale) {
      delete(key);
    }
  }

  /** Removes the contents and everything that leads to them. */
  public void remove(BlobId id) throws StoreException {
    byte[] record = engine.salvaging(Losses.NONE).get(BlobKeys.blob(id));
    byte[] place = engine.get(BlobKeys.named(id));
    byte[] entry = entry(record);
    write(transaction -> {
      transaction.delete(BlobKeys.blob(id));
      transaction.delete(BlobKeys.unlinked(id));
      if (place != null && Arrays.equals(place, id.place())) {
        transaction.delete(BlobKeys.named(id));
      }
      if (entry != null) {
        transaction.delete(entry);
      }
    });
  }

  private static byte @Nullable [] entry(byte @Nullable [] record) {
    try {
      return record != null && BlobRecord.decode(record) instanceof BlobRecord.InSegment place
          ? BlobKeys.segment(place.segment(), place.offset())
          : null;
    } catch (StoreException damaged) {
      return null;
    }
  }

  /**
   * Takes the contents from another store that has them whole, a backup.
   *
   * @return false where it has not
   */
  public boolean takeFrom(Engine otherEngine, BlobStore other, BlobId id) throws StoreException {
    Blob blob;
    try {
      blob = other.find(otherEngine, id);
      if (blob == null || blob.size() > Integer.MAX_VALUE / 2) {
        return false;
      }
      byte[] contents = new byte[(int) blob.size()];
      int filled = 0;
      while (filled < contents.length) {
        int count = blob.read(filled, contents, filled, contents.length - filled);
        if (count < 0) {
          return false;
        }
        filled += count;
      }
      if (!id.isOf(BlobWriter.sha256().digest(contents))) {
        return false;
      }
      byte[] stale = entry(engine.salvaging(Losses.NONE).get(BlobKeys.blob(id)));
      byte[] record = Zstandard.SHARED.record(contents, contents.length);
      write(transaction -> {
        transaction.give(BlobKeys.blob(id), record);
        transaction.put(BlobKeys.named(id), id.place());
        if (stale != null) {
          transaction.delete(stale);
        }
      });
      return true;
    } catch (StoreException damagedThereToo) {
      return false;
    }
  }

  /** Copies the stored bytes of the contents as they are, damaged or not; false for none. */
  public boolean setAside(BlobId id, OutputStream out) throws IOException {
    byte[] record = engine.salvaging(Losses.NONE).get(BlobKeys.blob(id));
    if (record == null) {
      return false;
    }
    BlobRecord decoded;
    try {
      decoded = BlobRecord.decode(record);
    } catch (StoreException damaged) {
      out.write(record);
      return true;
    }
    switch (decoded) {
      case BlobRecord.Inline inline -> out.write(inline.bytes());
      case BlobRecord.InSegment place -> {
        byte[] buffer = new byte[Frame.BLOCK];
        for (long at = 0; at < place.length(); at += buffer.length) {
          int count = (int) Math.min(buffer.length, place.length() - at);
          try {
            store
                .segments()
                .read(place.segment(), ByteBuffer.wrap(buffer, 0, count), place.offset() + at);
          } catch (StoreException gone) {
            return at > 0;
          }
          out.write(buffer, 0, count);
        }
      }
    }
    return true;
  }

  /** What of the contents can be read, up to {@code most} octets; parts may be missing. */
  public byte[] salvaged(BlobId id, int most) throws StoreException {
    byte[] record = engine.salvaging(Losses.NONE).get(BlobKeys.blob(id));
    if (record == null || entry(record) == null) {
      return NOTHING;
    }
    Blob blob = store.blob(id, BlobRecord.decode(record));
    ByteArrayOutputStream sound = new ByteArrayOutputStream();
    byte[] buffer = new byte[Frame.BLOCK];
    for (long at = 0; at < blob.size() && sound.size() < most; at += Frame.BLOCK) {
      try {
        int count = blob.read(at, buffer, 0, buffer.length);
        sound.write(buffer, 0, Math.max(0, count));
      } catch (StoreException damagedBlock) {
        // The next one may be sound.
      }
    }
    return sound.toByteArray();
  }

  private interface Changing {
    void run(Transaction transaction);
  }

  private void write(Changing changing) throws StoreException {
    write(engine, changing);
  }

  private static void write(Engine engine, Changing changing) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(),
        Durability.RELAXED,
        transaction -> {
          changing.run(transaction);
          return null;
        },
        done -> {});
  }

  private static void put(Engine engine, byte[] key, byte[] value) throws StoreException {
    write(engine, transaction -> transaction.put(key, value));
  }

  private void delete(byte[] key) throws StoreException {
    write(transaction -> transaction.delete(key));
  }
}
