package org.angarium.store.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fresh engine for each test of a contract, and short ways to write to it and read from it. */
@Timeout(300)
abstract class EngineFixture {
  @TempDir protected Path folder;
  protected Engine engine;

  /** A fresh, empty engine whose locks wait no longer than {@code lockDeadline}. */
  protected abstract Engine open(Path folder, Duration lockDeadline) throws StoreException;

  @BeforeEach
  void openEngine() throws StoreException {
    engine = open(folder.resolve("engine"), Duration.ofSeconds(30));
  }

  @AfterEach
  void closeEngine() throws StoreException {
    engine.close();
  }

  /** A key of a subspace for small records. */
  protected static byte[] key(String text) {
    return key(Subspace.MESSAGE, text);
  }

  protected static byte[] key(Subspace subspace, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return ByteBuffer.allocate(1 + bytes.length).put(subspace.tag()).put(bytes).array();
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  protected static String text(byte @Nullable [] bytes) {
    return bytes == null ? "-" : new String(bytes, US_ASCII);
  }

  protected static List<Lock> account(long id) {
    return List.of(Lock.account(id));
  }

  protected static KeyRange all() {
    return KeyRange.prefix(new byte[] {Subspace.MESSAGE.tag()});
  }

  protected static void put(Engine engine, String key, String value) throws StoreException {
    engine.write(
        account(1),
        transaction -> {
          transaction.put(key(key), bytes(value));
          return null;
        });
  }

  /** The keys of a scan without their tag, and the continuation after a bar. */
  protected static String scanned(Reader reader, KeyRange range, ScanOrder order, ScanLimit limit)
      throws StoreException {
    StringBuilder seen = new StringBuilder();
    byte[] next =
        reader.scan(
            range,
            order,
            limit,
            (key, value) -> {
              seen.append(new String(key, 1, key.length - 1, US_ASCII)).append(' ');
              return true;
            });
    return seen + "|" + (next == null ? "" : new String(next, 1, next.length - 1, US_ASCII));
  }

  /** A task that may fail. */
  protected interface Task {
    void run() throws Exception;
  }

  /** Runs on a virtual thread and waits. */
  protected static void run(Task task) throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread.startVirtualThread(
            () -> {
              try {
                task.run();
              } catch (Throwable thrown) {
                failure.set(thrown);
              }
            })
        .join();
    assertThat(failure.get()).isNull();
  }
}
