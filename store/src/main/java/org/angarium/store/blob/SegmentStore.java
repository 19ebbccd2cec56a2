package org.angarium.store.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.angarium.store.DamagedStoreException;
import org.angarium.store.StoreException;
import org.angarium.store.engine.DiskRoom;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.jspecify.annotations.Nullable;

/**
 * Keeps contents in the engine and in segment files on the disk of this machine. Contents up to a
 * bound ride inside the transaction that links them; larger ones are streamed to segment files,
 * which are synced before the record that names them is committed. Thread-safe.
 */
public final class SegmentStore implements BlobStore {
  /** Holds the same random number as the engine, so that segments never meet a strange engine. */
  static final String IDENTITY = "identity";

  static final byte[] IDENTITY_KEY = identityKey();

  /** With 250 messages a second all the time, what comes after a restart still stands behind. */
  private static final int ORDER_SHIFT = 2;

  private final Engine engine;
  private final Path folder;
  private final BlobLimits limits;
  private final SegmentFiles segments;

  /** Where new contents stand among those of their account: behind what is there. */
  private final AtomicLong order = new AtomicLong(System.currentTimeMillis() >> ORDER_SHIFT);

  /** Held by whatever deletes segment files, and by a backup to keep them. */
  private final ReentrantLock maintenance = new ReentrantLock();

  private SegmentStore(Engine engine, Path folder, BlobLimits limits, SegmentFiles segments) {
    this.engine = engine;
    this.folder = folder;
    this.limits = limits;
    this.segments = segments;
  }

  /**
   * Opens the segment files under {@code folder} (made if missing). What a crash left of contents
   * that were never linked is removed.
   *
   * @throws StoreException also when the folder belongs to another engine
   */
  public static SegmentStore open(Engine engine, Path folder, BlobLimits limits)
      throws StoreException {
    return open(engine, folder, limits, new ChannelFiles());
  }

  static SegmentStore open(Engine engine, Path folder, BlobLimits limits, DiskFiles files)
      throws StoreException {
    Zstandard.SHARED.prepare();
    Map<Integer, SegmentFiles.Use> uses;
    boolean complete = true;
    try {
      uses = uses(engine);
    } catch (StoreException damaged) {
      // Then nobody knows of all files what in them is wanted: all of them are left as they are.
      uses = uses(engine.salvaging(Losses.NONE));
      complete = false;
    }
    try {
      Files.createDirectories(folder);
      identify(engine, folder, !uses.isEmpty());
    } catch (StoreException known) {
      throw known;
    } catch (IOException failed) {
      throw new StoreException("blobs in " + folder + " cannot be opened: " + failed, failed);
    }
    SegmentFiles segments =
        SegmentFiles.open(files, folder.resolve("segments"), limits.segmentBytes(), uses, complete);
    return new SegmentStore(engine, folder, limits, segments);
  }

  /**
   * Opens what is there to look at it: no file is changed, made or deleted, and no contents are
   * taken that would need one.
   */
  public static SegmentStore openReadOnly(Engine engine, Path folder, BlobLimits limits)
      throws StoreException {
    Zstandard.SHARED.prepare();
    SegmentFiles segments =
        SegmentFiles.look(new ChannelFiles(), folder.resolve("segments"), uses(engine));
    return new SegmentStore(engine, folder, limits, segments);
  }

  private static Map<Integer, SegmentFiles.Use> uses(Engine engine) throws StoreException {
    Map<Integer, SegmentFiles.Use> uses = new HashMap<>();
    engine.scan(
        BlobKeys.segments(),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          SegmentEntry entry = SegmentEntry.decode(key, value);
          uses.merge(
              entry.segment(),
              new SegmentFiles.Use(entry.length(), entry.offset() + entry.length()),
              (a, b) -> new SegmentFiles.Use(a.live() + b.live(), Math.max(a.end(), b.end())));
          return true;
        });
    return uses;
  }

  /** Whether the folder holds the segments of a store. */
  public static boolean isThere(Path folder) {
    return Files.exists(folder.resolve(IDENTITY));
  }

  /**
   * Without this, opening an empty engine beside full segments would delete them as orphans. The
   * file is written again where it is damaged or missing and the segments are there: the engine
   * knows what was in it.
   */
  private static void identify(Engine engine, Path folder, boolean named) throws IOException {
    byte[] known = engine.get(IDENTITY_KEY);
    if (isIdentified(known, folder, named)) {
      return;
    }
    byte[] identity = known;
    if (identity == null) {
      identity = new byte[16];
      new SecureRandom().nextBytes(identity);
      byte[] fresh = identity;
      engine.write(
          List.of(new Lock(Lock.Space.OTHER, Subspace.BLOB.tag())),
          transaction -> {
            transaction.put(IDENTITY_KEY, fresh);
            return fresh;
          });
    }
    Path file = folder.resolve(IDENTITY);
    Path staged = folder.resolve(IDENTITY + ".new");
    Files.writeString(staged, HexFormat.of().formatHex(identity), StandardCharsets.US_ASCII);
    DurableCopy.sync(staged);
    Files.move(staged, file, StandardCopyOption.REPLACE_EXISTING);
    DurableCopy.sync(folder);
  }

  /** Whether the file says what it should; where that of another is there, it is refused. */
  private static boolean isIdentified(byte @Nullable [] known, Path folder, boolean named)
      throws IOException {
    Path file = folder.resolve(IDENTITY);
    String expected = known == null ? "" : HexFormat.of().formatHex(known);
    if (Files.exists(file)) {
      // Whatever the octets are, each is one character.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (text.equals(expected)) {
        return true;
      }
      if (known == null || isOfAnother(text, expected)) {
        throw new DamagedStoreException(
            "the segments in " + folder + " belong to another engine",
            "Put the engine and the segments of one store together again, or restore a backup.");
      }
    } else if (named && !hasSegments(folder)) {
      throw new DamagedStoreException(
          "the segments that the engine names are not in " + folder,
          "Is a disk not mounted? Else restore a backup, or let \"angarium repair\" save the rest.");
    }
    return false;
  }

  /**
   * Refuses what {@link #open} would refuse. Changes nothing.
   *
   * @param engine may be one that is only looked at
   */
  public static void check(Engine engine, Path folder) throws StoreException {
    try {
      byte[] known = engine.get(IDENTITY_KEY);
      boolean missing = Files.notExists(folder.resolve(IDENTITY)) && !hasSegments(folder);
      isIdentified(known, folder, missing && namesSegments(engine));
    } catch (StoreException refused) {
      throw refused;
    } catch (IOException failed) {
      throw new StoreException("blobs in " + folder + " cannot be read: " + failed, failed);
    }
  }

  private static boolean namesSegments(Engine engine) throws StoreException {
    AtomicBoolean found = new AtomicBoolean();
    engine.scan(
        BlobKeys.segments(),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          found.set(true);
          return false;
        });
    return found.get();
  }

  /** Two identities differ in nearly all of their 32 digits; damage changes a few, or the form. */
  private static boolean isOfAnother(String text, String expected) {
    if (text.length() != expected.length()) {
      return false;
    }
    int different = 0;
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
      different += text.charAt(i) == expected.charAt(i) ? 0 : 1;
    }
    return different > expected.length() / 4;
  }

  private static boolean hasSegments(Path folder) throws IOException {
    Path segments = folder.resolve("segments");
    if (!Files.isDirectory(segments)) {
      return false;
    }
    try (Stream<Path> files = Files.list(segments)) {
      return files.findAny().isPresent();
    }
  }

  private static byte[] identityKey() {
    byte[] name = "blob-store".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + name.length).put(Subspace.META.tag()).put(name).array();
  }

  @Override
  public DiskRoom room() {
    return engine.room();
  }

  @Override
  public BlobWriter writer() {
    return new BlobWriter(this, limits);
  }

  @Override
  public void tryWriting() throws StoreException {
    SegmentWriter.start(segments).abandon();
  }

  @Override
  public @Nullable Blob find(BlobId id) throws StoreException {
    return find(engine, id);
  }

  @Override
  public @Nullable Blob find(Reader reader, BlobId id) throws StoreException {
    byte[] record = reader.get(BlobKeys.blob(id));
    return record == null ? null : blob(id, BlobRecord.decode(record));
  }

  @Override
  public @Nullable Blob[] findAll(Reader reader, BlobId[] ids) throws StoreException {
    byte[][] keys = new byte[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      keys[i] = BlobKeys.blob(ids[i]);
    }
    byte[] @Nullable [] records = reader.getAll(keys);
    @Nullable Blob[] found = new Blob[ids.length];
    for (int i = 0; i < ids.length; i++) {
      byte[] record = records[i];
      if (record == null) {
        continue;
      }
      Blob blob = blob(ids[i], BlobRecord.decode(record));
      if (blob instanceof InlineBlob inline) {
        inline.expandIfSound();
      }
      found[i] = blob;
    }
    return found;
  }

  Blob blob(BlobId id, BlobRecord record) {
    return switch (record) {
      case BlobRecord.Inline inline -> new InlineBlob(inline);
      case BlobRecord.InSegment place -> segmentBlob(id, Frame.of(place));
    };
  }

  SegmentBlob segmentBlob(BlobId id, Frame frame) {
    return new SegmentBlob(id, frame, segments, this::locate);
  }

  private @Nullable Frame locate(BlobId id) throws StoreException {
    byte[] record = engine.get(BlobKeys.blob(id));
    return record != null && BlobRecord.decode(record) instanceof BlobRecord.InSegment place
        ? Frame.of(place)
        : null;
  }

  @Override
  public SegmentSpace space() {
    return segments.space();
  }

  /** Copies the engine. */
  @FunctionalInterface
  public interface EngineCopy {
    void run() throws StoreException;
  }

  /**
   * Copies the segments while they are in use, consistent with a copy of the engine. The engine
   * comes first: whatever its copy names is complete in the segments by then, and nothing is
   * deleted from them meanwhile.
   *
   * @param engine copies the engine
   * @param blobTarget made by this call
   */
  public void backup(EngineCopy engine, Path blobTarget) throws StoreException {
    maintenance.lock();
    try {
      engine.run();
      Path target = blobTarget.resolve("segments");
      Files.createDirectory(blobTarget);
      Files.createDirectory(target);
      DurableCopy.copy(folder.resolve(IDENTITY), blobTarget.resolve(IDENTITY), Long.MAX_VALUE);
      for (SegmentFiles.BackupFile file : segments.backupFiles()) {
        segments.copyTo(file, target);
      }
      DurableCopy.sync(target);
      DurableCopy.sync(blobTarget);
    } catch (StoreException known) {
      throw known;
    } catch (IOException failed) {
      throw new StoreException("backup to " + blobTarget + " failed: " + failed, failed);
    } finally {
      maintenance.unlock();
    }
  }

  long nextOrder() {
    return order.incrementAndGet();
  }

  Engine engine() {
    return engine;
  }

  SegmentFiles segments() {
    return segments;
  }

  /**
   * Deletes segment files that nothing needs; returns the bytes that freed. Does nothing while a
   * backup runs.
   */
  long deleteDead() throws StoreException {
    if (!maintenance.tryLock()) {
      return 0;
    }
    try {
      return segments.deleteDead();
    } finally {
      maintenance.unlock();
    }
  }

  @Override
  public void close() throws StoreException {
    segments.close();
  }
}
