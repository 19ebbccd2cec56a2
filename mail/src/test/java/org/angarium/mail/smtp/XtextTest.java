package org.angarium.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XtextTest {
  @Test
  void encodesOctetsOfUtf8() {
    assertThat(Xtext.encode("a+b=c d")).isEqualTo("a+2Bb+3Dc+20d");
    assertThat(Xtext.encode("j\u00fcrg@example.test")).isEqualTo("j+C3+BCrg@example.test");
    assertThat(Xtext.encode("!~\u007f\u0000")).isEqualTo("!~+7F+00");
    assertThat(Xtext.decode("a+2Bb+3Dc+20d")).isEqualTo("a+b=c d");
    assertThat(Xtext.decode("j+C3+BCrg@example.test")).isEqualTo("j\u00fcrg@example.test");
    assertThat(Xtext.decode("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a=b",
        "+",
        "a+4",
        "a+4g",
        "+-1",
        "\u00fc",
        "+\uff11\uff12",
        "a\u007f",
        "+4"
      })
  void seesWhatIsNoXtext(String text) {
    assertThat(Xtext.isXtext(text)).isFalse();
    assertThat(Xtext.decode(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a+0D", "+00", "+1B", "+7F", "+C2+85", "+E2+80+A8", "+FF", "+C3", "+ED+A0+80"})
  void decodesNothingThatNoHeaderCouldHold(String xtext) {
    assertThat(Xtext.isXtext(xtext)).isTrue();
    assertThat(Xtext.decode(xtext)).isNull();
  }

  @Test
  void readsWhatItWrites() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      String text = randomText(random);
      assertThat(Xtext.decode(Xtext.encode(text))).as("seed %d", seed).isEqualTo(text);
    }
  }

  /** Printable text of up to 20 characters, some beyond the basic plane. */
  static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(20); n > 0; n--) {
      text.appendCodePoint(
          switch (random.nextInt(4)) {
            case 0 -> "+=\\ {}x;@\"".charAt(random.nextInt(10));
            case 1 -> 0xa1 + random.nextInt(0x1f00);
            case 2 -> 0x1f300 + random.nextInt(0x200);
            default -> ' ' + random.nextInt(95);
          });
    }
    return text.toString();
  }
}
