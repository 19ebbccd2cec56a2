package org.angarium.server.main;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Begins at the time of the wall clock and runs on by itself: it is never set. For what waits or is
 * kept for a while; with the years it may differ from the time of day. Thread-safe.
 */
final class SteadyClock implements InstantSource {
  private final Instant start;
  private final long startNanos;

  SteadyClock(InstantSource wall) {
    start = wall.instant();
    startNanos = System.nanoTime();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
