package org.angarium.store.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.angarium.mail.imap.FlagSet;
import org.junit.jupiter.api.Test;

class RowsTest {
  private record Row(long uid, FlagSet flags, long modSeq) {}

  /** Some that are bits, and seldom some that are not. */
  private static FlagSet flags(Random random) {
    int[] more =
        random.nextInt(50) > 0
            ? FlagSet.NO_MORE
            : random.ints(3, FlagSet.BITS, 500).sorted().distinct().toArray();
    return FlagSet.of(random.nextInt(100), more);
  }

  private static List<Row> rows(Rows rows) {
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      all.add(new Row(rows.uid(i), rows.flagSet(i), rows.modSeq(i)));
      assertThat(rows.indexOf(rows.uid(i))).isEqualTo(i);
      assertThat(rows.emailId(i)).isEqualTo(rows.uid(i) * 3);
    }
    return all;
  }

  @Test
  void everyVersionKeepsWhatItHeld() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Rows> versions = new ArrayList<>();
    List<List<Row>> models = new ArrayList<>();
    Rows rows = Rows.EMPTY;
    List<Row> model = List.of();
    long uid = 0;
    long modSeq = 0;
    for (int step = 0; step < 120; step++) {
      List<Row> next = new ArrayList<>(model);
      modSeq++;
      int kind = random.nextInt(3);
      if (kind == 0 || model.isEmpty()) {
        int count = random.nextInt(400);
        for (int i = 0; i < count; i++) {
          uid += 1 + random.nextInt(3);
          FlagSet flags = flags(random);
          rows = rows.append(uid, flags, modSeq, 10, 20, 30, uid * 3);
          next.add(new Row(uid, flags, modSeq));
        }
      } else {
        int[] indexes =
            random
                .ints(random.nextInt(model.size()), 0, model.size())
                .sorted()
                .distinct()
                .toArray();
        if (kind == 1) {
          FlagSet[] flags = new FlagSet[indexes.length];
          Arrays.setAll(flags, i -> flags(random));
          rows = rows.withFlags(indexes, flags, modSeq);
          for (int i = 0; i < indexes.length; i++) {
            next.set(indexes[i], new Row(model.get(indexes[i]).uid, flags[i], modSeq));
          }
        } else {
          rows = rows.without(indexes);
          for (int i = indexes.length - 1; i >= 0; i--) {
            next.remove(indexes[i]);
          }
        }
      }
      model = next;
      versions.add(rows);
      models.add(model);
    }
    for (int i = 0; i < versions.size(); i++) {
      assertThat(rows(versions.get(i))).as("seed %d, version %d", seed, i).isEqualTo(models.get(i));
    }
  }

  @Test
  void uidsAboveTwoToThe31AreInOrder() {
    Rows rows =
        Rows.EMPTY
            .append(0x7FFF_FFFFL, FlagSet.EMPTY, 1, 0, 0, 0, 0)
            .append(0x8000_0000L, FlagSet.EMPTY, 1, 0, 0, 0, 0)
            .append(0xFFFF_FFFFL, FlagSet.EMPTY, 1, 0, 0, 0, 0);
    assertThat(rows.uid(2)).isEqualTo(0xFFFF_FFFFL);
    assertThat(rows.indexOf(0x8000_0000L)).isEqualTo(1);
    assertThat(rows.indexOf(0x8000_0001L)).isEqualTo(-3);
  }
}
