package org.angarium.server.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.angarium.server.event.Event.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to their slow takers on a thread of its own, so that no session ever waits for a
 * log. {@link #emit} costs one allocation and two atomic operations; nobody is woken but for
 * warnings and errors: the thread looks at the queue every 25 ms.
 *
 * <p>The queue holds at most {@code capacity} events; what does not fit is dropped and counted.
 */
public final class EventWriter implements EventSink, AutoCloseable {
  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final int MAX_BATCH = 4096;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

  private final Clock clock;
  private final int capacity;
  private final List<EventBatchSink> takers;
  private final ConcurrentLinkedQueue<TimedEvent> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final ConcurrentLinkedQueue<CountDownLatch> flushes = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closing;
  private long reportedDrops;

  public EventWriter(Clock clock, int capacity, List<EventBatchSink> takers) {
    this.clock = clock;
    this.capacity = capacity;
    this.takers = List.copyOf(takers);
    thread = Thread.ofPlatform().name("events").daemon().unstarted(this::run);
  }

  /** Starts the thread; what was emitted before is kept, up to the capacity. */
  public void start() {
    thread.start();
  }

  @Override
  public void emit(Event event) {
    if (queued.incrementAndGet() > capacity) {
      queued.decrementAndGet();
      dropped.increment();
      return;
    }
    Instant now = clock.instant();
    queue.add(new TimedEvent(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000, event));
    if (event.severity().compareTo(Severity.WARNING) >= 0) {
      LockSupport.unpark(thread);
    }
  }

  /** Events that found no room since the start. */
  public long dropped() {
    return dropped.sum();
  }

  private void run() {
    List<TimedEvent> batch = new ArrayList<>();
    long nextTick = System.nanoTime();
    while (true) {
      boolean last = closing;
      List<CountDownLatch> flushing = new ArrayList<>(flushes);
      while (fill(batch)) {
        for (EventBatchSink taker : takers) {
          taker.take(batch);
        }
        batch.clear();
      }
      flushing.forEach(CountDownLatch::countDown);
      if (last) {
        ended.countDown();
        return;
      }
      if (System.nanoTime() - nextTick >= 0) {
        takers.forEach(EventBatchSink::tick);
        nextTick = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      }
      LockSupport.parkNanos(this, LOOK_EVERY_NANOS);
    }
  }

  private boolean fill(List<TimedEvent> batch) {
    @Nullable TimedEvent next;
    while (batch.size() < MAX_BATCH && (next = queue.poll()) != null) {
      queued.decrementAndGet();
      batch.add(next);
    }
    long drops = dropped.sum();
    if (drops > reportedDrops) {
      Instant now = clock.instant();
      batch.add(
          new TimedEvent(
              now.getEpochSecond() * 1_000_000 + now.getNano() / 1000,
              new ServerEvent.EventsDropped(drops - reportedDrops)));
      reportedDrops = drops;
    }
    return !batch.isEmpty();
  }

  /**
   * Waits until everything emitted before is with its takers; false when that takes longer than two
   * seconds.
   */
  public boolean flush() {
    CountDownLatch done = new CountDownLatch(1);
    flushes.add(done);
    try {
      return await(done);
    } finally {
      flushes.remove(done);
    }
  }

  /** Writes what is queued, for two seconds at most. */
  @Override
  public void close() {
    closing = true;
    if (!await(ended)) {
      thread.interrupt();
    }
  }

  private boolean await(CountDownLatch latch) {
    LockSupport.unpark(thread);
    try {
      return !thread.isAlive() || latch.await(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
