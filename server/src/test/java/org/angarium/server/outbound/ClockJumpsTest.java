package org.angarium.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockJumpsTest {
  private Instant wall = OutboundBench.START;
  private Instant steady = OutboundBench.START;
  private final ClockJumps jumps = new ClockJumps(() -> wall, () -> steady);

  private void elapse(Duration time) {
    wall = wall.plus(time);
    steady = steady.plus(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT20.001S", "PT1H", "PT24H", "PT-20.001S", "PT-1H", "PT-24H"})
  void aJumpIsMeasuredOnce(String by) {
    Duration jump = Duration.parse(by);
    elapse(Duration.ofHours(3));
    assertThat(jumps.look()).isZero();
    wall = wall.plus(jump);
    elapse(Duration.ofSeconds(5));
    assertThat(jumps.look()).isEqualTo(jump);
    elapse(Duration.ofDays(3));
    assertThat(jumps.look()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT20S", "PT-20S", "PT0.1S"})
  void correctionsAreNoJumpsHoweverManyThereAre(String by) {
    for (int i = 0; i < 100; i++) {
      wall = wall.plus(Duration.parse(by));
      elapse(Duration.ofSeconds(5));
      assertThat(jumps.look()).isZero();
    }
  }

  /** As on a machine that is restored from an image. */
  @Test
  void aJumpBackIsNoticedAlsoWhereBothClocksMakeIt() {
    wall = wall.minus(Duration.ofDays(1));
    steady = steady.minus(Duration.ofDays(1));
    assertThat(jumps.look()).isEqualTo(Duration.ofDays(-1));
  }
}
