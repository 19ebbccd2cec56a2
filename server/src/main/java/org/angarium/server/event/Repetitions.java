package org.angarium.server.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which events of those that {@linkplain Event#mayFlood may flood} are written: of each name the
 * first {@value #WRITTEN} of a minute. How many were left out is told when the minute is over. The
 * names are constants, so that the map stays small. One thread.
 */
final class Repetitions {
  static final int WRITTEN = 5;

  private static final long MINUTE_MICROS = 60_000_000;

  private final Map<String, Minute> minutes = new HashMap<>();

  private static final class Minute {
    private final long began;
    private long seen;

    private Minute(long began) {
      this.began = began;
    }
  }

  /** Whether the event is written. */
  boolean pass(TimedEvent timed) {
    if (!timed.event().mayFlood()) {
      return true;
    }
    Minute minute =
        minutes.computeIfAbsent(timed.event().name(), name -> new Minute(timed.micros()));
    return ++minute.seen <= WRITTEN;
  }

  /** Ends the minutes that are over at a time, and tells what was left out in them. */
  List<TimedEvent> over(long micros) {
    List<TimedEvent> told = new ArrayList<>(0);
    minutes
        .entrySet()
        .removeIf(entry -> {
          Minute minute = entry.getValue();
          boolean over =
              micros - minute.began >= MINUTE_MICROS || micros < minute.began; // a clock set back
          if (over && minute.seen > WRITTEN) {
            told.add(
                new TimedEvent(
                    micros, new ServerEvent.EventsRepeated(entry.getKey(), minute.seen - WRITTEN)));
          }
          return over;
        });
    return told;
  }
}
