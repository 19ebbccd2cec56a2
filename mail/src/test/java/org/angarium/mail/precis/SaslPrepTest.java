package org.angarium.mail.precis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.StringPreparation;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SaslPrepTest {
  // RFC 4013 §3.
  @Test
  void followsTheExamplesOfTheRfc() {
    assertThat(SaslPrep.prepare("I\u00adX")).contains("IX");
    assertThat(SaslPrep.prepare("user")).contains("user");
    assertThat(SaslPrep.prepare("USER")).contains("USER");
    assertThat(SaslPrep.prepare("\u00aa")).contains("a");
    assertThat(SaslPrep.prepare("\u2168")).contains("IX");
    assertThat(SaslPrep.prepare("\u0007")).isEmpty();
    assertThat(SaslPrep.prepare("\u06271")).isEmpty();
  }

  @Test
  void mapsSpacesAndRefusesWhatCannotBeSeen() {
    assertThat(SaslPrep.prepare("a\u00a0b\u3000c")).contains("a b c");
    assertThat(SaslPrep.prepare("\u0627a\u0627")).isEmpty();
    assertThat(SaslPrep.prepare("\u06271\u0627")).contains("\u06271\u0627");
    for (String bad :
        new String[] {"\u007f", "\u200e", "\u202e", "\ue000", "\ufffd", "\ud800", "\ufdd0"}) {
      assertThat(SaslPrep.prepare("x" + bad)).as(bad).isEmpty();
    }
  }

  @Test
  void passwordsThatCannotBePreparedStayAsTheyAre() {
    byte[] binary = {(byte) 0xFF, 1, 2};
    assertThat(SaslPrep.password(binary)).isEqualTo(binary).isNotSameAs(binary);
    byte[] control = "tab\tbed".getBytes(UTF_8);
    assertThat(SaslPrep.password(control)).isEqualTo(control);
    assertThat(SaslPrep.password("cafe\u0301".getBytes(UTF_8)))
        .isEqualTo("caf\u00e9".getBytes(UTF_8));
    assertThat(SaslPrep.password("\u00ad".getBytes(UTF_8))).isEqualTo("\u00ad".getBytes(UTF_8));
  }

  @Test
  void agreesWithAnIndependentImplementation() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int compared = 0;
    for (int i = 0; i < 50_000; i++) {
      int length = 1 + random.nextInt(3);
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < length; j++) {
        // Latin to Arabic, punctuation, CJK: where Unicode 3.2 had letters already.
        int[][] ranges = {
          {0x20, 0x17F},
          {0x391, 0x3C9},
          {0x5D0, 0x64A},
          {0x2000, 0x206F},
          {0x3041, 0x30FE},
          {0xFE00, 0xFEFF}
        };
        int[] range = ranges[random.nextInt(ranges.length)];
        text.appendCodePoint(range[0] + random.nextInt(range[1] - range[0] + 1));
      }
      Optional<String> ours = SaslPrep.prepare(text.toString());
      if ((ours.isPresent() && ours.get().isEmpty()) || text.indexOf("\u200b") >= 0) {
        // All mapped to nothing: theirs stumbles. U+200B is in both mapping tables of the RFC; most
        // implementations, and ours, take the first (a space), theirs the second (nothing).
        continue;
      }
      Optional<String> theirs;
      try {
        char[] prepared =
            StringPreparation.SASL_PREPARATION.normalize(text.toString().toCharArray());
        theirs = Optional.of(new String(prepared));
      } catch (IllegalArgumentException refused) {
        // They refuse what Unicode 3.2 did not know, and the empty; we don't.
        continue;
      }
      compared++;
      assertThat(ours)
          .as("seed %d, text %s", seed, text.codePoints().boxed().toList())
          .isEqualTo(theirs);
    }
    assertThat(compared).isGreaterThan(5_000);
  }
}
