package org.angarium.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferCodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a=20b|a b",
        "a  \\r\\nb|a\\r\\nb",
        "a \\t|a",
        "a=\\r\\nb|ab",
        "a= \\t\\r\\nb|ab",
        "a=\\nb|ab",
        "a=3db|a=b",
        "a=b|a=b",
        "a=ZZ|a=ZZ",
        "a=4|a=4",
        "a=|a=",
        "a==3D|a==",
        "=FC|\u00fc",
        "\u00fc|\u00fc",
        "a\\rb|a\\rb",
      })
  void quotedPrintableIsReadTolerantly(String encoded, String decoded) {
    assertThat(decode(unescape(encoded), "quoted-printable")).isEqualTo(unescape(decoded));
  }

  @Test
  void uuencodeIsRead() {
    String encoded = "text before\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\ntext after\r\n";
    assertThat(decode(encoded, "x-uuencode")).isEqualTo("Cat");
    assertThat(decode("begin 644 x\n#0V%T", "x-uue")).isEqualTo("Cat");
  }

  @Test
  void everythingEncodedReadsBackInAnyChunks() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      byte[] content = new byte[random.nextInt(300)];
      random.nextBytes(content);
      byte[] base64 = TransferEncoder.base64(content);
      assertThat(chunked(base64, "base64", random)).as("seed %d", seed).isEqualTo(content);
      assertThat(chunked(Base64.getEncoder().withoutPadding().encode(content), "base64", random))
          .isEqualTo(content);

      for (int i = 0; i < content.length; i++) {
        content[i] =
            random.nextInt(3) == 0 ? (byte) " \t=.ab".charAt(random.nextInt(6)) : content[i];
        if (content[i] == '\r' || content[i] == '\n') {
          content[i] = 'x';
        }
      }
      byte[] quoted = TransferEncoder.quotedPrintable(content);
      assertThat(chunked(quoted, "quoted-printable", random))
          .as("seed %d", seed)
          .isEqualTo(content);
      for (String line : new String(quoted, ISO_8859_1).split("\r\n", -1)) {
        assertThat(line.length()).isLessThanOrEqualTo(76);
      }
    }
  }

  @Test
  void lineBreaksOfTextStayLineBreaks() {
    assertThat(
            new String(
                TransferEncoder.quotedPrintable("a \nb\r\nc".getBytes(ISO_8859_1)), ISO_8859_1))
        .isEqualTo("a=20\r\nb\r\nc");
  }

  private static byte[] chunked(byte[] encoded, String encoding, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TransferDecoder decoder = TransferDecoder.of(encoding);
    for (int i = 0; i < encoded.length; ) {
      int length = Math.min(encoded.length - i, 1 + random.nextInt(9));
      decoder.update(encoded, i, length, out::write);
      i += length;
    }
    decoder.finish(out::write);
    return out.toByteArray();
  }

  private static String decode(String encoded, String encoding) {
    return new String(TransferDecoder.decode(encoded.getBytes(ISO_8859_1), encoding), ISO_8859_1);
  }

  private static String unescape(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
  }
}
