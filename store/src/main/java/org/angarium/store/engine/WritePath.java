package org.angarium.store.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The way of a write that all engines of one process share: locks in order, the work over an
 * overlay, the commit, what is to be told after it, locks back. An engine adds only how changes
 * reach the disk ({@link Commit}).
 */
public final class WritePath {
  private final Reader committed;
  private final Commit commit;
  private final LockTable locks;

  /** Threads inside a write, to refuse a second one below the first. */
  private final Set<Thread> writing = ConcurrentHashMap.newKeySet();

  /** Makes the changes of one transaction visible and durable, all or none. */
  @FunctionalInterface
  public interface Commit {
    /**
     * Returns when the changes are as durable as asked for.
     *
     * @throws StoreException when they are not, or it isn't known whether they are
     */
    void commit(Changes changes, Durability durability) throws StoreException;
  }

  /**
   * @param committed reads the newest committed state
   * @param lockDeadline how long a write waits for its locks
   */
  public WritePath(Reader committed, Commit commit, Duration lockDeadline) {
    this.committed = committed;
    this.commit = commit;
    this.locks = new LockTable(lockDeadline);
  }

  /** See {@link Engine#write(Collection, Durability, Work, AfterCommit)}. */
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> wanted,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    Thread self = Thread.currentThread();
    if (!writing.add(self)) {
      throw new IllegalStateException("a write inside a write would wait for itself");
    }
    try {
      Lock[] held = locks.acquire(wanted);
      try {
        Overlay overlay = new Overlay(committed);
        R result;
        Changes changes;
        try {
          result = work.run(overlay);
        } finally {
          changes = overlay.end();
        }
        if (!changes.isEmpty()) {
          commit.commit(changes, durability);
        }
        afterCommit.committed(result);
        return result;
      } finally {
        locks.release(held);
      }
    } finally {
      writing.remove(self);
    }
  }
}
