package org.angarium.server.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a delivery that did not succeed is tried again, and for how long (RFC 5321 §4.5.4.1 asks for
 * at least four to five days).
 *
 * @param intervals the wait after the first try, the second and so on; the last one repeats
 * @param jitter each wait is longer by up to this part of itself, so that messages that failed
 *     together do not come back together; 0 to 1
 * @param lifetime from acceptance; a last try is made at its end, then the message is given up
 * @param delayNotice from acceptance: when the sender is told that it takes long
 */
public record RetrySchedule(
    List<Duration> intervals, double jitter, Duration lifetime, Duration delayNotice) {
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(
          List.of(
              Duration.ofMinutes(1),
              Duration.ofMinutes(5),
              Duration.ofMinutes(15),
              Duration.ofMinutes(30),
              Duration.ofHours(1),
              Duration.ofHours(2),
              Duration.ofHours(4)),
          0.1,
          Duration.ofDays(5),
          Duration.ofHours(4));

  public RetrySchedule {
    intervals = List.copyOf(intervals);
    if (intervals.isEmpty() || intervals.stream().anyMatch(each -> !each.isPositive())) {
      throw new IllegalArgumentException("intervals must be positive: " + intervals);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be between 0 and 1: " + jitter);
    }
  }

  /** The wait after {@code attempts} tries, at least 1, without jitter. */
  public Duration interval(int attempts) {
    return intervals.get(Math.clamp(attempts - 1L, 0, intervals.size() - 1));
  }

  /** When there is a last try and no more. */
  public Instant end(Instant acceptedAt) {
    return acceptedAt.plus(lifetime);
  }

  /**
   * When to try again, after {@code now} and not after the end; null when the message is given up.
   *
   * @param attempts tries that were made, with the one that just failed
   */
  public @Nullable Instant next(
      Instant acceptedAt, int attempts, Instant now, RandomGenerator random) {
    Instant end = end(acceptedAt);
    if (!now.isBefore(end)) {
      return null;
    }
    Instant next = now.plus(spread(interval(attempts), random));
    return next.isAfter(end) ? end : next;
  }

  /** {@code wait} with jitter. */
  Duration spread(Duration wait, RandomGenerator random) {
    long millis = wait.toMillis();
    return wait.plusMillis((long) (millis * jitter * random.nextDouble()));
  }

  /** Whether the sender is to be told now that it takes long, if he was not told before. */
  public boolean late(Instant acceptedAt, Instant now) {
    return !now.isBefore(acceptedAt.plus(delayNotice));
  }
}
