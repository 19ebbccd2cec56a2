package org.angarium.store.blob;

import static org.angarium.store.blob.BlobFixture.SMALL_SEGMENTS;
import static org.angarium.store.blob.BlobFixture.contents;
import static org.angarium.store.blob.BlobFixture.problems;
import static org.angarium.store.blob.BlobFixture.read;
import static org.angarium.store.blob.BlobFixture.store;
import static org.angarium.store.blob.BlobFixture.unlink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SegmentStoreTest {
  @TempDir Path folder;
  private final Engine engine = new MemoryEngine();
  private SegmentStore blobs;

  @BeforeEach
  void open() throws StoreException {
    blobs = SegmentStore.open(engine, folder.resolve("blobs"), SMALL_SEGMENTS);
  }

  @AfterEach
  void close() throws StoreException {
    blobs.close();
    engine.close();
  }

  private void reopen() throws StoreException {
    blobs.close();
    open();
  }

  private List<BlobId> blobIds() throws StoreException {
    List<BlobId> ids = new ArrayList<>();
    engine.scan(
        BlobKeys.blobs(),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> ids.add(BlobKeys.id(key)));
    return ids;
  }

  private List<Path> segmentFiles() throws Exception {
    try (var files = Files.list(folder.resolve("blobs/segments"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 4095, 4096, 4097, 65535, 65536, 65537, 300_000})
  void contentsOfAnySizeAreReadBackAlsoAfterReopening(int size) throws Exception {
    byte[] contents = contents(size, size);
    BlobId id = store(engine, blobs, contents);
    assertThat(Arrays.copyOfRange(id.bytes(), 8, 32))
        .isEqualTo(Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(contents), 24));
    assertThat(read(engine, blobs, id)).isEqualTo(contents);
    reopen();
    assertThat(read(engine, blobs, id)).isEqualTo(contents);
    assertThat(problems(blobs)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4000, 200_000})
  void stagedContentsAreReadableBeforeTheyAreStored(int size) throws Exception {
    byte[] contents = contents(2, size);
    try (BlobWriter writer = blobs.writer()) {
      writer.write(contents, 0, size);
      assertThat(writer.size()).isEqualTo(size);
      try (StagedBlob staged = writer.finish()) {
        assertThat(new BlobInputStream(staged).readAllBytes()).isEqualTo(contents);
        assertThat(blobIds()).isEmpty();
      }
    }
    assertThat(blobs.space().bytes()).isZero();
  }

  @Test
  void equalContentsAreStoredOnce() throws Exception {
    byte[] contents = contents(3, 100_000);
    BlobId first = store(engine, blobs, contents, new byte[] {1});
    long bytes = blobs.space().bytes();
    BlobId second = store(engine, blobs, contents, new byte[] {2});
    assertThat(second).isEqualTo(first);
    assertThat(blobs.space()).isEqualTo(new SegmentSpace(1, bytes, bytes));
    assertThat(read(engine, blobs, first)).isEqualTo(contents);
  }

  @Test
  void contentsOfOneAccountLieTogetherInTheOrderInWhichTheyCame() throws Exception {
    List<BlobId> first = new ArrayList<>();
    List<BlobId> second = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      // The large ones lie in segments, but their records among the others.
      second.add(store(engine, blobs, contents(i, i % 10 == 0 ? 5000 : 200), new byte[] {2}, 2));
      first.add(store(engine, blobs, contents(100 + i, 200), new byte[] {1}, 1));
    }
    List<BlobId> inOrder = new ArrayList<>(first);
    inOrder.addAll(second);
    assertThat(blobIds()).isEqualTo(inOrder);
  }

  @Test
  void equalContentsOfAnotherAccountAreFoundWhereTheyAre() throws Exception {
    byte[] contents = contents(3, 2000);
    BlobId first = store(engine, blobs, contents, new byte[] {1}, 1);
    assertThat(store(engine, blobs, contents, new byte[] {2}, 2)).isEqualTo(first);
    assertThat(blobIds()).containsExactly(first);
    unlink(engine, first, new byte[] {1});
    new BlobCollector(blobs).collect(10);
    assertThat(read(engine, blobs, first)).isEqualTo(contents);
    unlink(engine, first, new byte[] {2});
    new BlobCollector(blobs).collect(10);
    assertThat(blobIds()).isEmpty();
    BlobId again = store(engine, blobs, contents, new byte[] {2}, 2);
    assertThat(again).isNotEqualTo(first);
    assertThat(problems(blobs)).isEmpty();
  }

  @Test
  void aNameThatLeadsNowhereDoesNotLoseContents() throws Exception {
    BlobId id = store(engine, blobs, contents(1, 2000));
    engine.write(
        List.of(),
        transaction -> {
          transaction.delete(BlobKeys.blob(id));
          return null;
        });
    assertThat(store(engine, blobs, contents(1, 2000))).isEqualTo(id);
    assertThat(read(engine, blobs, id)).isEqualTo(contents(1, 2000));
    assertThat(problems(blobs)).isEmpty();
  }

  /** As stores have them that were made before names had a place. */
  @ParameterizedTest
  @ValueSource(ints = {2000, 50_000})
  void contentsNamedByTheirWholeHashAreReadAndCollected(int size) throws Exception {
    byte[] contents = contents(1, size);
    BlobId whole = BlobId.of(MessageDigest.getInstance("SHA-256").digest(contents));
    rename(store(engine, blobs, contents), whole);
    assertThat(read(engine, blobs, whole)).isEqualTo(contents);
    assertThat(problems(blobs)).isEmpty();
    BlobId second = store(engine, blobs, contents);
    assertThat(second).isNotEqualTo(whole);
    unlink(engine, whole);
    new BlobCollector(blobs).collect(10);
    assertThat(blobs.find(engine, whole)).isNull();
    assertThat(read(engine, blobs, second)).isEqualTo(contents);
    assertThat(problems(blobs)).isEmpty();
  }

  private void rename(BlobId from, BlobId to) throws StoreException {
    engine.write(
        List.of(),
        transaction -> {
          byte[] record = Objects.requireNonNull(transaction.get(BlobKeys.blob(from)));
          transaction.put(BlobKeys.blob(to), record);
          transaction.put(BlobKeys.link(to, BlobFixture.OWNER), new byte[0]);
          if (BlobRecord.decode(record) instanceof BlobRecord.InSegment place) {
            SegmentEntry entry = SegmentEntry.of(Frame.of(place), to);
            transaction.put(entry.key(), entry.value());
          }
          transaction.delete(BlobKeys.blob(from));
          transaction.delete(BlobKeys.named(from));
          transaction.delete(BlobKeys.link(from, BlobFixture.OWNER));
          return null;
        });
  }

  @Test
  void tooMuchIsRefusedAndLeavesNothing() throws Exception {
    try (BlobWriter writer = blobs.writer()) {
      byte[] chunk = new byte[1 << 20];
      for (int i = 0; i < 4; i++) {
        writer.write(chunk, 0, chunk.length);
      }
      assertThatThrownBy(() -> writer.write(chunk, 0, 1)).isInstanceOf(BlobTooLargeException.class);
    }
    assertThat(blobs.space().bytes()).isZero();
  }

  @Test
  void segmentsAreSealedWhenFullAndReadOn() throws Exception {
    Map<BlobId, byte[]> stored = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      byte[] contents = contents(i, 200_000);
      stored.put(store(engine, blobs, contents), contents);
    }
    assertThat(segmentFiles()).hasSizeGreaterThan(1);
    assertThat(segmentFiles().getFirst().toString()).endsWith(".seg");
    reopen();
    for (var entry : stored.entrySet()) {
      assertThat(read(engine, blobs, entry.getKey())).isEqualTo(entry.getValue());
    }
  }

  @Test
  void severalWritersAtOnceDoNotMix() throws Exception {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int number = t;
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < 5; i++) {
                byte[] contents = contents(100 * number + i, 50_000 + 1000 * i);
                assertThat(read(engine, blobs, store(engine, blobs, contents))).isEqualTo(contents);
              }
            } catch (Throwable failure) {
              failures.add(failure);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(problems(blobs)).isEmpty();
    assertThat(blobs.space().live()).isEqualTo(blobs.space().bytes());
  }

  @Test
  void theCollectorDeletesWhatHasNoLinkAndKeepsTheRest() throws Exception {
    BlobId small = store(engine, blobs, contents(1, 100));
    BlobId large = store(engine, blobs, contents(2, 100_000));
    BlobId kept = store(engine, blobs, contents(3, 100_000));
    BlobId linkedTwice = store(engine, blobs, contents(4, 100));
    store(engine, blobs, contents(4, 100), new byte[] {9});
    unlink(engine, small);
    unlink(engine, large);
    unlink(engine, linkedTwice);
    var collected = new BlobCollector(blobs).collect(100);
    assertThat(collected).isEqualTo(new BlobCollector.Collected(3, 2, 0));
    assertThat(blobs.find(engine, small)).isNull();
    assertThat(blobs.find(engine, large)).isNull();
    assertThat(blobs.find(engine, linkedTwice)).isNotNull();
    assertThat(read(engine, blobs, kept)).isEqualTo(contents(3, 100_000));
    assertThat(problems(blobs)).isEmpty();
    unlink(engine, kept);
    assertThat(new BlobCollector(blobs).collect(100).freedBytes()).isPositive();
    assertThat(segmentFiles()).isEmpty();
    BlobId again = store(engine, blobs, contents(3, 100_000));
    assertThat(again).isNotEqualTo(kept);
    assertThat(read(engine, blobs, again)).isEqualTo(contents(3, 100_000));
    assertThat(problems(blobs)).isEmpty();
  }

  @Test
  void compactionMovesWhatLivesAndReadersFindIt() throws Exception {
    Map<BlobId, byte[]> stored = new HashMap<>();
    List<BlobId> order = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      byte[] contents = contents(i, 100_000);
      BlobId id = store(engine, blobs, contents);
      stored.put(id, contents);
      order.add(id);
    }
    Blob reader = Objects.requireNonNull(blobs.find(engine, order.getFirst()));
    assertThat(reader.read(0, new byte[10], 0, 10)).isEqualTo(10);
    for (int i = 0; i < 14; i++) {
      if (i % 4 != 0) {
        unlink(engine, order.get(i));
        stored.remove(order.get(i));
      }
    }
    new BlobCollector(blobs).collect(100);
    long before = blobs.space().bytes();
    var compacted = new SegmentCompaction(blobs).compact(0.5, 10);
    assertThat(compacted.segments()).isPositive();
    assertThat(compacted.freedBytes()).isPositive();
    assertThat(blobs.space().bytes()).isLessThan(before);
    assertThat(new BlobInputStream(reader).readAllBytes()).isEqualTo(contents(0, 100_000));
    assertThat(problems(blobs)).isEmpty();
    reopen();
    for (var entry : stored.entrySet()) {
      assertThat(read(engine, blobs, entry.getKey())).isEqualTo(entry.getValue());
    }
  }

  @Test
  void remainsOfACrashAreRemovedWhenOpened() throws Exception {
    BlobId id = store(engine, blobs, contents(1, 50_000));
    Path open = segmentFiles().getFirst();
    long size = Files.size(open);
    blobs.close();
    Files.write(open, new byte[777], StandardOpenOption.APPEND);
    Files.write(open.resolveSibling("00000099.open"), new byte[5]);
    Files.write(open.resolveSibling("00000098.seg"), new byte[5]);
    open();
    assertThat(segmentFiles()).containsExactly(open);
    assertThat(open).hasSize(size);
    assertThat(read(engine, blobs, id)).isEqualTo(contents(1, 50_000));
  }

  @Test
  void segmentsAreNotOpenedBesideAStrangeEngine() throws Exception {
    store(engine, blobs, contents(1, 50_000));
    blobs.close();
    assertThatThrownBy(
            () -> SegmentStore.open(new MemoryEngine(), folder.resolve("blobs"), SMALL_SEGMENTS))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another engine");
    assertThat(segmentFiles()).isNotEmpty();
  }

  @Test
  void everyFlippedByteOfASegmentIsNoticed() throws Exception {
    BlobId id = store(engine, blobs, contents(1, 70_000));
    Path file = segmentFiles().getFirst();
    long size = Files.size(file);
    long step = Math.max(1, size / 400);
    for (long position = 0; position < size; position += position < 100 ? 1 : step) {
      flip(file, position);
      assertThat(problems(blobs))
          .as("byte %s", position)
          .extracting(BlobVerify.Problem::kind, BlobVerify.Problem::id)
          .contains(org.assertj.core.groups.Tuple.tuple(BlobVerify.Kind.CONTENTS_UNREADABLE, id));
      flip(file, position);
    }
    assertThat(problems(blobs)).isEmpty();
  }

  private static void flip(Path file, long position) throws Exception {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      java.nio.ByteBuffer one = java.nio.ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) ^ 0x10));
      channel.write(one.flip(), position);
    }
  }

  @Test
  void verifyTellsEachKindOfProblem() throws Exception {
    BlobId inline = store(engine, blobs, contents(1, 1000));
    BlobId large = store(engine, blobs, contents(2, 50_000));
    BlobId gone = store(engine, blobs, contents(3, 1000));
    BlobId other = store(engine, blobs, contents(4, 1000));
    BlobId forgotten = store(engine, blobs, contents(5, 1000));
    BlobId unnamed = store(engine, blobs, contents(6, 1000));
    engine.write(
        List.of(),
        transaction -> {
          byte[] swapped = Objects.requireNonNull(transaction.get(BlobKeys.blob(other)));
          transaction.put(BlobKeys.blob(inline), swapped);
          transaction.delete(BlobKeys.blob(gone));
          transaction.put(BlobKeys.blob(other), new byte[] {7, 7});
          transaction.delete(BlobKeys.link(forgotten, BlobFixture.OWNER));
          transaction.delete(BlobKeys.named(unnamed));
          transaction.put(BlobKeys.named(BlobId.at(0, new byte[32])), new byte[] {7});
          transaction.delete(BlobKeys.segment(1, 0));
          transaction.put(BlobKeys.segment(1, 5000), new SegmentEntry(1, 5000, 10, large).value());
          return null;
        });
    assertThat(problems(blobs))
        .extracting(BlobVerify.Problem::kind)
        .containsExactlyInAnyOrder(
            BlobVerify.Kind.CONTENTS_DIFFER,
            BlobVerify.Kind.NOT_FOUND_BY_HASH,
            BlobVerify.Kind.STALE_NAME,
            BlobVerify.Kind.LINK_WITHOUT_BLOB,
            BlobVerify.Kind.RECORD_UNREADABLE,
            BlobVerify.Kind.RECORD_UNREADABLE,
            BlobVerify.Kind.BLOB_WITHOUT_LINK,
            BlobVerify.Kind.NOT_IN_SEGMENT_INDEX,
            BlobVerify.Kind.STALE_SEGMENT_ENTRY);
  }

  @Test
  void aReadersInterruptDoesNotHarmOthers() throws Exception {
    byte[] contents = contents(1, 300_000);
    BlobId id = store(engine, blobs, contents);
    assertThat(read(engine, blobs, id)).isEqualTo(contents); // the file is open, and shared
    for (int i = 0; i < 20; i++) {
      AtomicReference<Throwable> outcome = new AtomicReference<>();
      Thread interrupted =
          Thread.ofPlatform()
              .start(() -> {
                Thread.currentThread().interrupt();
                outcome.set(catchThrowable(() -> read(engine, blobs, id)));
              });
      interrupted.join();
      // The platform has closed the file under all who share it.
      assertThat(outcome.get())
          .isInstanceOf(StoreException.class)
          .hasCauseInstanceOf(ClosedByInterruptException.class);
      assertThat(read(engine, blobs, id)).isEqualTo(contents);
    }
  }
}
