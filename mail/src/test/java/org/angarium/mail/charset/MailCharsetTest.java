package org.angarium.mail.charset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailCharsetTest {
  @ParameterizedTest
  @CsvSource({
    "gb2312, GB18030",
    "GBK, GB18030",
    "ks_c_5601-1987, x-windows-949",
    "Shift_JIS, windows-31j",
    "latin1, windows-1252",
    "iso-8859-1, windows-1252",
    "ISO-8859-15, ISO-8859-15",
    "utf-8*en, UTF-8",
    "' UTF8 ', UTF-8",
    "utf-7, UTF-7",
    "koi8-r, KOI8-R",
  })
  void namesMeanWhatSendersMean(String name, String charset) {
    assertThat(MailCharset.find(name))
        .hasValueSatisfying(found -> assertThat(found.name()).isEqualToIgnoringCase(charset));
  }

  @ParameterizedTest
  @CsvSource({"us-ascii", "x-unknown", "nonsense", "''", "a b", "\u00fc"})
  void otherNamesMeanNothing(String name) {
    assertThat(MailCharset.find(name)).isEmpty();
    assertThat(MailCharset.decode("gr\u00fcn".getBytes(UTF_8), name)).isEqualTo("gr\u00fcn");
    assertThat(MailCharset.decode("gr\u00fcn".getBytes(ISO_8859_1), name)).isEqualTo("gr\u00fcn");
  }

  @ParameterizedTest
  @CsvSource({
    "Hi Mom -+Jjo--!, 'Hi Mom -\u263a-!'",
    "+ZeVnLIqe-, \u65e5\u672c\u8a9e",
    "Item 3 is +AKM-1., Item 3 is \u00a31.",
    "1 +- 1, 1 + 1",
    "+AOQ, \u00e4",
    "+2D3eAA-, \ud83d\ude00",
    "a+, a",
  })
  void utf7IsRead(String encoded, String text) {
    assertThat(MailCharset.decode(encoded.getBytes(US_ASCII), "utf-7")).isEqualTo(text);
  }

  @Test
  void utf8IsRecognisedExactly() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(8)];
      random.nextBytes(bytes);
      boolean expected = java.util.Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
      assertThat(MailCharset.isUtf8(bytes, 0, bytes.length))
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
    byte[] big = "\u00e4\u4e2d\ud83d\ude00".repeat(1000).getBytes(UTF_8);
    assertThat(MailCharset.isUtf8(big, 0, big.length)).isTrue();
    assertThat(MailCharset.isUtf8(big, 0, big.length - 1)).isFalse();
  }

  /** Each charset that the platform knows, and names that it chokes on. */
  @Test
  void anyOctetsUnderAnyNameAreAText() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> names = new ArrayList<>(Charset.availableCharsets().keySet());
    names.addAll(
        List.of(
            "utf-7",
            "",
            " ",
            "\u0000",
            "a/b",
            "../x",
            "utf-8\u0000",
            "\ud83d\ude00",
            "\ud83d",
            "utf-8*",
            "*",
            "-",
            "_",
            ":",
            "x".repeat(64),
            "x".repeat(65),
            "\u0131so-8859-1",
            "\uff55\uff54\uff46-8",
            "iso-2022-jp-ext",
            "%s",
            "{}",
            "utf-8;x",
            "\"utf-8\""));
    for (String name : names) {
      for (int round = 0; round < 60; round++) {
        byte[] octets = new byte[random.nextInt(40)];
        random.nextBytes(octets);
        if (round % 3 == 0) {
          for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) "\u001b$B+-~{}(J&\u000e\u000f\u0080".charAt(random.nextInt(14));
          }
        }
        String text = MailCharset.decode(octets, name);
        assertThat(text.length()).as("seed %d, %s", seed, name).isLessThanOrEqualTo(4 * 40);
        MailCharset.isPlainAscii(octets, name);
      }
    }
  }

  @Test
  void whatIsGuessedIsNeverLost() {
    assertThat(MailCharset.guess(bytes("\u00f0\u009f\u0098\u0080"), 0, 4))
        .isEqualTo("\ud83d\ude00");
    assertThat(MailCharset.guess(bytes("\u00e9"), 0, 1)).isEqualTo("\u00e9");
    for (int octet = 0x80; octet < 0x100; octet++) {
      String one = MailCharset.guess(new byte[] {(byte) octet}, 0, 1);
      assertThat(one).as("%x", octet).hasSize(1).isNotEqualTo("\ufffd");
    }
  }

  @Test
  void aCutTextInUtf8IsStillThat() {
    byte[] utf8 = "Gr\u00fc\u00dfe \u4e2d \ud83d\ude00".getBytes(UTF_8);
    for (int length = 0; length <= utf8.length; length++) {
      String text = MailCharset.guess(utf8, 0, length);
      String whole = "Gr\u00fc\u00dfe \u4e2d \ud83d\ude00";
      if (length != 3) {
        assertThat(text.replace("\ufffd", ""))
            .as("%d", length)
            .isEqualTo(whole.substring(0, text.replace("\ufffd", "").length()));
      }
    }
    // One letter beyond ASCII at the end shows nothing.
    assertThat(MailCharset.guess(bytes("caf\u00e9"), 0, 4)).isEqualTo("caf\u00e9");
    assertThat(MailCharset.guess(bytes("\u00e9t\u00e9"), 0, 3)).isEqualTo("\u00e9t\u00e9");
    assertThat(MailCharset.guess(bytes("\u00c3"), 0, 1)).isEqualTo("\u00c3");
  }

  private static byte[] bytes(String octets) {
    return octets.getBytes(StandardCharsets.ISO_8859_1);
  }
}
