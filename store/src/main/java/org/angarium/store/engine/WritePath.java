package org.angarium.store.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The way of a write that all engines share: locks in order, the work over an overlay, the commit,
 * what is to be told after it, locks back. An engine adds only how changes reach the disk ({@link
 * Commit}).
 *
 * <p>On a space that other nodes share, the locks keep only this process out. There a work that was
 * overtaken runs again: first in the hope that nobody comes in between, then while the engine holds
 * the expected records for it, since hope alone starves under load.
 */
public final class WritePath {
  /** Runs before the expected records are held. */
  private static final int HOPEFUL = 2;

  /**
   * Runs in all. With the records held none should be in vain but after an engine's own trouble.
   */
  private static final int ATTEMPTS = 20;

  private static final Commit.Hold NO_HOLD = () -> {};

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
     * @return false if nothing was changed because an expectation does not hold; always true where
     *     the space is not shared
     * @throws StoreException when they are not durable, or it isn't known whether they are
     */
    boolean commit(Changes changes, Durability durability) throws StoreException;

    /** Whether other nodes change the same space. */
    default boolean isShared() {
      return false;
    }

    /** Whether all this holds at present; asked only where the space is shared. */
    default boolean holds(List<Expectation> expectations) throws StoreException {
      return true;
    }

    /**
     * Keeps all nodes from changing these records until the hold is closed, this thread excepted;
     * asked only where the space is shared.
     */
    default Hold hold(List<Expectation> expectations) throws StoreException {
      return NO_HOLD;
    }

    /** To be closed by the thread that took it. */
    interface Hold extends AutoCloseable {
      @Override
      void close();
    }
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
        List<Expectation> before = List.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
          try (Commit.Hold _ = attempt < HOPEFUL ? NO_HOLD : commit.hold(before)) {
            Run<R> run = run(attempt, durability, work);
            if (run.counts) {
              afterCommit.committed(run.result());
              return run.result();
            }
            before = run.expectations;
          }
        }
        throw new StoreException("other nodes changed the same records " + ATTEMPTS + " times");
      } finally {
        locks.release(held);
      }
    } finally {
      writing.remove(self);
    }
  }

  /** What became of one run of a work. */
  private static final class Run<R extends @Nullable Object> {
    private final boolean counts;
    private final @Nullable R value;
    private final List<Expectation> expectations;

    Run(boolean counts, @Nullable R value, List<Expectation> expectations) {
      this.counts = counts;
      this.value = value;
      this.expectations = expectations;
    }

    @SuppressWarnings("NullAway") // null only where R allows it, or where the run doesn't count
    R result() {
      return value;
    }
  }

  private <R extends @Nullable Object, X extends Exception> Run<R> run(
      int attempt, Durability durability, Work<R, X> work) throws X, StoreException {
    boolean shared = commit.isShared();
    Overlay overlay = new Overlay(committed, attempt, shared);
    R result;
    try {
      result = work.run(overlay);
    } catch (Throwable failed) {
      List<Expectation> expectations = overlay.end().expectations();
      if (shared && !expectations.isEmpty() && !commit.holds(expectations)) {
        return new Run<>(false, null, expectations);
      }
      throw failed;
    }
    Changes changes = overlay.end();
    List<Expectation> expectations = changes.expectations();
    boolean counts =
        changes.isEmpty()
            ? !shared || expectations.isEmpty() || commit.holds(expectations)
            : commit.commit(changes, durability);
    return new Run<>(counts, result, expectations);
  }
}
