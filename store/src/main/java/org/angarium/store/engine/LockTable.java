package org.angarium.store.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one process. A lock exists while somebody holds it or waits for it, so the table is
 * as large as the number of transactions under way. Locks of one transaction are taken in their
 * order, never in the caller's, so no circle of waiters can arise.
 */
final class LockTable {
  private static final Lock[] NONE = {};

  private final ConcurrentHashMap<Lock, Entry> entries = new ConcurrentHashMap<>();
  private final Duration deadline;

  /**
   * @param deadline how long one transaction may wait for all its locks together
   */
  LockTable(Duration deadline) {
    this.deadline = deadline;
  }

  private static final class Entry {
    final ReentrantLock lock = new ReentrantLock(true);

    /** Holders and waiters; guarded by the map's own lock of this key. */
    int users;

    volatile @Nullable Thread holder;
  }

  /** Takes all of {@code wanted}, each once; give the answer back to {@link #release}. */
  Lock[] acquire(Collection<Lock> wanted) throws StoreException {
    Lock[] ordered = ordered(wanted);
    long end = System.nanoTime() + deadline.toNanos();
    for (int i = 0; i < ordered.length; i++) {
      try {
        acquire(ordered[i], end);
      } catch (StoreException | RuntimeException failure) {
        release(ordered, i);
        throw failure;
      }
    }
    return ordered;
  }

  void release(Lock[] held) {
    release(held, held.length);
  }

  /** How many locks are held or waited for. */
  int size() {
    return entries.size();
  }

  private static Lock[] ordered(Collection<Lock> wanted) {
    if (wanted.size() < 2) {
      return wanted.toArray(NONE);
    }
    return wanted.stream().sorted().distinct().toArray(Lock[]::new);
  }

  private void acquire(Lock name, long end) throws StoreException {
    Entry entry =
        entries.compute(
            name,
            (key, present) -> {
              Entry known = present == null ? new Entry() : present;
              known.users++;
              return known;
            });
    boolean taken = false;
    try {
      taken =
          entry.lock.tryLock() || entry.lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for " + name, interrupted);
    } finally {
      if (!taken) {
        leave(name);
      }
    }
    if (!taken) {
      Thread holder = entry.holder;
      throw new StoreException(
          name
              + " was not to be had within "
              + deadline
              + (holder == null ? "" : "; held by thread " + holder.getName()));
    }
    entry.holder = Thread.currentThread();
  }

  private void release(Lock[] held, int count) {
    for (int i = count - 1; i >= 0; i--) {
      Entry entry = entries.get(held[i]);
      if (entry == null) {
        throw new IllegalMonitorStateException(held[i] + " is not held");
      }
      entry.holder = null;
      entry.lock.unlock();
      leave(held[i]);
    }
  }

  private void leave(Lock name) {
    entries.computeIfPresent(name, (key, entry) -> --entry.users == 0 ? null : entry);
  }
}
