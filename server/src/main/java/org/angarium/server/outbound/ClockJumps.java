package org.angarium.server.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Notices when the wall clock is set, by a clock that only runs. Small corrections, such as those
 * of NTP, are no jumps. For one thread.
 */
final class ClockJumps {
  /** Shorter ones do no harm to anything that waits for minutes. */
  private static final Duration TOLERANCE = Duration.ofSeconds(20);

  private static final Duration AT_ONCE = Duration.ofMillis(100);

  private final InstantSource wall;
  private final InstantSource steady;
  private Instant wallThen;
  private Instant steadyThen;

  /**
   * @param steady advances with the time that goes by, and never otherwise
   */
  ClockJumps(InstantSource wall, InstantSource steady) {
    this.wall = wall;
    this.steady = steady;
    this.wallThen = wall.instant();
    this.steadyThen = steady.instant();
  }

  /**
   * How far the wall clock has jumped since the last call, or since the beginning; zero where it
   * has not.
   */
  Duration look() {
    Instant steadyNow;
    Instant wallNow;
    do {
      // Both at one time: this thread may have been stopped between the two.
      steadyNow = steady.instant();
      wallNow = wall.instant();
    } while (Duration.between(steadyNow, steady.instant()).compareTo(AT_ONCE) > 0);
    Duration elapsed = Duration.between(steadyThen, steadyNow);
    if (elapsed.isNegative()) {
      // Machines that are moved or restored have done even that.
      elapsed = Duration.ZERO;
    }
    Duration jump = Duration.between(wallThen, wallNow).minus(elapsed);
    boolean noticed = jump.abs().compareTo(TOLERANCE) > 0;
    // Each look begins anew: slow corrections must not add up to a jump.
    wallThen = wallNow;
    steadyThen = steadyNow;
    return noticed ? jump : Duration.ZERO;
  }
}
