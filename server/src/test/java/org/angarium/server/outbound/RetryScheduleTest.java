package org.angarium.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the schedule: tries move on, stay within their bounds, and come to an end. */
class RetryScheduleTest {
  private static final Instant ACCEPTED = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void everyScheduleEndsWithATryAtTheEndOfTheLifetime() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      List<Duration> intervals = new ArrayList<>();
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        intervals.add(Duration.ofSeconds(1 + random.nextInt(20_000)));
      }
      RetrySchedule schedule =
          new RetrySchedule(
              intervals,
              random.nextDouble(),
              Duration.ofSeconds(1 + random.nextInt(500_000)),
              Duration.ofHours(4));
      Instant now = ACCEPTED;
      Instant end = schedule.end(ACCEPTED);
      int attempts = 0;
      Instant next = schedule.next(ACCEPTED, ++attempts, now, random);
      while (next != null) {
        Duration interval = schedule.interval(attempts);
        assertThat(next).as("seed %d", seed).isAfter(now).isBeforeOrEqualTo(end);
        assertThat(Duration.between(now, next))
            .as("seed %d", seed)
            .isLessThanOrEqualTo(interval.multipliedBy(2));
        if (next.isBefore(end)) {
          assertThat(Duration.between(now, next))
              .as("seed %d", seed)
              .isGreaterThanOrEqualTo(interval);
        }
        now = next;
        next = schedule.next(ACCEPTED, ++attempts, now, random);
      }
      assertThat(now).as("seed %d", seed).isEqualTo(end);
    }
  }

  @Test
  void theUsualScheduleHoldsWhatRfc5321AsksFor() {
    RetrySchedule usual = RetrySchedule.DEFAULT;
    // RFC 5321 §4.5.4.1: give-up time at least four to five days.
    assertThat(usual.lifetime()).isGreaterThanOrEqualTo(Duration.ofDays(4));
    assertThat(usual.late(ACCEPTED, ACCEPTED.plus(Duration.ofHours(4)))).isTrue();
    assertThat(usual.late(ACCEPTED, ACCEPTED.plus(Duration.ofHours(3)))).isFalse();
  }

  @Test
  void refusesWhatCannotBeASchedule() {
    Duration day = Duration.ofDays(1);
    assertThatThrownBy(() -> new RetrySchedule(List.of(), 0, day, day))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetrySchedule(List.of(Duration.ZERO), 0, day, day))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetrySchedule(List.of(day), 2, day, day))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
