package org.angarium.store.engine;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.store.StoreException;

/**
 * A few platform threads for reads that may take long. A native read holds the carrier of the
 * virtual thread that makes it; that is fine for microseconds and not for a scan of a large
 * mailbox, while which no other connection would run.
 */
public final class ReadPool implements AutoCloseable {
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);

  private final ThreadPoolExecutor threads;
  private final Duration deadline;

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
    ThreadFactory factory = Thread.ofPlatform().name(name + "-", 1).daemon(true).factory();
    this.threads =
        new ThreadPoolExecutor(
            size, size, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), factory);
    this.threads.allowCoreThreadTimeOut(true);
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
    try {
      threads.execute(started.task);
    } catch (RejectedExecutionException refused) {
      throw new StoreException(
          threads.isShutdown()
              ? "no reads any more: the store closes"
              : "too many reads are waiting",
          refused);
    }
    return started;
  }

  /** A read that is under way or waits for a thread. */
  public static final class Started<R> {
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);
    private final FutureTask<R> task;
    private final Duration deadline;

    private Started(Read<R> read, Duration deadline) {
      this.deadline = deadline;
      this.task =
          new FutureTask<>(() -> {
            if (!progress.compareAndSet(Progress.WAITING, Progress.BEGUN)) {
              throw new StoreException("the caller has gone");
            }
            return read.run();
          });
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
            return task.get(nanos, TimeUnit.NANOSECONDS);
          } catch (TimeoutException late) {
            if (progress.compareAndSet(Progress.WAITING, Progress.GIVEN_UP)) {
              throw new StoreException("a read could not begin within " + deadline, late);
            }
            nanos = Long.MAX_VALUE;
          } catch (InterruptedException signal) {
            interrupted = true;
            if (progress.compareAndSet(Progress.WAITING, Progress.GIVEN_UP)) {
              throw new StoreException("interrupted before a read began", signal);
            }
          } catch (ExecutionException failed) {
            throw failure(failed);
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static StoreException failure(ExecutionException failed) {
    return switch (failed.getCause()) {
      case StoreException cause ->
          new StoreException("a read failed: " + cause.getMessage(), cause);
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> new StoreException("a read failed", failed);
    };
  }

  /**
   * Takes no more reads, and waits until those that it took are over, so that what they read from
   * can be closed next; not longer than a few seconds.
   */
  @Override
  public void close() {
    threads.shutdown();
    boolean interrupted = false;
    long end = System.nanoTime() + CLOSE_DEADLINE.toNanos();
    while (!threads.isTerminated() && System.nanoTime() - end < 0) {
      try {
        threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException signal) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
