package org.angarium.store.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: one platform thread takes all transactions that wait and writes them as one batch
 * with one sync.
 *
 * <p>While it writes, others arrive and wait parked; when it is done they are the next batch. So
 * the load itself makes the batches, with no lingering: a lone writer pays one sync, a hundred
 * share it. Virtual threads never enter the engine's native write, which would hold their carrier
 * for the time of a disk sync and starve every other connection.
 *
 * <p>A write that does not come back is noticed by a second thread, which looks now and then: a
 * timer for each waiting transaction would cost more than handing it over.
 *
 * <p>After the first failed write nothing is accepted: what the log on disk holds is not known
 * then, and a later success must not follow an unknown (the same reason why databases do not retry
 * a failed fsync). Reads go on. Whoever has opened what is below again, so that the log has spoken,
 * says so with {@link #resume}.
 */
public final class Committer implements WritePath.Commit, AutoCloseable {
  private static final long MIN_WATCH_NANOS = 10_000_000;
  private static final long MAX_WATCH_NANOS = 1_000_000_000;

  private final BatchWriter writer;
  private final long maxBatchBytes;
  private final Duration deadline;
  private final Thread thread;

  /** What waits, newest first; {@link #closed} on top when nothing is taken any more. */
  private final AtomicReference<@Nullable Pending> arrived = new AtomicReference<>();

  /** Not a transaction: the last thing to arrive. */
  private final Pending closed = new Pending(new Changes(), false, Thread.currentThread());

  private volatile @Nullable Throwable failure;

  /** Transactions that are not done; woken when the disk does not answer. */
  private final Set<Pending> waiting = ConcurrentHashMap.newKeySet();

  /** When the write that is under way began (nano time), or 0. */
  private volatile long writingSince;

  /** Of the batch that was just written; for the committer's thread. */
  private BitSet skipped = BatchWriter.NONE_SKIPPED;

  /** Whether a write took too long: then its outcome is awaited no more. */
  private volatile boolean late;

  /** Writes the changes of several transactions, in their order, as one atomic batch. */
  @FunctionalInterface
  public interface BatchWriter {
    /** All transactions were applied. */
    BitSet NONE_SKIPPED = new BitSet(0);

    /**
     * Each transaction is applied or skipped for itself: one whose expectations do not hold, after
     * those before it, changes nothing and does its neighbours no harm.
     *
     * @param synced whether to return only when the batch is on disk
     * @return the transactions that were skipped, by their place in the list; not to be changed
     */
    BitSet write(List<Changes> transactions, boolean synced) throws StoreException;
  }

  private static final class Pending {
    final Changes changes;
    final boolean synced;
    final Thread waiter;
    @Nullable Pending next;

    /** Written before {@link #done}, as the next is. */
    @Nullable Throwable failure;

    boolean skipped;

    volatile boolean done;

    Pending(Changes changes, boolean synced, Thread waiter) {
      this.changes = changes;
      this.synced = synced;
      this.waiter = waiter;
    }

    void finish(@Nullable Throwable outcome, boolean isSkipped) {
      failure = outcome;
      skipped = isSkipped;
      done = true;
      LockSupport.unpark(waiter);
    }
  }

  /**
   * Starts the thread.
   *
   * @param maxBatchBytes a batch is closed when it has reached this size
   * @param deadline how long a write may take before the store is given up as failed
   */
  public Committer(String name, BatchWriter writer, long maxBatchBytes, Duration deadline) {
    this.writer = writer;
    this.maxBatchBytes = maxBatchBytes;
    this.deadline = deadline;
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    thread.start();
    Thread.ofPlatform().name(name + "-watch").daemon(true).start(this::watch);
  }

  /** Why nothing can be written any more, or null while all is well. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Whether a write is under way, which may be one that nobody waits for any more. */
  public boolean isWriting() {
    return writingSince != 0;
  }

  /**
   * Takes transactions again: what the failed write left is known, and behind it is a sound log.
   * Must not be called while {@link #isWriting}.
   */
  public void resume() {
    late = false;
    failure = null;
  }

  boolean isClosed() {
    return arrived.get() == closed;
  }

  @Override
  public boolean commit(Changes changes, Durability durability) throws StoreException {
    refuseAfterFailure();
    Pending pending = new Pending(changes, durability == Durability.SYNCED, Thread.currentThread());
    enqueue(pending);
    await(pending);
    Throwable cause = pending.failure;
    if (cause != null) {
      throw new StoreException("commit failed: " + cause.getMessage(), cause);
    }
    return !pending.skipped;
  }

  /** Writes what waits, then ends the thread. Later commits are refused. */
  @Override
  public void close() throws StoreException {
    Pending head = arrived.get();
    while (head != closed) {
      closed.next = head;
      if (arrived.compareAndSet(head, closed)) {
        LockSupport.unpark(thread);
        break;
      }
      head = arrived.get();
    }
    boolean interrupted = false;
    long end = System.nanoTime() + deadline.toNanos();
    while (thread.isAlive() && System.nanoTime() < end) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      } catch (InterruptedException signal) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new StoreException("the committer did not end within " + deadline);
    }
  }

  private void enqueue(Pending pending) throws StoreException {
    while (true) {
      Pending head = arrived.get();
      if (head == closed) {
        throw new StoreException("the store is closed");
      }
      pending.next = head;
      if (arrived.compareAndSet(head, pending)) {
        if (head == null) {
          LockSupport.unpark(thread);
        }
        return;
      }
    }
  }

  /** Waits for the outcome whatever interrupts come: only the outcome allows to let go of locks. */
  private void await(Pending pending) throws StoreException {
    waiting.add(pending);
    boolean interrupted = false;
    try {
      while (!pending.done) {
        if (late) {
          throw new StoreException("the disk did not answer within " + deadline, failure);
        }
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    } finally {
      waiting.remove(pending);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void watch() {
    long period = Math.clamp(deadline.toNanos() / 4, MIN_WATCH_NANOS, MAX_WATCH_NANOS);
    while (thread.isAlive()) {
      LockSupport.parkNanos(this, period);
      long since = writingSince;
      if (!late && since != 0 && System.nanoTime() - since > deadline.toNanos()) {
        failure = new StoreException("the disk did not answer within " + deadline);
        late = true;
        waiting.forEach(pending -> LockSupport.unpark(pending.waiter));
      }
    }
  }

  private void refuseAfterFailure() throws StoreException {
    Throwable cause = failure;
    if (cause != null) {
      throw new StoreException(
          "the store is read-only since a write failed, until its log can be written again: "
              + cause.getMessage(),
          cause);
    }
  }

  private void run() {
    ArrayDeque<Pending> backlog = new ArrayDeque<>();
    List<Pending> batch = new ArrayList<>();
    List<Changes> changes = new ArrayList<>();
    boolean open = true;
    while (open || !backlog.isEmpty()) {
      Pending head = arrived.get();
      while (head != null && head != closed && !arrived.compareAndSet(head, null)) {
        head = arrived.get();
      }
      if (head == closed && open) {
        open = false;
        head = closed.next;
      }
      if (head != closed) {
        drain(head, backlog);
      }
      if (backlog.isEmpty()) {
        if (open) {
          LockSupport.park(this);
        }
        continue;
      }
      boolean synced = false;
      long bytes = 0;
      while (!backlog.isEmpty() && bytes < maxBatchBytes) {
        Pending next = backlog.remove();
        batch.add(next);
        changes.add(next.changes);
        bytes += next.changes.bytes();
        synced |= next.synced;
      }
      Throwable outcome = write(changes, synced);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).finish(outcome, skipped.get(i));
      }
      skipped = BatchWriter.NONE_SKIPPED;
      batch.clear();
      changes.clear();
    }
  }

  /** Adds a list that is newest first to the backlog, oldest first. */
  private static void drain(@Nullable Pending newestFirst, ArrayDeque<Pending> backlog) {
    Pending oldestFirst = null;
    Pending pending = newestFirst;
    while (pending != null) {
      Pending next = pending.next;
      pending.next = oldestFirst;
      oldestFirst = pending;
      pending = next;
    }
    while (oldestFirst != null) {
      Pending next = oldestFirst.next;
      oldestFirst.next = null;
      backlog.add(oldestFirst);
      oldestFirst = next;
    }
  }

  private @Nullable Throwable write(List<Changes> changes, boolean synced) {
    Throwable before = failure;
    if (before != null) {
      return before;
    }
    long now = System.nanoTime();
    writingSince = now == 0 ? 1 : now;
    try {
      skipped = writer.write(changes, synced);
      // Waiters may have given up meanwhile; then this success must not be answered by others.
      return failure;
    } catch (Throwable cause) {
      failure = cause;
      return cause;
    } finally {
      writingSince = 0;
    }
  }
}
