package org.angarium.store.blob;

import static org.angarium.store.blob.BlobFixture.contents;
import static org.angarium.store.blob.BlobFixture.read;
import static org.angarium.store.blob.BlobFixture.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every place for contents keeps. */
abstract class BlobContract {
  /** Contents of more than this must be refused. */
  static final int MAX = 4 << 20;

  @TempDir Path folder;
  private Engine engine;
  private BlobStore blobs;

  abstract Engine engine(Path folder) throws StoreException;

  /** Opens what is kept on the engine and in the folder, with {@link #MAX} octets at most. */
  abstract BlobStore open(Engine engine, Path folder) throws StoreException;

  @BeforeEach
  void open() throws StoreException {
    engine = engine(folder.resolve("engine"));
    blobs = open(engine, folder.resolve("blobs"));
  }

  @AfterEach
  void close() throws StoreException {
    blobs.close();
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65535, 65536, 65537, 300_000})
  void contentsOfAnySizeAreReadBackAlsoAfterReopening(int size) throws Exception {
    byte[] contents = contents(size, size);
    BlobId id = store(engine, blobs, contents);
    assertThat(read(engine, blobs, id)).isEqualTo(contents);
    blobs.close();
    blobs = open(engine, folder.resolve("blobs"));
    assertThat(read(engine, blobs, id)).isEqualTo(contents);
    assertThat(Objects.requireNonNull(blobs.find(id)).size()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {3000, 200_000})
  void contentsThatDoNotCompressAreReadBack(int size) throws Exception {
    byte[] contents = new byte[size];
    new Random(size).nextBytes(contents);
    assertThat(read(engine, blobs, store(engine, blobs, contents))).isEqualTo(contents);
  }

  @ParameterizedTest
  @ValueSource(ints = {4000, 200_000})
  void anyPartIsRead(int size) throws Exception {
    byte[] contents = contents(1, size);
    Blob blob = Objects.requireNonNull(blobs.find(engine, store(engine, blobs, contents)));
    assertThat(blob.size()).isEqualTo(size);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      int start = random.nextInt(size);
      int end = start + random.nextInt(size - start + 1);
      byte[] part = new BlobInputStream(blob, start, end).readAllBytes();
      assertThat(part).as("seed %s", seed).isEqualTo(Arrays.copyOfRange(contents, start, end));
    }
    assertThat(blob.read(size, new byte[1], 0, 1)).isEqualTo(-1);
    assertThat(blob.read(size + 100L, new byte[1], 0, 1)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4000, 200_000})
  void equalContentsHaveOneName(int size) throws Exception {
    BlobId first = store(engine, blobs, contents(3, size), new byte[] {1});
    long bytes = blobs.space().bytes();
    assertThat(store(engine, blobs, contents(3, size), new byte[] {2})).isEqualTo(first);
    assertThat(store(engine, blobs, contents(4, size), new byte[] {2})).isNotEqualTo(first);
    assertThat(blobs.space().bytes()).isLessThanOrEqualTo(2 * bytes + (1 << 10));
  }

  @Test
  void severalAreFoundTogetherInTheirOrder() throws Exception {
    BlobId small = store(engine, blobs, contents(5, 100));
    BlobId large = store(engine, blobs, contents(6, 100_000));
    BlobId missing = BlobId.of(new byte[BlobId.LENGTH]);
    @Nullable Blob[] found = blobs.findAll(engine, new BlobId[] {large, missing, small, large});
    assertThat(Objects.requireNonNull(found[0]).size()).isEqualTo(100_000);
    assertThat(found[1]).isNull();
    assertThat(Objects.requireNonNull(found[2]).size()).isEqualTo(100);
    assertThat(Objects.requireNonNull(found[3]).size()).isEqualTo(100_000);
    assertThat(blobs.findAll(engine, new BlobId[0])).isEmpty();
    assertThat(blobs.find(missing)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {4000, 200_000})
  void contentsThatAreNotStoredLeaveNothing(int size) throws Exception {
    byte[] contents = contents(7, size);
    try (BlobWriter writer = blobs.writer()) {
      writer.write(contents, 0, size);
    }
    try (BlobWriter writer = blobs.writer()) {
      writer.write(contents, 0, size);
      try (StagedBlob staged = writer.finish()) {
        assertThat(new BlobInputStream(staged).readAllBytes()).isEqualTo(contents);
      }
    }
    blobs.tryWriting();
    assertThat(blobs.space().bytes()).isZero();
  }

  @Test
  void contentsThatAreTooLargeAreRefused() throws Exception {
    try (BlobWriter writer = blobs.writer()) {
      writer.write(new byte[MAX], 0, MAX);
      assertThatThrownBy(() -> writer.write(new byte[1], 0, 1))
          .isInstanceOf(BlobTooLargeException.class);
    }
  }
}
