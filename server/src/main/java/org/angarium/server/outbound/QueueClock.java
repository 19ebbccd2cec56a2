package org.angarium.server.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.OutboundEvent;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueTimes;

/**
 * Keeps the times of the queue right under a wall clock that is set, forwards or back: nothing
 * waits for a time that is not meant, and nothing expires by it. For the scheduler's thread.
 */
final class QueueClock {
  /** How often what waits too long is looked for. */
  private static final Duration THOROUGH = Duration.ofMinutes(10);

  private final QueueTimes times;
  private final InstantSource wall;
  private final InstantSource steady;
  private final ClockJumps jumps;
  private final EventSink events;
  private Instant nextThorough = Instant.MIN;

  QueueClock(QueueTimes times, InstantSource wall, InstantSource steady, EventSink events) {
    this.times = times;
    this.wall = wall;
    this.steady = steady;
    this.jumps = new ClockJumps(wall, steady);
    this.events = events;
  }

  /**
   * To be called every few seconds.
   *
   * @return whether times were changed, so that the index must be read anew
   */
  boolean follow(RetrySchedule retry) throws StoreException {
    Duration jump = jumps.look();
    boolean changed = false;
    if (!jump.isZero()) {
      events.emit(new OutboundEvent.ClockJumped(jump.toSeconds()));
      nextThorough = Instant.MIN;
      changed = true;
      times.move(jump, wall.instant());
    }
    if (!steady.instant().isBefore(nextThorough)) {
      nextThorough = steady.instant().plus(THOROUGH);
      changed |= times.pullIn(wall.instant(), longest(retry)) > 0;
    }
    return changed;
  }

  /** The longest that anything can be meant to wait. */
  private static Duration longest(RetrySchedule retry) {
    Duration longest = Destinations.LONGEST_DOWN;
    for (Duration interval : retry.intervals()) {
      longest = interval.compareTo(longest) > 0 ? interval : longest;
    }
    long spread = (long) (longest.toMillis() * retry.jitter());
    return longest.plusMillis(spread).plus(Duration.ofMinutes(1));
  }
}
