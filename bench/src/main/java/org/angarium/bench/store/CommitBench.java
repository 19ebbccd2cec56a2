package org.angarium.bench.store;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.blob.BlobLimits;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.SegmentStore;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EngineFiles;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;

/**
 * Synced commits per second of what a delivery writes: a body and three small keys, by 10, 50 and
 * 100 virtual threads. Arguments: folder, body bytes, commits per round, {@code raw} (the body as a
 * value) or {@code blob} (hashed, compressed, linked). Afterwards: a scan of what was written, and
 * the time to open a checkpoint of it, and to open it again.
 */
public final class CommitBench {
  private CommitBench() {}

  public static void main(String[] arguments) throws Exception {
    Path base = Path.of(arguments[0]);
    int size = Integer.parseInt(arguments[1]);
    int commits = Integer.parseInt(arguments[2]);
    boolean raw = arguments[3].equals("raw");
    Path folder = Files.createTempDirectory(base, "commit-bench");
    byte[] text = text(size);
    Engine engine = RocksEngine.open(folder.resolve("engine"), RocksSettings.DEFAULT);
    BlobStore blobs = SegmentStore.open(engine, folder.resolve("blobs"), BlobLimits.DEFAULT);
    for (int threads : new int[] {10, 10, 50, 100, 10, 50, 100}) {
      round(engine, blobs, text, threads, commits, raw);
    }
    printThreads();
    long start = System.nanoTime();
    int[] rows = {0};
    engine.scan(
        KeyRange.prefix(new byte[] {Subspace.MESSAGE.tag()}),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> ++rows[0] > 0);
    System.out.printf(
        Locale.ROOT, "scan of %d rows: %.1f ms%n", rows[0], (System.nanoTime() - start) / 1e6);
    Path copy = folder.resolve("checkpoint");
    ((EngineFiles) engine).backup(copy);
    start = System.nanoTime();
    Engine opened = RocksEngine.open(copy, RocksSettings.DEFAULT);
    System.out.printf(
        Locale.ROOT, "open a checkpoint: %.1f ms%n", (System.nanoTime() - start) / 1e6);
    opened.close();
    blobs.close();
    engine.close();
    start = System.nanoTime();
    RocksEngine.open(folder.resolve("engine"), RocksSettings.DEFAULT).close();
    System.out.printf(
        Locale.ROOT,
        "open and close after a clean close: %.1f ms%n",
        (System.nanoTime() - start) / 1e6);
    System.out.printf(Locale.ROOT, "folder: %s%n", folder);
  }

  private static void round(
      Engine engine, BlobStore blobs, byte[] text, int threads, int commits, boolean raw)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    long[] nanos = new long[commits];
    List<Thread> running = new ArrayList<>();
    long cpu = cpu();
    long start = System.nanoTime();
    for (int t = 0; t < threads; t++) {
      int account = t;
      running.add(
          Thread.startVirtualThread(() -> {
            byte[] body = text.clone();
            try {
              for (int i = next.getAndIncrement(); i < commits; i = next.getAndIncrement()) {
                long begin = System.nanoTime();
                ByteBuffer.wrap(body).putLong(begin).putInt(account).putInt(i);
                if (raw) {
                  deliverRaw(engine, account, body);
                } else {
                  deliver(engine, blobs, account, body);
                }
                nanos[i] = System.nanoTime() - begin;
              }
            } catch (StoreException failed) {
              throw new IllegalStateException(failed);
            }
          }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%3d threads: %7.0f commits/s, p50 %.2f ms, p99 %.2f ms, cpu %.1f us/commit%n",
        threads,
        commits / seconds,
        nanos[commits / 2] / 1e6,
        nanos[commits * 99 / 100] / 1e6,
        (cpu() - cpu) / 1e3 / commits);
  }

  private static void deliverRaw(Engine engine, int account, byte[] body) throws StoreException {
    byte[] id = Arrays.copyOf(body, 32);
    engine.write(
        List.of(Lock.account(account)),
        transaction -> {
          transaction.put(key(Subspace.BLOB, account, id), body);
          small(transaction, account, id);
          return null;
        });
  }

  private static void deliver(Engine engine, BlobStore blobs, int account, byte[] body)
      throws StoreException {
    try (BlobWriter writer = blobs.writer()) {
      writer.write(body, 0, body.length);
      try (StagedBlob blob = writer.finish()) {
        engine.write(
            List.of(Lock.account(account), blob.lock()),
            transaction -> {
              BlobId id = blob.putInto(transaction, account);
              transaction.put(BlobKeys.link(id, new byte[8]), new byte[0]);
              small(transaction, account, Arrays.copyOf(body, 16));
              return null;
            });
      }
    }
  }

  private static void small(
      org.angarium.store.engine.Transaction transaction, int account, byte[] id) {
    transaction.put(key(Subspace.MESSAGE, account, id), new byte[64]);
    transaction.put(key(Subspace.SUMMARY, account, id), new byte[200]);
    transaction.put(key(Subspace.MAILBOX, account, new byte[0]), new byte[60]);
  }

  private static byte[] key(Subspace subspace, int account, byte[] rest) {
    return ByteBuffer.allocate(5 + rest.length)
        .put(subspace.tag())
        .putInt(account)
        .put(rest)
        .array();
  }

  /** Something that compresses about as mail does. */
  static byte[] text(int size) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    String[] words = new String[400];
    for (int i = 0; i < words.length; i++) {
      words[i] =
          Long.toString(random.nextLong(1L << 60, Long.MAX_VALUE), 36)
              .substring(0, 2 + random.nextInt(7));
    }
    while (text.length() < size) {
      text.append(words[(int) Math.abs(random.nextGaussian() * 120) % 400]);
      text.append(random.nextInt(12) == 0 ? "\r\n" : " ");
    }
    return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
  }

  /** CPU seconds by name of thread, native ones included; Linux only. */
  private static void printThreads() throws IOException {
    Map<String, Long> ticks = new TreeMap<>();
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        String stat = Files.readString(task.resolve("stat"), StandardCharsets.UTF_8);
        int end = stat.lastIndexOf(')');
        String[] fields = stat.substring(end + 2).split(" ", -1);
        long used = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        ticks.merge(stat.substring(stat.indexOf('(') + 1, end), used, Long::sum);
      }
    }
    ticks.forEach((name, used) -> {
      if (used >= 20) {
        System.out.printf(Locale.ROOT, "  cpu %6.2f s  %s%n", used / 100.0, name);
      }
    });
  }

  private static long cpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
