package org.angarium.store.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an engine's native memory from being freed while a call is inside. Calls pass in and out;
 * closing lets no more in and waits for those inside. An atomic counter, since a lock with owners
 * costs more than the reads it would guard.
 */
public final class Gate {
  private static final long CLOSED = Long.MIN_VALUE;

  private final AtomicLong inside = new AtomicLong();
  private volatile @Nullable Thread closer;

  /**
   * Pair with {@link #leave} in {@code finally}.
   *
   * @throws StoreException when the gate is closed
   */
  public void enter() throws StoreException {
    if (inside.getAndIncrement() < 0) {
      leave();
      throw new StoreException("the store is closed");
    }
  }

  public void leave() {
    if (inside.decrementAndGet() == CLOSED) {
      LockSupport.unpark(closer);
    }
  }

  /** Lets everybody in again, after {@link #close} failed since somebody was still inside. */
  public void open() {
    inside.getAndAccumulate(~CLOSED, (value, mask) -> value & mask);
  }

  /**
   * Lets nobody in any more and waits until nobody is inside.
   *
   * @return false when it was closed before
   * @throws StoreException when somebody is still inside after {@code deadline}
   */
  public boolean close(Duration deadline) throws StoreException {
    closer = Thread.currentThread();
    if (inside.getAndAccumulate(CLOSED, (value, bit) -> value | bit) < 0) {
      return false;
    }
    long end = System.nanoTime() + deadline.toNanos();
    boolean interrupted = false;
    while (inside.get() != CLOSED) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new StoreException(
            "reads or snapshots still open after " + deadline + ": " + (inside.get() - CLOSED));
      }
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
