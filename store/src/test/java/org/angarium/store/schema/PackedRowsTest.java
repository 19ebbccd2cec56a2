package org.angarium.store.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.angarium.mail.imap.FlagSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PackedRowsTest {
  /** Rows to be filled. */
  static RowColumns zeros(int count, int room) {
    return zeros(count, room, false);
  }

  static RowColumns zeros(int count, int room, boolean moreFlags) {
    return new RowColumns(
        count,
        new int[room],
        new long[room],
        moreFlags ? new int[room][] : null,
        new long[room],
        new long[room],
        new long[room],
        new long[room],
        new long[room]);
  }

  private static RowColumns random(Random random, long firstUid) {
    int count = 1 + random.nextInt(RowColumns.MOST);
    RowColumns rows = zeros(count, RowColumns.MOST);
    if (random.nextInt(3) == 0) {
      rows = withMoreFlags(random, rows);
    }
    long uid = firstUid;
    boolean even = random.nextBoolean();
    for (int row = 0; row < count; row++) {
      boolean jump = !even || random.nextInt(20) == 0;
      rows.uids()[row] = (int) uid;
      uid += jump ? 1 + random.nextInt(1000) : 1;
      rows.flags()[row] = jump ? random.nextLong() >>> 1 : 1;
      rows.modSeqs()[row] = jump ? random.nextLong() >>> 3 : uid;
      rows.internalDates()[row] = jump ? random.nextLong() >> 3 : -5;
      rows.savedDates()[row] = jump ? random.nextLong() >> 3 : 1_795_348_700_000L;
      rows.sizes()[row] = random.nextInt(100_000);
      rows.emailIds()[row] = jump ? random.nextLong() >>> 3 : 100 + row;
    }
    return rows;
  }

  private static RowColumns withMoreFlags(Random random, RowColumns rows) {
    int[][] more = new int[RowColumns.MOST][];
    for (int row = 0; row < more.length; row++) {
      more[row] =
          random.nextInt(9) > 0
              ? FlagSet.NO_MORE
              : random.ints(random.nextInt(5), FlagSet.BITS, 5000).sorted().distinct().toArray();
    }
    return new RowColumns(
        rows.count(),
        rows.uids(),
        rows.flags(),
        more,
        rows.modSeqs(),
        rows.internalDates(),
        rows.savedDates(),
        rows.sizes(),
        rows.emailIds());
  }

  private static void same(RowColumns read, RowColumns written, long seed) {
    int count = written.count();
    assertThat(read.count()).as("seed %d", seed).isEqualTo(count);
    assertThat(Arrays.equals(read.uids(), 0, count, written.uids(), 0, count)).isTrue();
    for (int row = 0; row < count; row++) {
      assertThat(read.moreFlags(row)).as("seed %d", seed).isEqualTo(written.moreFlags(row));
    }
    for (int column = 0; column < 6; column++) {
      assertThat(column(read, column))
          .as("seed %d", seed)
          .startsWith(Arrays.copyOf(column(written, column), count));
    }
  }

  private static long[] column(RowColumns rows, int number) {
    return switch (number) {
      case 0 -> rows.flags();
      case 1 -> rows.modSeqs();
      case 2 -> rows.internalDates();
      case 3 -> rows.savedDates();
      case 4 -> rows.sizes();
      default -> rows.emailIds();
    };
  }

  @RepeatedTest(20)
  void whatIsWrittenIsRead() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<RowColumns> written = new ArrayList<>();
    long uid = random.nextBoolean() ? 1 : 0xFF00_0000L;
    for (int i = random.nextInt(5); i >= 0; i--) {
      RowColumns group = random(random, uid);
      written.add(group);
      uid = group.lastUid() + 1 + random.nextInt(3);
    }
    List<RowColumns> read = new ArrayList<>();
    PackedRows.read(PackedRows.encode(written), read::add);
    assertThat(read).hasSameSizeAs(written);
    for (int i = 0; i < read.size(); i++) {
      same(read.get(i), written.get(i), seed);
    }
  }

  @Test
  void rowsThatCameOneAfterTheOtherTakeLittle() {
    int count = RowColumns.MOST;
    RowColumns rows = zeros(count, count);
    Arrays.setAll(rows.uids(), row -> row + 1);
    Arrays.fill(rows.modSeqs(), 1L << 40);
    Arrays.fill(rows.savedDates(), 1_795_348_700_000L);
    Arrays.setAll(rows.emailIds(), row -> row + 5);
    assertThat(PackedRows.encode(List.of(rows))).hasSizeLessThan(64);
  }

  @Test
  void uidsMustAscendAndRunsMustFit() {
    RowColumns rows = random(new Random(1), 1);
    byte[] twice = PackedRows.encode(List.of(rows, rows));
    assertThatThrownBy(() -> PackedRows.read(twice, group -> {}))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("ascend");
    // One group of one row whose UIDs would be a run of two.
    byte[] long2 = {2, 1, 1, 5, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThatThrownBy(() -> PackedRows.read(long2, group -> {}))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("run of 2");
    byte[] many = {2, 1, -1, 127, 5, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThatThrownBy(() -> PackedRows.read(many, group -> {}))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("group of");
  }
}
