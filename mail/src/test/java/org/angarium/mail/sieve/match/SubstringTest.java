package org.angarium.mail.sieve.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Substring search agrees with the plain one and is not slowed by texts that repeat themselves. */
final class SubstringTest {
  @Test
  void agreesWithThePlainSearch() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      String text = random(random, 30_000);
      String part =
          round % 2 == 0 ? random(random, 60) : text.substring(round * 100, round * 100 + 100);
      assertThat(Substring.contains(text, part))
          .as("seed %d round %d", seed, round)
          .isEqualTo(text.contains(part));
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void isLinearInTextsThatRepeatThemselves() {
    String text = "a".repeat(8_000_000);
    assertThat(Substring.contains(text, "a".repeat(1_000_000) + "b")).isFalse();
    assertThat(Substring.contains(text + "b", "a".repeat(1_000_000) + "b")).isTrue();
  }

  private static String random(Random random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(2)));
    }
    return text.toString();
  }
}
