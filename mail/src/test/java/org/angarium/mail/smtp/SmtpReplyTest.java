package org.angarium.mail.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmtpReplyTest {

  private static String wire(SmtpReply reply) {
    return new String(reply.toBytes(), ISO_8859_1);
  }

  private static List<SmtpReply> parse(String text) throws SmtpReplySyntaxException {
    SmtpReplyParser parser = new SmtpReplyParser(SmtpLimits.DEFAULT);
    List<SmtpReply> replies = new ArrayList<>();
    String whole = text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
    for (String line : whole.split("\r\n", -1)) {
      SmtpReply reply = parser.line(line.getBytes(US_ASCII));
      if (reply != null) {
        replies.add(reply);
      }
    }
    assertThat(parser.within()).isFalse();
    return replies;
  }

  @Test
  void oneLineAndManyAreWrittenAsRfc5321Says() {
    assertThat(wire(SmtpReply.of(250, "2.1.0", "Ok"))).isEqualTo("250 2.1.0 Ok\r\n");
    assertThat(wire(SmtpReply.of(354, "Go"))).isEqualTo("354 Go\r\n");
    assertThat(wire(new SmtpReply(250, null, List.of("mx", "SIZE 1", "DSN"))))
        .isEqualTo("250-mx\r\n250-SIZE 1\r\n250 DSN\r\n");
    assertThat(wire(new SmtpReply(550, EnhancedStatusCode.parse("5.1.1"), List.of("a", "b"))))
        .isEqualTo("550-5.1.1 a\r\n550 5.1.1 b\r\n");
  }

  @Test
  void noTextForgesALine() {
    assertThat(wire(SmtpReply.of(550, "5.1.1", "a\r\n250 Ok\0\u00e9")))
        .isEqualTo("550 5.1.1 a??250 Ok??\r\n");
  }

  @Test
  void longLinesAreContinued() {
    String wire = wire(SmtpReply.of(550, "5.0.0", "x".repeat(1_200)));
    String[] lines = wire.split("\r\n", 3);
    lines[2] = lines[2].stripTrailing();
    for (String line : lines) {
      assertThat(line.length()).isLessThanOrEqualTo(SmtpReply.MAX_LINE - 2);
    }
    assertThat(lines[0]).startsWith("550-5.0.0 x");
    assertThat(lines[2]).startsWith("550 5.0.0 x");
  }

  @Test
  void repliesAreReadBack() throws Exception {
    assertThat(parse("250-mx.test\r\n250-SIZE 10\r\n250 DSN\r\n"))
        .containsExactly(new SmtpReply(250, null, List.of("mx.test", "SIZE 10", "DSN")));
    assertThat(parse("550-5.1.1 no\r\n550 5.1.1 such user\r\n220\r\n421-\r\n421 \r\n"))
        .containsExactly(
            new SmtpReply(550, EnhancedStatusCode.parse("5.1.1"), List.of("no", "such user")),
            new SmtpReply(220, null, List.of("")),
            new SmtpReply(421, null, List.of("", "")));
    // A number that only looks like a code of RFC 3463.
    assertThat(parse("250 5.1.1 is my version")).first().extracting(SmtpReply::enhanced).isNull();
  }

  @Test
  void whatIsNoReplyIsRefused() {
    for (String bad :
        List.of(
            "", "25", "2x0 a", "250_a", "100 a", "600 a", "+OK", "250-a\r\n251 b", "HTTP/1.1")) {
      assertThatThrownBy(() -> parse(bad)).as(bad).isInstanceOf(SmtpReplySyntaxException.class);
    }
  }

  @Test
  void replyWithoutEndIsRefused() {
    SmtpReplyParser parser = new SmtpReplyParser(SmtpLimits.DEFAULT);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                parser.line("250-more".getBytes(US_ASCII));
              }
            })
        .isInstanceOf(SmtpReplySyntaxException.class);
    assertThatThrownBy(() -> new SmtpReplyParser(SmtpLimits.DEFAULT).line(new byte[100_000]))
        .isInstanceOf(SmtpReplySyntaxException.class);
  }

  @Test
  void writtenRepliesAreReadAsTheSame() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      int category = new int[] {2, 4, 5}[random.nextInt(3)];
      List<String> lines = new ArrayList<>();
      for (int n = 1 + random.nextInt(5); n > 0; n--) {
        StringBuilder line = new StringBuilder("t");
        for (int k = random.nextInt(60); k > 0; k--) {
          line.append((char) (' ' + random.nextInt(95)));
        }
        lines.add(line.toString());
      }
      SmtpReply reply =
          new SmtpReply(
              category * 100 + random.nextInt(100),
              random.nextBoolean()
                  ? new EnhancedStatusCode(category, random.nextInt(1000), random.nextInt(1000))
                  : null,
              lines);
      assertThat(parse(wire(reply))).as("seed %d", seed).containsExactly(reply);
    }
  }

  @Test
  void enhancedCodesAreStrict() {
    assertThat(EnhancedStatusCode.parse("5.7.25")).hasToString("5.7.25");
    for (String bad :
        List.of(
            "", "5", "5.1", "5.1.", "3.1.1", "5.01.1", "5.1.1 x", "5.1000.1", "5.1.1.1", "5..1")) {
      assertThatThrownBy(() -> EnhancedStatusCode.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
