package org.angarium.mail.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.mime.ImapEnvelope;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MessageText;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.MimePart;
import org.angarium.mail.mime.TransferDecoder;
import org.junit.jupiter.api.Test;

class MessageBuilderTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-11-22T20:04:56+01:00");

  @Test
  void buildsAPlainMessage() {
    byte[] message =
        new MessageBuilder()
            .date(DATE)
            .from("Joe", EmailAddress.parse("joe@example.org"))
            .to(EmailAddress.parse("a@example.org"), EmailAddress.parse("b@example.org"))
            .subject("Hello")
            .messageId("1@example.org")
            .text("one\ntwo")
            .build();
    assertThat(new String(message, UTF_8))
        .isEqualTo(
            "Date: Sun, 22 Nov 2026 20:04:56 +0100\r\nFrom: Joe <joe@example.org>\r\nTo: a@example.org, b@example.org\r\n"
                + "Subject: Hello\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 7bit\r\n\r\none\r\ntwo");
  }

  @Test
  void buildsAlternativesAndAttachments() {
    byte[] content = {0, 1, 2, (byte) 0xff};
    byte[] message =
        new MessageBuilder()
            .from(EmailAddress.parse("joe@example.org"))
            .subject("x")
            .text("gr\u00fcn")
            .html("<b>gr\u00fcn</b>")
            .attachment("application/pdf", "gr\u00fcn \"1\".pdf", content)
            .build();
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    assertThat(found.root().subtype()).isEqualTo("mixed");
    MimePart attachment = Objects.requireNonNull(found.find(2));
    assertThat(attachment.fileName()).isEqualTo("gr\u00fcn \"1\".pdf");
    byte[] body = MessageSource.of(message).bytes(attachment.bodyStart(), attachment.bodyEnd());
    assertThat(TransferDecoder.decode(body, attachment.transferEncoding())).isEqualTo(content);
    assertThat(new MessageText(found.root(), MessageSource.of(message), MimeLimits.DEFAULT).texts())
        .containsExactly("gr\u00fcn", "<b>gr\u00fcn</b>");
  }

  @Test
  void valuesCannotAddFields() {
    String message =
        new String(
            new MessageBuilder()
                .from("Joe\r\nBcc: evil@example.org", EmailAddress.parse("joe@example.org"))
                .subject("a\r\nX-Evil: 1\n\nbody")
                .field("X-Raw", "b\r\n\r\nX-Evil: 2")
                .text("x")
                .build(),
            UTF_8);
    assertThat(message)
        .doesNotContain("\r\nX-Evil")
        .doesNotContain("\r\nBcc")
        .doesNotContain("\nX-Evil");
  }

  @Test
  void everyBuiltMessageReadsBackWithinLineLimits() {
    for (long seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      String subject = text(random, 300).replaceAll("[\\p{Cntrl} ]+", " ").strip();
      String name = text(random, 60).replaceAll("[\\p{Cntrl} ]+", " ").strip();
      String body = text(random, 3000).replace("\r", "");
      String file = text(random, 40).replaceAll("\\p{Cntrl}", "").strip();
      byte[] message =
          new MessageBuilder()
              .from(name, EmailAddress.parse("joe@example.org"))
              .subject(subject)
              .text(body)
              .attachment("image/png", file, new byte[random.nextInt(200)])
              .build();
      for (String line : new String(message, ISO_8859_1).split("\r\n", -1)) {
        assertThat(line.length()).as("seed %d", seed).isLessThanOrEqualTo(998);
        assertThat(line.chars().allMatch(c -> c < 0x80)).as("seed %d", seed).isTrue();
        assertThat(line).doesNotContain("\r", "\n");
      }
      MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
      assertThat(found.header().first("Subject").orElseThrow().decodedText())
          .as("seed %d", seed)
          .isEqualTo(subject);
      MailboxItem from = (MailboxItem) ImapEnvelope.of(found.header()).from().getFirst();
      assertThat(Objects.requireNonNullElse(from.displayName(), ""))
          .as("seed %d", seed)
          .isEqualTo(name);
      List<String> texts =
          new MessageText(found.root(), MessageSource.of(message), MimeLimits.DEFAULT).texts();
      assertThat(texts.getFirst().replace("\r\n", "\n")).as("seed %d", seed).isEqualTo(body);
      assertThat(Objects.requireNonNull(found.find(2)).fileName())
          .as("seed %d", seed)
          .isEqualTo(file);
    }
  }

  private static String text(Random random, int max) {
    StringBuilder text = new StringBuilder();
    boolean ascii = random.nextBoolean();
    for (int i = random.nextInt(max); i > 0; i--) {
      text.appendCodePoint(
          switch (random.nextInt(ascii ? 4 : 6)) {
            case 0 -> " \n\t=?\"\\;.-".charAt(random.nextInt(10));
            case 4 -> 0x1f600 + random.nextInt(50);
            case 5 -> 0xa1 + random.nextInt(0x500);
            default -> ' ' + random.nextInt(95);
          });
    }
    return text.toString();
  }
}
