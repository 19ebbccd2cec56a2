package org.angarium.server.main;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobCollector;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.blob.SegmentCompaction;

/**
 * Gives back the room of deleted mail: once a minute the contents that nobody links to any more,
 * once an hour the segment files that hold little that is still wanted. One platform thread of its
 * own, in bounded steps, so that mail goes on meanwhile. What a stop interrupts is found again the
 * next time.
 */
final class Housekeeping implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int ROUNDS_PER_COMPACTION = 60;
  private static final int CANDIDATES = 2_000;

  /** A segment is rewritten when less than this share of it is wanted. */
  private static final double WANTED_SHARE = 0.5;

  private static final int SEGMENTS = 4;

  private final BlobCollector collector;
  private final SegmentCompaction compaction;
  private final EventSink events;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("housekeeping").daemon(true).unstarted(this::run);

  Housekeeping(BlobStore blobs, EventSink events) {
    this.collector = new BlobCollector(blobs);
    this.compaction = new SegmentCompaction(blobs);
    this.events = events;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      for (int round = 1; !stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS); round++) {
        round(round % ROUNDS_PER_COMPACTION == 0);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void round(boolean compact) {
    try {
      boolean more = true;
      while (more && stop.getCount() > 0) {
        more = collector.collect(CANDIDATES).candidates() == CANDIDATES;
      }
      if (compact) {
        compaction.compact(WANTED_SHARE, SEGMENTS);
      }
    } catch (StoreException failure) {
      events.emit(new ServerEvent.RequestFailed("housekeeping", "collect", failure.toString()));
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
