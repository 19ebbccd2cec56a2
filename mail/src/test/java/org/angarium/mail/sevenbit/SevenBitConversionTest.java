package org.angarium.mail.sevenbit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.MimePart;
import org.angarium.mail.mime.TransferDecoder;
import org.angarium.mail.sevenbit.SevenBitPlan.Obstacle;
import org.junit.jupiter.api.Test;

class SevenBitConversionTest {
  private static byte[] utf8(String... lines) {
    return String.join("\r\n", lines).getBytes(UTF_8);
  }

  private static SevenBitPlan plan(byte[] message) {
    SevenBitPlanner planner = new SevenBitPlanner(MessageStructure.of(message, MimeLimits.DEFAULT));
    planner.update(message, 0, message.length);
    return planner.finish();
  }

  private static Obstacle obstacle(byte[] message) {
    return ((SevenBitPlan.Impossible) plan(message)).obstacle();
  }

  /** Converted; in chunks of any size, which must not matter. */
  private static byte[] converted(byte[] message, Random chunks) {
    SevenBitPlanner planner = new SevenBitPlanner(MessageStructure.of(message, MimeLimits.DEFAULT));
    inChunks(message, chunks, planner::update);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SevenBitWriter writer = new SevenBitWriter((SevenBitPlan.Edits) planner.finish(), out::write);
    inChunks(message, chunks, writer::update);
    writer.finish();
    return out.toByteArray();
  }

  private interface Update {
    void update(byte[] bytes, int offset, int length);
  }

  private static void inChunks(byte[] message, Random chunks, Update update) {
    for (int at = 0; at < message.length; ) {
      int length = Math.min(message.length - at, 1 + chunks.nextInt(100));
      update.update(message, at, length);
      at += length;
    }
  }

  private static String converted(String... lines) {
    return new String(converted(utf8(lines), new Random(1)), ISO_8859_1);
  }

  @Test
  void mailWithoutHighOctetsIsNotTouched() {
    byte[] message = utf8("Content-Transfer-Encoding: 8bit", "", "plain", "x".repeat(2000), "");
    assertThat(((SevenBitPlan.Edits) plan(message)).isEmpty()).isTrue();
    assertThat(converted(message, new Random(1))).isEqualTo(message);
  }

  @Test
  void textBecomesQuotedPrintable() {
    assertThat(
            converted(
                "Subject: a",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 8bit",
                "X-Last: b",
                "",
                "Grüße = and so on, and on \t",
                "- ok",
                ""))
        .isEqualTo(
            String.join(
                "\r\n",
                "Subject: a",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
                "X-Last: b",
                "",
                "Gr=C3=BC=C3=9Fe =3D and so on, and on =09",
                "=2D ok",
                ""));
  }

  @Test
  void textInAnotherScriptBecomesBase64() {
    assertThat(converted("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", "日本語"))
        .endsWith("\r\nContent-Transfer-Encoding: base64\r\n\r\n5pel5pys6Kqe");
  }

  @Test
  void mailThatKnowsNothingOfMimeIsLabelledAsUnknown() {
    assertThat(converted("Subject: a", "", "a grüß of the good old days"))
        .isEqualTo(
            "Subject: a\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=unknown-8bit\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                + "a gr=C3=BC=C3=9F of the good old days");
  }

  @Test
  void onlyLeavesThatNeedItAreEncodedAndCompositesAreLabelled() {
    String result =
        converted(
            "MIME-Version: 1.0",
            "Content-Type: multipart/mixed; boundary=b",
            "Content-Transfer-Encoding: 8bit",
            "",
            "Präambel",
            "--b",
            "Content-Transfer-Encoding: 8bit",
            "",
            "plain",
            "--b",
            "Content-Type: application/octet-stream",
            "content-transfer-encoding: BINARY",
            "",
            "ä\nb",
            "--b",
            "Content-Type: message/rfc822",
            "",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "für dich und mich",
            "--b--",
            "");
    assertThat(result)
        .isEqualTo(
            String.join(
                "\r\n",
                "MIME-Version: 1.0",
                "Content-Type: multipart/mixed; boundary=b",
                "Content-Transfer-Encoding: 7bit",
                "",
                "Pr**ambel",
                "--b",
                "Content-Transfer-Encoding: 7bit",
                "",
                "plain",
                "--b",
                "Content-Type: application/octet-stream",
                "Content-Transfer-Encoding: base64",
                "",
                "w6QKYg==",
                "--b",
                "Content-Type: message/rfc822",
                "",
                "Content-Type: text/plain; charset=utf-8",
                "MIME-Version: 1.0",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "f=C3=BCr dich und mich",
                "--b--",
                ""));
  }

  @Test
  void headersOfRfc6532AreAnObstacle() {
    assertThat(obstacle(utf8("Subject: Grüße", "", "a"))).isEqualTo(Obstacle.HEADER);
    assertThat(
            obstacle(
                utf8(
                    "Content-Type: multipart/mixed; boundary=b",
                    "",
                    "--b",
                    "Content-Description: ä",
                    "",
                    "a",
                    "--b--")))
        .isEqualTo(Obstacle.HEADER);
  }

  /** RFC 6532 §3.7: unlike message/rfc822 it may be encoded. */
  @Test
  void internationalMessagesWithinAreEncodedAsAWhole() {
    String inner = "Subject: Grüße\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nä\r\n";
    String[] lines = {
      "MIME-Version: 1.0",
      "Content-Type: multipart/mixed; boundary=b",
      "Content-Transfer-Encoding: 8bit",
      "",
      "--b",
      "Content-Type: message/global",
      "Content-Transfer-Encoding: 8bit",
      "",
      inner,
      "--b",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "ö, and so on and on",
      "--b--",
      ""
    };
    String plain = converted(lines);
    assertThat(plain.chars()).allMatch(c -> c < 0x80);
    assertThat(plain)
        .contains("Content-Type: message/global\r\nContent-Transfer-Encoding: base64\r\n")
        .contains("=C3=B6, and so on");
    int start = plain.indexOf("base64\r\n\r\n") + 10;
    byte[] body = plain.substring(start, plain.indexOf("\r\n--b", start)).getBytes(UTF_8);
    assertThat(new String(TransferDecoder.decode(body, "base64"), UTF_8)).isEqualTo(inner);
    lines[5] = "Content-Type: message/rfc822";
    assertThat(obstacle(utf8(lines))).isEqualTo(Obstacle.HEADER);
  }

  @Test
  void signedPartsAreAnObstacleUnlessTheyAreSevenBitAlready() {
    String[] lines = {
      "MIME-Version: 1.0",
      "Content-Type: multipart/mixed; boundary=a",
      "",
      "--a",
      "Content-Type: multipart/signed; boundary=b",
      "Content-Transfer-Encoding: 8bit",
      "",
      "--b",
      "Content-Transfer-Encoding: 8bit",
      "",
      "signed text",
      "--b",
      "Content-Type: application/pgp-signature",
      "",
      "signature",
      "--b--",
      "--a",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "not signed: ä",
      "--a--",
      ""
    };
    assertThat(converted(lines))
        .contains("--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\nsigned text\r\n--b\r\n")
        .contains("not signed: =C3=A4");
    lines[10] = "signed täxt";
    assertThat(obstacle(utf8(lines))).isEqualTo(Obstacle.SIGNATURE);
  }

  @Test
  void compositesThatAreNoneAndUnknownEncodingsAreAnObstacle() {
    assertThat(obstacle(utf8("Content-Type: message/delivery-status", "", "ä")))
        .isEqualTo(Obstacle.STRUCTURE);
    assertThat(obstacle(utf8("Content-Type: multipart/mixed", "", "ä")))
        .isEqualTo(Obstacle.STRUCTURE);
    assertThat(obstacle(utf8("Content-Transfer-Encoding: x-own", "", "ä")))
        .isEqualTo(Obstacle.STRUCTURE);
    assertThat(converted("Content-Type: message/global-delivery-status", "", "ä"))
        .contains("base64");
  }

  @Test
  void softBreaksMakeNoDelimiter() {
    String text = "ä" + "x".repeat(69) + "--b\r\n" + "--" + "y".repeat(80) + "--b";
    byte[] message =
        utf8(
            "Content-Type: multipart/mixed; boundary=b",
            "",
            "--b",
            "Content-Type: text/plain; charset=utf-8",
            "",
            text,
            "--b--");
    assertSame(message, converted(message, new Random(1)), "soft breaks");
  }

  @Test
  void everyLeafDecodesToWhatItWas() {
    long first = System.nanoTime();
    int convertible = 0;
    for (long seed = first; seed < first + 3000; seed++) {
      Random random = new Random(seed);
      byte[] message = new EightBitMessage(random).bytes();
      switch (plan(message)) {
        case SevenBitPlan.Impossible impossible ->
            assertThat(impossible.obstacle()).as("seed %d", seed).isInstanceOf(Obstacle.class);
        case SevenBitPlan.Edits edits -> {
          byte[] result = converted(message, random);
          if (edits.isEmpty()) {
            assertThat(result).as("seed %d", seed).isEqualTo(message);
          } else {
            assertSame(message, result, "seed " + seed);
            convertible++;
          }
        }
      }
    }
    assertThat(convertible).isGreaterThan(1000);
  }

  /**
   * 7-bit in lines that SMTP carries, with the same parts and the same contents. Lines of parts
   * that must not be touched (signed, in an unknown encoding) and such as look like delimiters may
   * be longer, as they were before.
   */
  private static void assertSame(byte[] before, byte[] after, String what) {
    Set<String> old = new HashSet<>(List.of(new String(before, ISO_8859_1).split("\n")));
    for (byte b : after) {
      assertThat(b).as(what).isNotNegative();
    }
    for (String line : new String(after, ISO_8859_1).split("\n")) {
      assertThat(line.length() <= 999 || line.startsWith("--") || old.contains(line))
          .as(what)
          .isTrue();
    }
    MessageStructure one = MessageStructure.of(before, MimeLimits.DEFAULT);
    MessageStructure other = MessageStructure.of(after, MimeLimits.DEFAULT);
    compare(before, one.root(), after, other.root(), what);
  }

  private static void compare(
      byte[] before, MimePart one, byte[] after, MimePart other, String what) {
    assertThat(other.mediaType() + "/" + other.subtype())
        .as(what)
        .isEqualTo(one.mediaType() + "/" + one.subtype());
    assertThat(other.children()).as(what).hasSameSizeAs(one.children());
    for (int i = 0; i < one.children().size(); i++) {
      compare(before, one.children().get(i), after, other.children().get(i), what);
    }
    if (one.children().isEmpty()) {
      assertThat(content(after, other)).as(what).isEqualTo(content(before, one));
    } else {
      assertThat(other.transferEncoding()).as(what).isIn("7bit", "8bit", "binary");
    }
  }

  private static byte[] content(byte[] message, MimePart part) {
    return TransferDecoder.decode(
        message, (int) part.bodyStart(), (int) part.size(), part.transferEncoding());
  }
}
