package org.angarium.mail.charset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PercentEscapesTest {
  @Test
  void everyTextReadsBack() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        int c = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
        text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? '%' : c);
      }
      String encoded = PercentEscapes.encoded(text.toString());
      assertThat(encoded).as("seed %d", seed).matches("([A-Za-z0-9._~-]|%[0-9A-F]{2})*");
      assertThat(PercentEscapes.decoded(encoded)).as("seed %d", seed).hasToString(text.toString());
    }
  }

  @Test
  void whatIsNotWholeOrNotTextIsNone() {
    for (String text :
        new String[] {
          "%",
          "%4",
          "a%4",
          "%4x",
          "%x4",
          "%-1",
          "%+1",
          "%\u0664\u0661",
          "%FF",
          "%C3",
          "%C3x%A9",
          "%ED%A0%80",
          "%C0%80"
        }) {
      assertThat(PercentEscapes.decoded(text)).as(text).isNull();
    }
    assertThat(PercentEscapes.decoded("a%20\u00e4%C3%a9%F0%9F%98%80"))
        .isEqualTo("a \u00e4\u00e9\ud83d\ude00");
    assertThat(PercentEscapes.octetAt("%41", 0)).isEqualTo(0x41);
    assertThat(PercentEscapes.octetAt("%4", 0)).isNegative();
    assertThat(PercentEscapes.octetAt("a", 0)).isNegative();
  }
}
