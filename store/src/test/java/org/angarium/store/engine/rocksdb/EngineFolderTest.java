package org.angarium.store.engine.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.angarium.store.DamagedStoreException;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Subspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a folder that lacks something is left as it is, whatever is tried. */
class EngineFolderTest {
  private static final RocksSettings SETTINGS =
      RocksEngineTest.settings(Duration.ofSeconds(10), Duration.ofSeconds(10));
  private static final int RECORDS = 60;

  @TempDir Path folder;

  /** As a kill leaves it: everything is in the log. */
  private Path killed;

  /** As a stop leaves it: everything is in tables. */
  private Path stopped;

  @BeforeEach
  void write() throws Exception {
    stopped = folder.resolve("stopped");
    killed = folder.resolve("killed");
    try (RocksEngine engine = RocksEngine.open(stopped, SETTINGS)) {
      for (int i = 0; i < RECORDS; i++) {
        int n = i;
        engine.write(
            List.of(),
            transaction -> {
              transaction.put(key(n), value(n));
              transaction.put(large(n), new byte[] {(byte) n});
              return null;
            });
      }
      Folders.copy(stopped, killed);
    }
  }

  private static byte[] key(int n) {
    return ByteBuffer.allocate(5).put(Subspace.MESSAGE.tag()).putInt(n).array();
  }

  private static byte[] large(int n) {
    return ByteBuffer.allocate(5).put(Subspace.BLOB.tag()).putInt(n).array();
  }

  /** Some are longer than a block of the log. */
  private static byte[] value(int n) {
    byte[] value = new byte[n % 10 == 9 ? 40_000 : 100 + n];
    new Random(n).nextBytes(value);
    return value;
  }

  private static void assertWhole(RocksEngine engine) throws StoreException {
    for (int i = 0; i < RECORDS; i++) {
      assertThat(engine.get(key(i))).as("record " + i).isEqualTo(value(i));
      assertThat(engine.get(large(i))).isEqualTo(new byte[] {(byte) i});
    }
  }

  /** Twice, since the first try must not make the second succeed. */
  private static void assertRefused(Path engine, String problem) throws Exception {
    Map<String, String> before = Folders.contents(engine);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> RocksEngine.open(engine, SETTINGS).close())
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageContaining(problem)
          .extracting(refused -> ((DamagedStoreException) refused).remedy())
          .asString()
          .contains("Nothing was changed")
          .contains("angarium repair");
      assertThat(Folders.contents(engine)).isEqualTo(before);
    }
  }

  @Test
  void whatAKillLeavesIsOpened() throws Exception {
    try (RocksEngine engine = RocksEngine.open(killed, SETTINGS)) {
      assertWhole(engine);
    }
  }

  @Test
  void withoutCurrentNothingIsMadeAndNothingDeleted() throws Exception {
    for (Path engine : List.of(killed, stopped)) {
      Files.delete(engine.resolve("CURRENT"));
      assertRefused(engine, "CURRENT is missing");
    }
  }

  @Test
  void aCurrentThatNamesNoManifestIsRefused() throws Exception {
    for (String text : List.of("", "MANIFEST-", "MANIFEST-0000x1\n", "MANIFEST-000005", "\0\0\0")) {
      Files.writeString(stopped.resolve("CURRENT"), text, US_ASCII);
      assertRefused(stopped, "CURRENT is damaged");
    }
    Files.writeString(stopped.resolve("CURRENT"), "MANIFEST-999999\n", US_ASCII);
    assertRefused(stopped, "MANIFEST-999999 is missing");
  }

  @Test
  void aMissingOrDamagedManifestIsRefused() throws Exception {
    Path manifest = Folders.files(stopped, "MANIFEST-.*").getFirst();
    long size = Files.size(manifest);
    for (long at = 0; at < size; at += 7) {
      Folders.flip(manifest, at, 1);
      assertRefused(stopped, "MANIFEST");
      Folders.flip(manifest, at, 1);
    }
    Files.write(manifest, new byte[0]);
    assertRefused(stopped, "MANIFEST");
    Files.delete(manifest);
    assertRefused(stopped, "is missing");
  }

  /** It would name older tables, and the newer ones would be deleted as nobody's. */
  @Test
  void aManifestCutShortIsRefused() throws Exception {
    Path manifest = Folders.files(stopped, "MANIFEST-.*").getFirst();
    long[] secondLast = new long[2];
    LogScan.read(
        manifest,
        new LogScan.Visitor() {
          @Override
          public void record(long start, long end, byte[] bytes, int length) {
            secondLast[0] = secondLast[1];
            secondLast[1] = start;
          }

          @Override
          public void hole(long start, long end, boolean atEnd, boolean torn) {
            throw new AssertionError("a sound manifest");
          }
        });
    Folders.truncate(manifest, secondLast[0]);
    assertRefused(stopped, "ends too early");
  }

  @Test
  void anythingElseThanNothingIsAnEngine() throws Exception {
    for (Path file : Folders.files(stopped, ".*")) {
      Path alone = folder.resolve("alone-" + file.getFileName());
      Files.createDirectory(alone);
      Files.copy(file, alone.resolve(file.getFileName()));
      assertThatThrownBy(() -> RocksEngine.open(alone, SETTINGS).close())
          .as(file.toString())
          .isInstanceOf(DamagedStoreException.class);
      assertThat(Folders.files(alone, ".*")).hasSize(1);
    }
  }

  /** RocksDB makes them anew. */
  @Test
  void identityAndOptionsAreNotNeeded() throws Exception {
    for (Path file : Folders.files(stopped, "IDENTITY|OPTIONS-.*|LOG.*|COMMITTED")) {
      Files.delete(file);
    }
    try (RocksEngine engine = RocksEngine.open(stopped, SETTINGS)) {
      assertWhole(engine);
    }
  }

  @Test
  void anEngineWhoseMakingWasCutShortIsMadeAgain() throws Exception {
    Path cut = folder.resolve("cut");
    Files.createDirectory(cut);
    Files.createFile(cut.resolve("MAKING"));
    Files.createFile(cut.resolve("LOG"));
    Files.createFile(cut.resolve("MANIFEST-000001"));
    try (RocksEngine engine = RocksEngine.open(cut, SETTINGS)) {
      assertThat(engine.get(key(0))).isNull();
    }
    assertThat(cut.resolve("MAKING")).doesNotExist();
  }

  @Test
  void oneOctetOfTheLogThatDiffersIsToldWhereverItIs() throws Exception {
    Path log = Folders.files(killed, ".*\\.log").getFirst();
    long size = Files.size(log);
    long step = size / 97;
    for (long at = 0; at < size; at += step) {
      Folders.flip(log, at, 1);
      assertRefused(killed, "log of the store");
      Folders.flip(log, at, 1);
    }
    Folders.flip(log, size - 1, 1);
    assertRefused(killed, "log of the store");
    Folders.flip(log, size - 1, 1);
    try (RocksEngine engine = RocksEngine.open(killed, SETTINGS)) {
      assertWhole(engine);
    }
  }

  @Test
  void aLogCutShortOfWhatWasAcknowledgedIsTold() throws Exception {
    Path log = Folders.files(killed, ".*\\.log").getFirst();
    byte[] whole = Files.readAllBytes(log);
    for (int size : new int[] {whole.length - 1, whole.length / 2, 32 << 10, 7, 1, 0}) {
      Folders.truncate(log, size);
      assertRefused(killed, "log of the store");
      Files.write(log, whole);
    }
    Files.delete(log);
    assertRefused(killed, "ends too early");
  }

  @Test
  void aPageOfZerosInTheLogIsTold() throws Exception {
    Path log = Folders.files(killed, ".*\\.log").getFirst();
    byte[] whole = Files.readAllBytes(log);
    for (int at = 0; at + 4096 < whole.length; at += 8192) {
      byte[] zeroed = whole.clone();
      java.util.Arrays.fill(zeroed, at, at + 4096, (byte) 0);
      Files.write(log, zeroed);
      assertRefused(killed, "log of the store");
    }
  }

  /** What a kill cuts short was promised to nobody. */
  @Test
  void aTornLastRecordIsNoDamage() throws Exception {
    Path log = Folders.files(killed, ".*\\.log").getFirst();
    byte[] whole = Files.readAllBytes(log);
    for (int more : new int[] {1, 6, 7, 8, 300}) {
      byte[] torn = java.util.Arrays.copyOf(whole, whole.length + more);
      // The beginning of the first record, which is longer.
      System.arraycopy(whole, 0, torn, whole.length, Math.min(more, 60));
      Files.write(log, more == 300 ? java.util.Arrays.copyOf(torn, whole.length + 60) : torn);
      Path again = folder.resolve("torn" + more);
      Folders.copy(killed, again);
      try (RocksEngine engine = RocksEngine.open(again, SETTINGS)) {
        assertWhole(engine);
      }
    }
  }

  /** After a loss of power, or in a store from before there was a mark. */
  @Test
  void withoutAMarkOnlyAHoleBeforeSoundRecordsIsDamage() throws Exception {
    Files.delete(killed.resolve("COMMITTED"));
    Path log = Folders.files(killed, ".*\\.log").getFirst();
    Folders.flip(log, Files.size(log) / 2, 1);
    assertRefused(killed, "log of the store");
    Folders.flip(log, Files.size(log) / 2, 1);
    Folders.flip(log, Files.size(log) - 1, 1);
    try (RocksEngine engine = RocksEngine.open(killed, SETTINGS)) {
      assertThat(engine.get(key(RECORDS - 2))).isEqualTo(value(RECORDS - 2));
    }
  }

  @Test
  void theMarkSaysNothingOfWhatWasNotSynced() throws Exception {
    Path relaxed = folder.resolve("relaxed");
    Path copy = folder.resolve("copy");
    try (RocksEngine engine = RocksEngine.open(relaxed, SETTINGS)) {
      engine.write(
          List.of(),
          Durability.RELAXED,
          transaction -> {
            transaction.put(key(1), value(1));
            return null;
          },
          done -> {});
      Folders.copy(relaxed, copy);
    }
    for (Path log : Folders.files(copy, ".*\\.log")) {
      Folders.truncate(log, 0);
    }
    try (RocksEngine engine = RocksEngine.open(copy, SETTINGS)) {
      assertThat(engine.get(key(1))).isNull();
    }
  }

  @Test
  void lookingChangesNothing() throws Exception {
    for (Path engine : List.of(killed, stopped)) {
      Map<String, String> before = Folders.contents(engine);
      try (RocksEngine looking = RocksEngine.openReadOnly(engine, SETTINGS)) {
        assertWhole(looking);
        assertThatThrownBy(() ->
                looking.write(
                    List.of(),
                    transaction -> {
                      transaction.put(key(1), value(2));
                      return null;
                    }))
            .isInstanceOf(StoreException.class);
      }
      assertThat(Folders.contents(engine)).isEqualTo(before);
    }
    Files.delete(stopped.resolve("CURRENT"));
    assertThatThrownBy(() -> RocksEngine.openReadOnly(stopped, SETTINGS).close())
        .isInstanceOf(DamagedStoreException.class);
  }
}
