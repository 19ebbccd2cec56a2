package org.angarium.server.main;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobCollector;
import org.angarium.store.blob.SegmentCompaction;
import org.angarium.store.mailbox.Upkeep;

/**
 * Keeps the store tidy. At the start the removal of mailboxes that a kill cut short is ended; once
 * a minute the contents are deleted that nobody links to any more, and the engine is asked to give
 * room back; once an hour the segment files are rewritten that hold little that is still wanted,
 * and change logs lose what is too old. One platform thread of its own, in bounded steps, so that
 * mail goes on meanwhile. What a stop interrupts is found again the next time.
 */
final class Housekeeping implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int ROUNDS_PER_HOUR = 60;
  private static final int CANDIDATES = 2_000;

  /** A segment is rewritten when less than this share of it is wanted. */
  private static final double WANTED_SHARE = 0.5;

  private static final int SEGMENTS = 4;

  private final Upkeep upkeep;
  private final MailStore store;
  private final BlobCollector collector;
  private final SegmentCompaction compaction;
  private final EventSink events;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("housekeeping").daemon(true).unstarted(this::run);

  Housekeeping(MailStore store, EventSink events) {
    this.store = store;
    this.upkeep = store.upkeep();
    this.collector = store.collector();
    this.compaction = store.compaction();
    this.events = events;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      attempt("finish removals", () -> upkeep.finishRemovals(this::goesOn));
      attempt("index emails", () -> upkeep.indexObjects(this::goesOn));
      for (int round = 1; !stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS); round++) {
        round(round % ROUNDS_PER_HOUR == 0);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void round(boolean hourly) {
    attempt("collect", this::collect);
    attempt("reclaim", store::reclaim);
    if (hourly) {
      attempt("compact", () -> compaction.compact(WANTED_SHARE, SEGMENTS));
      attempt("shorten change logs", () -> upkeep.shortenLogs(this::goesOn));
    }
  }

  private void collect() throws StoreException {
    boolean more = true;
    while (more && goesOn()) {
      more = collector.collect(CANDIDATES).candidates() == CANDIDATES;
    }
  }

  private boolean goesOn() {
    return stop.getCount() > 0;
  }

  private interface Task {
    void run() throws StoreException;
  }

  /** What fails is told and tried again when its turn comes. */
  private void attempt(String name, Task task) {
    try {
      task.run();
    } catch (StoreException failure) {
      events.emit(new ServerEvent.HousekeepingFailed(name, failure.toString()));
    }
  }

  /** Returns when the step at hand is done, or after five seconds. */
  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
