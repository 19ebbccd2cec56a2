package org.angarium.bench.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Committer;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.angarium.store.engine.WritePath;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commits of three small keys by many at once, each under a lock of its own. Says with {@code -t}
 * how many; {@link CommitBench} does the like with bodies and virtual threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
@Threads(50)
public class CommitterBenchmark {
  private final MemoryEngine nothing = new MemoryEngine();
  private final Committer committer =
      new Committer(
          "bench-committer",
          (changes, synced) -> Committer.BatchWriter.NONE_SKIPPED,
          4 << 20,
          Duration.ofSeconds(30));
  private final WritePath handOver = new WritePath(nothing, committer, Duration.ofSeconds(30));
  private final Path folder;
  private final Engine rocks;

  public CommitterBenchmark() {
    try {
      folder = Files.createTempDirectory("committer-benchmark");
      rocks = RocksEngine.open(folder.resolve("engine"), RocksSettings.DEFAULT);
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** One who commits. */
  @State(Scope.Thread)
  public static class Account {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private int number;
    private int committed;

    /** Gives each thread an account. */
    @Setup
    public void number() {
      number = NEXT.incrementAndGet();
    }

    private byte[] put(Transaction transaction) {
      committed++;
      for (Subspace subspace : List.of(Subspace.MESSAGE, Subspace.SUMMARY, Subspace.MAILBOX)) {
        transaction.put(
            ByteBuffer.allocate(9).put(subspace.tag()).putInt(number).putInt(committed).array(),
            new byte[64]);
      }
      return new byte[0];
    }
  }

  /** Locks, overlay and the way through the committer, which writes nothing. */
  @Benchmark
  public byte[] handOver(Account account) throws StoreException {
    return handOver.write(
        List.of(Lock.account(account.number)), Durability.SYNCED, account::put, result -> {});
  }

  /** The same onto the disk, synced. */
  @Benchmark
  public byte[] synced(Account account) throws StoreException {
    return rocks.write(List.of(Lock.account(account.number)), account::put);
  }

  /** Removes what was written. */
  @TearDown
  public void close() throws IOException {
    committer.close();
    nothing.close();
    rocks.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
