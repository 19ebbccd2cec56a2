package org.angarium.store.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.angarium.store.message.Folding;
import org.angarium.store.message.Signature;
import org.junit.jupiter.api.Test;

class WantedTextTest {
  private static String text(Random random, String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void bytesAndStringsAgreeOnWhatContainsWhat() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      String alphabet = random.nextBoolean() ? "ab" : "aAbBc \r\n";
      String piece = text(random, alphabet, random.nextInt(400));
      int length = random.nextInt(random.nextBoolean() ? 6 : 150);
      int from = random.nextInt(piece.length() + 1);
      String wanted =
          random.nextBoolean()
              ? text(random, alphabet, length)
              : piece.substring(from, Math.min(piece.length(), from + length));
      WantedText search = new WantedText(wanted);
      boolean expected = Folding.fold(piece).contains(Folding.fold(wanted));
      String about = "seed " + seed + " round " + round;
      assertThat(search.text(piece)).as(about).isEqualTo(expected);
      assertThat(search.ascii(piece.getBytes(UTF_8))).as(about).isEqualTo(expected);
      byte[] within = ("ab" + Folding.fold(piece) + "ba").getBytes(UTF_8);
      assertThat(search.inFolded(within, 2, within.length - 4)).as(about).isEqualTo(expected);
    }
  }

  @Test
  void whatFoldsToAsciiIsFoundInAscii() {
    assertThat(new WantedText("\uff37\uff4f\uff52\uff44").ascii("a word".getBytes(UTF_8))).isTrue();
  }

  @Test
  void whatIsNotAsciiIsInNoAsciiText() {
    assertThat(new WantedText("Gr\u00fc\u00df").ascii("Gru?ss GRU??".getBytes(UTF_8))).isFalse();
    assertThat(new WantedText("\ud800").ascii("?".getBytes(UTF_8))).isFalse();
  }

  @Test
  void nothingIsInEverything() {
    assertThat(new WantedText("").ascii(new byte[0])).isTrue();
    assertThat(new WantedText("").inFolded(new byte[0], 0, 0)).isTrue();
  }

  @Test
  void anAsciiTextHasTheSameSignatureAsBytesAndAsString() {
    String piece = "From snow to rain,\r\nnor GLOOM of night ~{}";
    Signature asBytes = new Signature();
    asBytes.ascii(piece.getBytes(UTF_8));
    Signature asString = new Signature();
    asString.text(piece);
    assertThat(asBytes.toBytes()).isEqualTo(asString.toBytes());
  }
}
