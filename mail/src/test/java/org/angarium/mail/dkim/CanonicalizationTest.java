package org.angarium.mail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CanonicalizationTest {

  private static String body(Canonicalization form, String body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BodyCanonicalizer canonicalizer = new BodyCanonicalizer(form, out::write);
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    canonicalizer.update(bytes, 0, bytes.length);
    canonicalizer.finish();
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String relaxed(String body) {
    return body(Canonicalization.RELAXED, body);
  }

  private static String simple(String body) {
    return body(Canonicalization.SIMPLE, body);
  }

  private static String header(Canonicalization form, String field) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HeaderHasher.append(field.getBytes(StandardCharsets.ISO_8859_1), form, out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theExamplesOfTheStandard() {
    // RFC 6376 §3.4.5
    String body = " C \r\nD \t E\r\n\r\n\r\n";
    assertThat(relaxed(body)).isEqualTo(" C\r\nD E\r\n");
    assertThat(simple(body)).isEqualTo(" C \r\nD \t E\r\n");
    assertThat(header(Canonicalization.RELAXED, "A: X\r\n")).isEqualTo("a:X");
    assertThat(header(Canonicalization.RELAXED, "B : Y\t\r\n\tZ  \r\n")).isEqualTo("b:Y Z");
    assertThat(header(Canonicalization.SIMPLE, "B : Y\t\r\n\tZ  \r\n"))
        .isEqualTo("B : Y\t\r\n\tZ  ");
  }

  @Test
  void emptyBodies() {
    // RFC 6376 §3.4.3 and §3.4.4
    for (String empty : new String[] {"", "\r\n", "\r\n\r\n\r\n", "\n\n"}) {
      assertThat(relaxed(empty)).isEmpty();
      assertThat(simple(empty)).isEqualTo("\r\n");
    }
    assertThat(relaxed(" \t\r\n \r\n")).isEmpty();
    assertThat(simple(" \r\n")).isEqualTo(" \r\n");
  }

  @Test
  void endOfBodyIsOneLineEnd() {
    assertThat(relaxed("a")).isEqualTo("a\r\n");
    assertThat(simple("a")).isEqualTo("a\r\n");
    assertThat(relaxed("a\r\n  ")).isEqualTo("a\r\n");
    assertThat(relaxed("\r\n\r\na \r\n\r\n")).isEqualTo("\r\n\r\na\r\n");
  }

  @Test
  void bareLineFeedEndsALineAndBareCarriageReturnDoesNot() {
    assertThat(relaxed("a \nb\rc\r\r\n\n")).isEqualTo("a\r\nb\rc\r\r\n");
    assertThat(simple("a \nb\rc\n\n")).isEqualTo("a \r\nb\rc\r\n");
    assertThat(simple("a\r")).isEqualTo("a\r\r\n");
  }

  @Test
  void aReferenceByLineAgreesWhereverTheBodyIsCut() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      String body =
          new String(Messages.of(Messages.random(random)).body(), StandardCharsets.ISO_8859_1);
      for (Canonicalization form : Canonicalization.values()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BodyCanonicalizer canonicalizer = new BodyCanonicalizer(form, out::write);
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        int most = 1 + random.nextInt(100);
        for (int i = 0; i < bytes.length; ) {
          int length = Math.min(bytes.length - i, random.nextInt(most) + 1);
          canonicalizer.update(bytes, i, length);
          i += length;
        }
        canonicalizer.finish();
        assertThat(out.toString(StandardCharsets.ISO_8859_1))
            .as("seed %d round %d", seed, round)
            .isEqualTo(reference(form, body));
      }
    }
  }

  @Test
  void stretchesThatNeedNoChangeKeepTheirPlaceAmongThoseThatDo() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] pieces = {
      "text", "a b", "caf\u00e9!", "  ", " ", "\t", " \t", "\u0001", "!", " !", "\r\n"
    };
    for (int round = 0; round < 300; round++) {
      StringBuilder written = new StringBuilder();
      while (written.length() < 6000) {
        // Long lines, and then many short ones that have something to change.
        written.append(
            "A line as most are, of words and single spaces.\r\n".repeat(random.nextInt(60)));
        for (int n = random.nextInt(40); n > 0; n--) {
          written.append(pieces[random.nextInt(pieces.length)]);
        }
        written.append("\r\n".repeat(random.nextInt(3)));
      }
      String body = written.toString();
      for (Canonicalization form : Canonicalization.values()) {
        assertThat(body(form, body))
            .as("seed %d round %d", seed, round)
            .isEqualTo(reference(form, body));
      }
    }
  }

  private static String reference(Canonicalization form, String body) {
    String text = body.endsWith("\r\n") ? body : body + "\r\n";
    if (form == Canonicalization.RELAXED) {
      text = text.replaceAll("[ \t]+", " ").replaceAll(" \r\n", "\r\n");
    }
    text = text.replaceAll("(\r\n)+$", "\r\n");
    return text.equals("\r\n") && form == Canonicalization.RELAXED ? "" : text;
  }

  @ParameterizedTest
  @EnumSource(Canonicalization.class)
  void longLinesPassUnharmed(Canonicalization form) {
    String line = "x".repeat(100_000) + " " + "y".repeat(20_000);
    assertThat(body(form, line + "\r\n" + line)).isEqualTo(line + "\r\n" + line + "\r\n");
  }

  @Test
  void ownSignatureIsLeftOutAndNothingElse() {
    for (String[] pair :
        new String[][] {
          {"DKIM-Signature: v=1; bh=b=; b=abc\r\n def=; z=b=1\r\n", "v=1; bh=b=; b=; z=b=1\r\n"},
          {"DKIM-Signature: b=abc", "b="},
          {"DKIM-Signature: a=1;\r\n b = abc\r\n", "a=1;\r\n b ="},
          {"DKIM-Signature: a=1; bb=3", "a=1; bb=3"},
        }) {
      assertThat(
              new String(
                  HeaderHasher.withoutSignature(pair[0].getBytes(StandardCharsets.US_ASCII)),
                  StandardCharsets.US_ASCII))
          .isEqualTo("DKIM-Signature: " + pair[1]);
    }
  }
}
