package org.angarium.mail.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets against a bit set, and the meaning of the star. */
class UidSetTest {
  @Test
  void agreesWithABitSet() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      BitSet expected = new BitSet();
      UidSet.Builder builder = UidSet.builder();
      for (int n = random.nextInt(12); n > 0; n--) {
        int first = 1 + random.nextInt(60);
        int last = Math.clamp(first + random.nextInt(9) - 4L, 1, 64);
        builder.add(first, last);
        expected.set(Math.min(first, last), Math.max(first, last) + 1);
      }
      UidSet set = builder.build();
      assertThat(set.size()).as("seed %d", seed).isEqualTo(expected.cardinality());
      for (int uid = 1; uid < 70; uid++) {
        assertThat(set.contains(uid))
            .as("seed %d, %d in %s", seed, uid, set)
            .isEqualTo(expected.get(uid));
      }
      for (int range = 1; range < set.rangeCount(); range++) {
        assertThat(set.rangeFirst(range)).isGreaterThan(set.rangeLast(range - 1) + 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1:*, 10, 1:10",
    "*, 10, 10",
    "20:*, 10, 10:20",
    "*:*, 10, 10",
    "4294967295, 10, 4294967295",
    "4294967295:*, 10, 10:4294967295",
    "*:4294967295, 10, 10:4294967295",
    "4294967294:4294967295, 10, 4294967294:4294967295",
    "'8:*,20:*', 10, 8:20",
    "*, 4294967295, 4294967295",
    "*:3, 10, 3:10",
    "'1,5:*', 10, '1,5:10'",
    "'2,9', 5, '2,9'",
    "1:*, 0, ''",
    "'3,*', 0, 3",
  })
  void starIsTheLargestInUse(String set, long largest, String resolved) throws Exception {
    byte[] bytes = set.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    SequenceSet parsed = new ImapScanner(bytes, bytes.length, ImapLimits.DEFAULT).sequenceSet();
    assertThat(((SequenceSet.Numbers) parsed).resolve(largest)).hasToString(resolved);
  }
}
