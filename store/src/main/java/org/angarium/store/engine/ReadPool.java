package org.angarium.store.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A few platform threads for reads that may take long. A native read holds the carrier of the
 * virtual thread that makes it; that is fine for microseconds and not for a scan of a large
 * mailbox, while which no other connection would run.
 *
 * <p>There are more threads than cores, as reads wait for the disk. The one that was busy last
 * takes the next read, so that where little waits few are used, whose caches are warm.
 */
public final class ReadPool implements AutoCloseable {
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);

  /** A thread without work ends after this time. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ThreadFactory factory;
  private final int size;
  private final int queue;
  private final Duration deadline;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  /** The last one to become idle first. */
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();

  private final ArrayDeque<Started<?>> waiting = new ArrayDeque<>();
  private int alive;
  private boolean closed;

  private enum Progress {
    WAITING,
    BEGUN,
    GIVEN_UP
  }

  /** A read to be run here. */
  @FunctionalInterface
  public interface Read<R> {
    R run() throws StoreException;
  }

  /**
   * @param size how many threads; they end when idle
   * @param queue how many reads may wait; more are refused
   * @param deadline how long one read may wait for a thread
   */
  public ReadPool(String name, int size, int queue, Duration deadline) {
    this.factory = Thread.ofPlatform().name(name + "-", 1).daemon(true).factory();
    this.size = size;
    this.queue = queue;
    this.deadline = deadline;
  }

  /**
   * Runs here what a virtual thread asks for; a platform thread runs it itself. A read that has
   * begun is waited for, whatever interrupts come: it uses native memory that the caller frees.
   *
   * @throws StoreException when the read failed, or could not begin in time
   */
  public <R> R run(Read<R> read) throws StoreException {
    return Thread.currentThread().isVirtual() ? start(read).await() : read.run();
  }

  /**
   * Begins a read while the caller does something else. Its outcome must be waited for or given up.
   *
   * @throws StoreException when too many wait, or the pool is closed
   */
  public <R> Started<R> start(Read<R> read) throws StoreException {
    Started<R> started = new Started<>(read, deadline);
    lock.lock();
    try {
      if (closed) {
        throw new StoreException("no reads any more: the store closes");
      }
      Worker last = idle.poll();
      if (last != null) {
        last.give(started);
      } else if (alive < size) {
        factory.newThread(new Worker(started)).start();
        alive++;
      } else if (waiting.size() < queue) {
        waiting.add(started);
      } else {
        throw new StoreException("too many reads are waiting");
      }
    } finally {
      lock.unlock();
    }
    return started;
  }

  /** One thread: runs its first task, those that wait, and what it is given while it is idle. */
  private final class Worker implements Runnable {
    private final Condition given = lock.newCondition();
    private @Nullable Started<?> task;

    Worker(Started<?> first) {
      task = first;
    }

    /** With the lock, to a worker that is not in {@link #idle} any more. */
    void give(Started<?> next) {
      task = next;
      given.signal();
    }

    @Override
    public void run() {
      for (Started<?> read = task; read != null; read = next()) {
        read.run();
        // Free before the outcome is known: who waits for it may bring the next read, and this
        // thread goes on without a rest.
        offer();
        read.publish();
      }
    }

    private void offer() {
      lock.lock();
      try {
        task = waiting.poll();
        if (task == null && !closed) {
          idle.push(this);
        }
      } finally {
        lock.unlock();
      }
    }

    private @Nullable Started<?> next() {
      lock.lock();
      try {
        awaitTask();
        if (task == null) {
          alive--;
          ended.signalAll();
        }
        return task;
      } finally {
        lock.unlock();
      }
    }

    private void awaitTask() {
      long nanos = IDLE.toNanos();
      try {
        while (task == null && !closed && nanos > 0) {
          nanos = given.awaitNanos(nanos);
        }
      } catch (InterruptedException nobodyDoes) {
        // Ends like one that was idle for too long; where a task was given it is run.
      }
      if (task == null) {
        idle.remove(this);
      }
    }
  }

  /** A read that is under way or waits for a thread. */
  public static final class Started<R> {
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Read<R> read;
    private final Duration deadline;
    private @Nullable Outcome<R> outcome;

    /** One of both is there. */
    private record Outcome<R>(@Nullable R result, @Nullable Throwable failure) {}

    private Started(Read<R> read, Duration deadline) {
      this.read = read;
      this.deadline = deadline;
    }

    /** Reads; nobody sees the outcome before {@link #publish}. */
    private void run() {
      if (!progress.compareAndSet(Progress.WAITING, Progress.BEGUN)) {
        outcome = new Outcome<>(null, new StoreException("the caller has gone"));
        return;
      }
      try {
        outcome = new Outcome<>(read.run(), null);
      } catch (Throwable failure) { // whatever it is, the caller gets it
        outcome = new Outcome<>(null, failure);
      }
    }

    private void publish() {
      done.countDown();
    }

    /** Nobody will ask for the outcome; what has not begun never will. */
    public void giveUp() {
      progress.compareAndSet(Progress.WAITING, Progress.GIVEN_UP);
    }

    /**
     * The outcome. A read that has begun is waited for, whatever interrupts come.
     *
     * @throws StoreException when the read failed, or could not begin in time
     */
    public R await() throws StoreException {
      long nanos = deadline.toNanos();
      boolean interrupted = false;
      try {
        while (true) {
          try {
            if (done.await(nanos, TimeUnit.NANOSECONDS)) {
              return result(Objects.requireNonNull(outcome));
            }
            if (progress.compareAndSet(Progress.WAITING, Progress.GIVEN_UP)) {
              throw new StoreException("a read could not begin within " + deadline);
            }
            nanos = Long.MAX_VALUE;
          } catch (InterruptedException signal) {
            interrupted = true;
            if (progress.compareAndSet(Progress.WAITING, Progress.GIVEN_UP)) {
              throw new StoreException("interrupted before a read began", signal);
            }
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @SuppressWarnings("NullAway") // a read may give null where R allows it
    private static <R> R result(Outcome<R> outcome) throws StoreException {
      if (outcome.failure != null) {
        throw failure(outcome.failure);
      }
      return outcome.result;
    }
  }

  private static StoreException failure(Throwable failed) {
    return switch (failed) {
      case StoreException cause ->
          new StoreException("a read failed: " + cause.getMessage(), cause);
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      default -> new StoreException("a read failed", failed);
    };
  }

  /**
   * Takes no more reads, and waits until those that it took are over, so that what they read from
   * can be closed next; not longer than a few seconds.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.forEach(worker -> worker.given.signal());
      boolean interrupted = false;
      long left = CLOSE_DEADLINE.toNanos();
      while (alive > 0 && left > 0) {
        try {
          left = ended.awaitNanos(left);
        } catch (InterruptedException signal) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
