package org.angarium.server.main;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.angarium.store.StoreException;
import org.angarium.store.StoreHealth;
import org.jspecify.annotations.Nullable;

/**
 * Whether the store works at this moment, found out by using it: a record is written and read. What
 * was found counts for a few seconds, however often one asks. Thread-safe.
 */
final class StoreProbe {
  private static final Duration COUNTS = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final StoreHealth store;
  private final ReentrantLock lock = new ReentrantLock();
  private List<String> found = List.of();
  private long foundAt = System.nanoTime() - COUNTS.toNanos();
  private @Nullable CompletableFuture<@Nullable String> underWay;

  StoreProbe(StoreHealth store) {
    this.store = store;
  }

  /** What does not work, a line each. */
  List<String> faults() {
    lock.lock();
    try {
      if (System.nanoTime() - foundAt >= COUNTS.toNanos()) {
        found = look();
        foundAt = System.nanoTime();
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** What is damaged and hinders nothing else; or null. */
  @Nullable String damage() {
    String damage = store.damage();
    return damage == null
        ? null
        : "damage: " + damage + "; stop the server and see \"angarium repair\"";
  }

  private List<String> look() {
    List<String> faults = new ArrayList<>();
    String used = used();
    if (used != null) {
      faults.add(used);
    }
    var room = store.room();
    if (room.isFull()) {
      faults.add(
          "disk: %d octets left, %d are kept back: new messages are refused"
              .formatted(room.usable(), room.reserve()));
    }
    return List.copyOf(faults);
  }

  /** A disk that does not answer must not hold up the request; the try is waited for again. */
  private @Nullable String used() {
    CompletableFuture<@Nullable String> attempt = underWay;
    if (attempt == null) {
      attempt = new CompletableFuture<>();
      CompletableFuture<@Nullable String> begun = attempt;
      Thread.ofVirtual().name("probe").start(() -> begun.complete(use()));
      underWay = attempt;
    }
    try {
      String fault = attempt.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      underWay = null;
      return fault;
    } catch (TimeoutException late) {
      return "store: the disk does not answer";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "store: not known";
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private @Nullable String use() {
    try {
      store.tryReading();
    } catch (StoreException failure) {
      return "reads: " + failure.getMessage();
    }
    try {
      store.tryWriting();
      return null;
    } catch (StoreException failure) {
      return "writes: " + failure.getMessage();
    }
  }
}
