package org.angarium.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Time that moves when a test says so. */
final class MovableClock implements InstantSource {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Monotonic time, which {@link #jump} does not touch. */
  long nanos() {
    return nanos.get();
  }

  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
    jump(time);
  }

  /** Somebody sets the clock. */
  void jump(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }
}
