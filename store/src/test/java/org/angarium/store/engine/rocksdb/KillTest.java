package org.angarium.store.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.angarium.store.blob.BlobCollector;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobInputStream;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.blob.BlobLimits;
import org.angarium.store.blob.BlobVerify;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.SegmentStore;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Subspace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that stores messages is killed at a random moment, again and again in the same folder:
 * whatever it had acknowledged is there, whole, and the store is sound.
 */
class KillTest {
  private static final BlobLimits LIMITS = new BlobLimits(16 << 10, 1 << 20, 2 << 20);
  private static final int THREADS = 8;

  @TempDir Path folder;

  @Test
  @Timeout(300)
  void whatWasAcknowledgedSurvivesThreeKills() throws Exception {
    kill(3);
  }

  @Test
  @Tag("long")
  @Timeout(600)
  void whatWasAcknowledgedSurvivesFiftyKills() throws Exception {
    kill(50);
  }

  private void kill(int rounds) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    BitSet acknowledged = new BitSet();
    int first = 0;
    for (int round = 0; round < rounds; round++) {
      first = Math.max(first, acknowledged.length()) + 10_000;
      int before = acknowledged.cardinality();
      runAndKill(first, 20 + random.nextInt(400), acknowledged);
      assertThat(acknowledged.cardinality()).as("seed %s", seed).isGreaterThan(before);
      check(acknowledged, "seed " + seed + ", round " + round);
    }
  }

  /** Lets the child acknowledge some messages, then kills it in the midst of others. */
  private void runAndKill(int first, int count, BitSet acknowledged) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString(),
                Integer.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < count; i++) {
        acknowledge(Objects.requireNonNull(lines.readLine(), "the child ended"), acknowledged);
      }
      child.destroyForcibly();
      // What it had printed before it died was acknowledged as well; a cut line was not.
      StringBuilder rest = new StringBuilder();
      try {
        for (int read = lines.read(); read >= 0; read = lines.read()) {
          rest.append((char) read);
        }
      } catch (IOException closed) {
        // The stream of a killed process may end in an error.
      }
      String text = rest.toString();
      int whole = text.lastIndexOf('\n');
      if (whole > 0) {
        text.substring(0, whole).lines().forEach(line -> acknowledge(line, acknowledged));
      }
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void acknowledge(String line, BitSet acknowledged) {
    acknowledged.set(Integer.parseInt(line));
  }

  private void check(BitSet acknowledged, String when) throws Exception {
    try (Engine engine = Child.engine(folder);
        SegmentStore blobs = SegmentStore.open(engine, folder.resolve("blobs"), LIMITS)) {
      List<BlobVerify.Problem> problems = new ArrayList<>();
      new BlobVerify(blobs).verify(problems::add);
      assertThat(problems).as(when).isEmpty();
      for (int n = acknowledged.nextSetBit(0); n >= 0; n = acknowledged.nextSetBit(n + 1)) {
        byte[] id = Objects.requireNonNull(engine.get(Child.key(n)), when + ": message " + n);
        if (n % 7 == 0) {
          Blob blob = Objects.requireNonNull(blobs.find(engine, BlobId.of(id)));
          assertThat(new BlobInputStream(blob).readAllBytes()).isEqualTo(Child.contents(n));
        }
      }
    }
  }

  /** The process that is killed. Every third message is dropped again and collected. */
  static final class Child {
    private Child() {}

    static Engine engine(Path folder) throws StoreException {
      return RocksEngine.open(
          folder.resolve("engine"),
          RocksEngineTest.settings(Duration.ofSeconds(30), Duration.ofSeconds(10)));
    }

    static byte[] key(int number) {
      return ByteBuffer.allocate(5).put(Subspace.MESSAGE.tag()).putInt(number).array();
    }

    static byte[] contents(int number) {
      Random random = new Random(number);
      byte[] bytes = new byte[number % 5 == 0 ? 60_000 : 1500];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ('a' + random.nextInt(20));
      }
      return bytes;
    }

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      AtomicInteger next = new AtomicInteger(Integer.parseInt(arguments[1]));
      Engine engine = engine(folder);
      SegmentStore blobs = SegmentStore.open(engine, folder.resolve("blobs"), LIMITS);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(Thread.startVirtualThread(() -> store(engine, blobs, next)));
      }
      while (threads.getFirst().isAlive()) {
        new BlobCollector(blobs).collect(1000);
      }
    }

    private static void store(Engine engine, SegmentStore blobs, AtomicInteger next) {
      try {
        while (true) {
          int number = next.getAndIncrement();
          store(engine, blobs, number, contents(number), key(number));
          synchronized (System.out) {
            System.out.print(number + "\n");
            System.out.flush();
          }
          byte[] passing = contents(-number);
          BlobId id = store(engine, blobs, number, passing, key(-number));
          engine.write(
              List.of(Lock.account(number)),
              transaction -> {
                transaction.delete(key(-number));
                transaction.delete(BlobKeys.link(id, key(-number)));
                transaction.put(BlobKeys.unlinked(id), new byte[0]);
                return null;
              });
        }
      } catch (StoreException failed) {
        throw new IllegalStateException(failed);
      }
    }

    private static BlobId store(
        Engine engine, SegmentStore blobs, int number, byte[] contents, byte[] key)
        throws StoreException {
      try (BlobWriter writer = blobs.writer()) {
        writer.write(contents, 0, contents.length);
        try (StagedBlob blob = writer.finish()) {
          return engine.write(
              List.of(Lock.account(number), blob.lock()),
              transaction -> {
                BlobId id = blob.putInto(transaction, number);
                transaction.put(BlobKeys.link(id, key), new byte[0]);
                transaction.put(key, id.bytes());
                return id;
              });
        }
      }
    }
  }
}
