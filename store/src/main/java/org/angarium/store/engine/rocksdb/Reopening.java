package org.angarium.store.engine.rocksdb;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Tries again and again, after each time a little later, on a thread of its own that only lives
 * while there is something to try. Thread-safe.
 */
final class Reopening implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final BooleanSupplier attempt;
  private boolean running;
  private boolean closed;

  /**
   * @param attempt says whether it is done
   */
  Reopening(BooleanSupplier attempt) {
    this.attempt = attempt;
  }

  /** There is something to try. */
  synchronized void wake() {
    if (!running && !closed) {
      running = true;
      Thread.ofPlatform().name("store-reopen").daemon(true).start(this::run);
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (waits(pause)) {
      if (succeeds()) {
        synchronized (this) {
          running = false;
        }
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  /**
   * Whatever an attempt meets (no memory, a class file that cannot be read), a later one may pass.
   */
  private boolean succeeds() {
    try {
      return attempt.getAsBoolean();
    } catch (RuntimeException | Error failed) {
      return false;
    }
  }

  /** False when it was closed. */
  private synchronized boolean waits(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    try {
      for (long left = pause.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    } catch (InterruptedException stopped) {
      closed = true;
    }
    return !closed;
  }

  /** No more attempts; one that is under way is not waited for. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
