package org.angarium.mail.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3501 §5.1.3. */
class ModifiedUtf7Test {
  private static @Nullable String decode(String encoded) {
    byte[] bytes = encoded.getBytes(US_ASCII);
    return ModifiedUtf7.decode(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "~peter/mail/台北/日本語, '~peter/mail/&U,BTFw-/&ZeVnLIqe-'",
    "Entwürfe, Entw&APw-rfe",
    "a&b, a&-b",
    "plain, plain",
    "😀, &2D3eAA-",
    "ü&ü, &APw-&-&APw-"
  })
  void knownForms(String text, String encoded) {
    assertThat(ModifiedUtf7.encode(text)).isEqualTo(encoded);
    assertThat(decode(encoded)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a&b", // not closed
        "&",
        "&APw",
        "&AGE-", // a letter that stands for itself
        "&APx-", // bits left over
        "&APw-&APw-", // two shifts that should be one
        "&2D0-", // half a pair
        "&A-",
        "&!-",
        "a\u0001"
      })
  void everyNameHasOneForm(String malformed) {
    assertThat(decode(malformed)).isNull();
  }

  @Test
  void roundTripsAnyText() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        int kind = random.nextInt(4);
        int codePoint =
            kind == 0
                ? 0x20 + random.nextInt(0x5F)
                : kind == 1
                    ? '&'
                    : kind == 2 ? 0xA0 + random.nextInt(0x3000) : 0x10000 + random.nextInt(0x1000);
        text.appendCodePoint(codePoint);
      }
      String encoded = ModifiedUtf7.encode(text.toString());
      assertThat(encoded).matches("[\\x20-\\x7e]*");
      assertThat(decode(encoded)).as("seed %d", seed).isEqualTo(text.toString());
    }
  }

  @Test
  void whateverDecodesEncodesToTheSameBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "&&&-AGIPQUgw,+a0";
    int decoded = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder encoded = new StringBuilder();
      for (int n = random.nextInt(10); n > 0; n--) {
        encoded.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = decode(encoded.toString());
      if (text != null) {
        decoded++;
        assertThat(ModifiedUtf7.encode(text)).as("seed %d", seed).isEqualTo(encoded.toString());
      }
    }
    assertThat(decoded).isPositive();
  }
}
