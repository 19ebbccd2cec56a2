package org.angarium.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.angarium.store.DiskFullException;
import org.junit.jupiter.api.Test;

class DiskRoomTest {
  private static final long RESERVE = 1000;

  private long usable = 10_000;
  private long nanos;
  private int asked;
  private int told;
  private final DiskRoom room =
      new DiskRoom(
          () -> {
            asked++;
            return usable;
          },
          RESERVE,
          () -> nanos);

  @Test
  void aMessageIsAdmittedUpToTheReserve() {
    assertThat(room.admits(0)).isTrue();
    assertThat(room.admits(8_999)).isTrue();
    assertThat(room.admits(9_000)).isTrue();
    assertThat(room.admits(9_001)).isFalse();
    assertThat(room.isFull()).isTrue();
  }

  @Test
  void theDiskIsAskedOnceASecondAndWhatIsWrittenInBetweenCounts() throws Exception {
    room.take(8_000);
    assertThat(room.admits(1_001)).isFalse();
    room.giveBack(8_000);
    assertThat(room.admits(1_001)).isTrue();
    assertThat(asked).isEqualTo(1);
    usable = 999;
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(room.admits(0)).isFalse();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void whatWasLetInMayUseHalfOfTheReserve() throws Exception {
    usable = 999;
    room.take(499);
    assertThatThrownBy(() -> room.take(1)).isInstanceOf(DiskFullException.class);
  }

  @Test
  void refusalsAreToldOnceAMinute() {
    room.listen((left, reserve, refused) -> told++);
    usable = 0;
    for (int i = 0; i < 100; i++) {
      assertThat(room.admits(1)).isFalse();
    }
    assertThat(told).isEqualTo(1);
    nanos += TimeUnit.MINUTES.toNanos(1);
    assertThat(room.admits(1)).isFalse();
    assertThat(told).isEqualTo(2);
  }

  @Test
  void roomComesBackByItself() {
    usable = 0;
    assertThat(room.admits(1)).isFalse();
    usable = 1L << 30;
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(room.admits(1)).isTrue();
    assertThat(room.isFull()).isFalse();
  }
}
