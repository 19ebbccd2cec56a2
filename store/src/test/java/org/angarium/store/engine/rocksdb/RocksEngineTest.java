package org.angarium.store.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EngineContract;
import org.angarium.store.engine.EngineFiles;
import org.angarium.store.engine.Subspace;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RocksEngineTest extends EngineContract {
  static RocksSettings settings(Duration lockDeadline, Duration closeDeadline) {
    return new RocksSettings(
        16L << 20,
        16L << 20,
        16L << 20,
        64,
        2,
        2,
        1L << 20,
        1L << 20,
        lockDeadline,
        Duration.ofSeconds(30),
        closeDeadline);
  }

  @Override
  protected Engine open(Path folder, Duration lockDeadline) throws StoreException {
    return RocksEngine.open(folder, settings(lockDeadline, Duration.ofSeconds(10)));
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() throws Exception {
    put(engine, "a", "1");
    engine.write(
        account(1),
        transaction -> {
          transaction.put(key(Subspace.BLOB, "b"), new byte[100_000]);
          return null;
        });
    engine.close();
    engine = open(folder.resolve("engine"), Duration.ofSeconds(1));
    assertThat(text(engine.get(key("a")))).isEqualTo("1");
    assertThat(engine.get(key(Subspace.BLOB, "b"))).hasSize(100_000);
  }

  /** A start after a stop is not to wait for the log. */
  @Test
  void closingLeavesNothingToReplay() throws Exception {
    putLarge(1);
    assertThat(octets(".log")).isGreaterThan(large(1).length);
    engine.close();
    assertThat(octets(".log")).isZero();
    engine = open(folder.resolve("engine"), Duration.ofSeconds(1));
    assertThat(engine.get(key(Subspace.BLOB, "v1"))).isEqualTo(large(1));
  }

  /** Of a hundred values only every tenth stays: their files must not stay with it. */
  @Test
  void theRoomOfDeletedContentsIsGivenBack() throws Exception {
    for (int n = 0; n < VALUES; n++) {
      putLarge(n);
    }
    long full = octets(".blob");
    for (int n = 0; n < VALUES; n++) {
      if (n % 10 != 0) {
        byte[] key = key(Subspace.BLOB, "v" + n);
        engine.write(
            account(1),
            transaction -> {
              transaction.delete(key);
              return null;
            });
      }
    }
    int[] more = {VALUES};
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          ((EngineFiles) engine).reclaim();
          putLarge(more[0]++); // garbage is found out, and moved, while something goes on
          assertThat(octets(".blob")).isLessThan(full / 2);
        });
    for (int n = 0; n < VALUES; n += 10) {
      assertThat(engine.get(key(Subspace.BLOB, "v" + n))).isEqualTo(large(n));
    }
  }

  private static final int VALUES = 400;

  private void putLarge(int n) throws StoreException {
    byte[] key = key(Subspace.BLOB, "v" + n);
    engine.write(
        account(1),
        transaction -> {
          transaction.give(key, large(n));
          return null;
        });
  }

  private static byte[] large(int n) {
    byte[] value = new byte[200_000];
    new Random(n).nextBytes(value);
    return value;
  }

  /** Of all files of a kind. */
  private long octets(String ending) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder.resolve("engine"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(ending)).toList()) {
        sum += Files.size(file);
      }
    } catch (NoSuchFileException removedMeanwhile) {
      return Long.MAX_VALUE;
    }
    return sum;
  }

  @Test
  void aBackupIsMadeOnceIntoANewFolder() throws Exception {
    put(engine, "a", "1");
    Path target = folder.resolve("backup");
    EngineFiles files = (EngineFiles) engine;
    files.backup(target);
    assertThat(target).isNotEmptyDirectory();
    assertThatThrownBy(() -> files.backup(target)).isInstanceOf(StoreException.class);
  }

  @Test
  void aBackupOpensAsAnEngineWithWhatWasThere() throws Exception {
    put(engine, "a", "1");
    ((EngineFiles) engine).backup(folder.resolve("backup"));
    put(engine, "a", "2");
    put(engine, "b", "2");
    try (Engine copy = open(folder.resolve("backup"), Duration.ofSeconds(1))) {
      assertThat(text(copy.get(key("a")))).isEqualTo("1");
      assertThat(copy.get(key("b"))).isNull();
      put(copy, "a", "3");
    }
    assertThat(text(engine.get(key("a")))).isEqualTo("2");
  }

  @Test
  void aBackupDuringWritesHoldsAConsistentState() throws Exception {
    java.util.concurrent.atomic.AtomicBoolean stop =
        new java.util.concurrent.atomic.AtomicBoolean();
    Thread writer =
        Thread.startVirtualThread(() -> {
          try {
            for (int i = 0; !stop.get(); i++) {
              byte[] value = bytes("" + i);
              engine.write(
                  account(1),
                  transaction -> {
                    transaction.put(key("a"), value);
                    transaction.put(key(Subspace.BLOB, "b"), value);
                    transaction.put(key(Subspace.TRACE, "c"), value);
                    return null;
                  });
            }
          } catch (StoreException unexpected) {
            throw new AssertionError(unexpected);
          }
        });
    try {
      for (int i = 0; i < 5; i++) {
        Path copy = folder.resolve("copy" + i);
        ((EngineFiles) engine).backup(copy);
        try (Engine opened = open(copy, Duration.ofSeconds(1))) {
          String value = text(opened.get(key("a")));
          assertThat(text(opened.get(key(Subspace.BLOB, "b")))).isEqualTo(value);
          assertThat(text(opened.get(key(Subspace.TRACE, "c")))).isEqualTo(value);
        }
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void aFolderIsOpenedByOneEngineOnly() {
    assertThatThrownBy(() -> open(folder.resolve("engine"), Duration.ofSeconds(1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be opened");
  }

  @Test
  void aForgottenSnapshotKeepsTheEngineFromBeingFreed() throws Exception {
    Engine other =
        RocksEngine.open(
            folder.resolve("other"), settings(Duration.ofSeconds(1), Duration.ofMillis(20)));
    var snapshot = other.snapshot();
    assertThatThrownBy(other::close)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("still open");
    snapshot.close();
  }

  @Test
  void aNearlyFullDiskRefusesNewMailAndTakesDeletions() throws Exception {
    put(engine, "a", "1");
    engine.close();
    RocksSettings usual = settings(Duration.ofSeconds(1), Duration.ofSeconds(1));
    RocksSettings greedy =
        new RocksSettings(
            usual.cacheBytes(),
            usual.bufferBytes(),
            usual.logBytes(),
            usual.openFiles(),
            usual.backgroundJobs(),
            usual.readThreads(),
            usual.maxBatchBytes(),
            Long.MAX_VALUE,
            usual.lockDeadline(),
            usual.commitDeadline(),
            usual.closeDeadline());
    engine = RocksEngine.open(folder.resolve("engine"), greedy);
    assertThatThrownBy(() -> put(engine, "b", "2"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("nearly full");
    engine.write(
        List.of(),
        transaction -> {
          transaction.delete(key("a"));
          return null;
        });
    assertThat(engine.get(key("a"))).isNull();
  }
}
