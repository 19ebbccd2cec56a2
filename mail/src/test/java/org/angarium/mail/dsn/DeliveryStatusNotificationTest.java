package org.angarium.mail.dsn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.MimePart;
import org.angarium.mail.report.ReportParts;
import org.angarium.mail.report.TypedValue;
import org.junit.jupiter.api.Test;

class DeliveryStatusNotificationTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-11-22T20:04:56Z");
  private static final EmailAddress DAEMON = EmailAddress.parse("MAILER-DAEMON@mx.example.org");
  private static final EmailAddress SENDER = EmailAddress.parse("sender@example.com");
  private static final byte[] ORIGINAL =
      "Received: x\r\nSubject: =?utf-8?q?gr=C3=BCn?=\r\nX-Secret: 1\r\n\r\nthe body\r\n"
          .getBytes(US_ASCII);

  private static final DeliveryStatusNotification FAILED =
      new DeliveryStatusNotification(
          "mx.example.org",
          "env+1",
          DATE.minusHours(1),
          List.of(
              new DsnRecipient(
                  "nobody@example.net",
                  "rfc822;Nobody@example.net",
                  DsnAction.FAILED,
                  "5.1.1",
                  "mx.example.net",
                  new TypedValue("smtp", "550 5.1.1 no such user\r\nInjected: yes"),
                  DATE,
                  null),
              new DsnRecipient(
                  "late@example.net",
                  null,
                  DsnAction.DELAYED,
                  "4.4.1",
                  null,
                  null,
                  DATE,
                  DATE.plusDays(4))));

  @Test
  void rendersAReportWithThreeParts() {
    byte[] message =
        FAILED.render(DAEMON, SENDER, "id@mx.example.org", DATE, ORIGINAL, ReturnedContent.FULL);
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    assertThat(found.root().subtype()).isEqualTo("report");
    assertThat(found.root().parameters().value("report-type")).isEqualTo("delivery-status");
    assertThat(found.header().text("Auto-Submitted")).isEqualTo("auto-replied");
    assertThat(found.root().children())
        .extracting(MimePart::subtype)
        .containsExactly("plain", "delivery-status", "rfc822");
    assertThat(part(message, found, 3)).isEqualTo(new String(ORIGINAL, US_ASCII));
    assertThat(part(message, found, 2))
        .isEqualTo(
            """
            Original-Envelope-Id: env+1
            Reporting-MTA: dns; mx.example.org
            Arrival-Date: Sun, 22 Nov 2026 19:04:56 +0000

            Original-Recipient: rfc822; Nobody@example.net
            Final-Recipient: rfc822; nobody@example.net
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.example.net
            Diagnostic-Code: smtp; 550 5.1.1 no such user Injected: yes
            Last-Attempt-Date: Sun, 22 Nov 2026 20:04:56 +0000

            Final-Recipient: rfc822; late@example.net
            Action: delayed
            Status: 4.4.1
            Last-Attempt-Date: Sun, 22 Nov 2026 20:04:56 +0000
            Will-Retry-Until: Thu, 26 Nov 2026 20:04:56 +0000
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void tellsAPersonWhatHappened() {
    byte[] message =
        FAILED.render(DAEMON, SENDER, "id@mx.example.org", DATE, ORIGINAL, ReturnedContent.HEADERS);
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    org.angarium.mail.mime.MessageText text =
        new org.angarium.mail.mime.MessageText(
            found.root(), MessageSource.of(message), MimeLimits.DEFAULT);
    assertThat(text.texts().getFirst())
        .contains(
            "\"gr\u00fcn\"",
            "nobody@example.net",
            "There is no such mailbox.",
            "550 5.1.1 no such user",
            "late@example.net")
        .contains("We will try until Thu, 26 Nov 2026");
    assertThat(found.root().children().get(2).subtype()).isEqualTo("rfc822-headers");
    assertThat(part(message, found, 3)).contains("X-Secret").doesNotContain("the body");
  }

  @Test
  void parserReadsWhatTheWriterWrote() {
    byte[] message =
        FAILED.render(DAEMON, SENDER, "id@mx.example.org", DATE, ORIGINAL, ReturnedContent.FULL);
    DeliveryStatusNotification read =
        DsnParser.parse(
            MessageStructure.of(message, MimeLimits.DEFAULT), MessageSource.of(message));
    DsnRecipient first = FAILED.recipients().getFirst();
    assertThat(read)
        .isEqualTo(
            new DeliveryStatusNotification(
                FAILED.reportingMta(),
                FAILED.originalEnvelopeId(),
                FAILED.arrivalDate(),
                List.of(
                    new DsnRecipient(
                        first.finalRecipient(),
                        first.originalRecipient(),
                        first.action(),
                        first.status(),
                        first.remoteMta(),
                        new TypedValue("smtp", "550 5.1.1 no such user Injected: yes"),
                        first.lastAttempt(),
                        null),
                    FAILED.recipients().getLast())));
  }

  private static DeliveryStatusNotification international() {
    return new DeliveryStatusNotification(
        "mx.example.org",
        null,
        null,
        List.of(
            new DsnRecipient(
                "\u00fcser@example.net",
                "utf-8;\u00dc+s=r\\@example.net",
                DsnAction.FAILED,
                "5.2.2",
                null,
                null,
                null,
                null)));
  }

  // RFC 6533 §4: it needs SMTPUTF8 anyway.
  @Test
  void internationalAddressesMakeAGlobalReportToAnInternationalSender() {
    DeliveryStatusNotification report = international();
    EmailAddress sender = new EmailAddress("j\u00fcrg", "example.org");
    byte[] message = report.render(DAEMON, sender, "1@x", DATE, new byte[0], ReturnedContent.FULL);
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    assertThat(found.root().children()).hasSize(2);
    assertThat(found.root().children().get(1).subtype()).isEqualTo("global-delivery-status");
    assertThat(new String(message, UTF_8))
        .contains("Final-Recipient: utf-8; \u00fcser@example.net");
    byte[] original = "Subject: gr\u00fcn\r\n\r\nb\u00f6dy\r\n".getBytes(UTF_8);
    byte[] whole = report.render(DAEMON, sender, "1@x", DATE, original, ReturnedContent.FULL);
    found = MessageStructure.of(whole, MimeLimits.DEFAULT);
    assertThat(found.root().children().get(2).subtype()).isEqualTo("global");
    assertThat(part(whole, found, 3)).isEqualTo(new String(original, UTF_8));
  }

  // RFC 6533 §3: any host can take it.
  @Test
  void internationalAddressesStayInSevenBitsToAnOrdinarySender() {
    DeliveryStatusNotification report = international();
    byte[] message = report.render(DAEMON, SENDER, "1@x", DATE, new byte[0], ReturnedContent.FULL);
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    assertThat(found.root().children().get(1).subtype()).isEqualTo("delivery-status");
    assertThat(new String(message, ISO_8859_1))
        .contains("Final-Recipient: utf-8; \\x{FC}ser@example.net\r\n")
        .contains("Original-Recipient: utf-8; \\x{DC}\\x{2B}s\\x{3D}r\\x{5C}@example.net\r\n");
    assertThat(DsnParser.parse(found, MessageSource.of(message))).isEqualTo(report);
    isWithinTheStandard(message);
  }

  /** Seven bits, lines that end in CRLF and are of legal length: every host takes it. */
  private static void isWithinTheStandard(byte[] message) {
    String text = new String(message, ISO_8859_1);
    assertThat(text.chars().allMatch(c -> c > 0 && c < 0x7f)).isTrue();
    assertThat(text).endsWith("\r\n");
    for (String line : text.split("\r\n", -1)) {
      assertThat(line).hasSizeLessThanOrEqualTo(998).doesNotContain("\r").doesNotContain("\n");
    }
  }

  @Test
  void everyReportIsWithinTheStandardWhateverTheOriginalIsLike() {
    String[] originals = {
      "Subject: gr\u00fcn\r\n\r\nb\u00f6dy\r\n",
      "Subject: x\r\n\r\nb\u00f6dy\r\n",
      "Subject: x\r\n\r\n" + "y".repeat(999) + "\r\n",
      "Subject: x\r\n\r\n" + "y".repeat(998) + "\r\n",
      "Subject: " + "x".repeat(2000) + "\r\n\r\nbody\r\n",
      "Subject: \u0000\r\n\r\nbody\r\n",
      "Subject: x\r\n\r\nbo\u0000dy\r\n",
      "Subject: x\r\n\r\nbo\rdy\r\n",
      "Subject: x\r\n\r\nbo\ndy\r\n",
      "Subject: x\n\nbody\n",
      "no header at all",
      "\r\n\r\nno header at all",
      "Subject: x",
      "Subject: x\r\nbroken",
      "\r\n",
      ".",
      "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n\u00e9\r\n--b--\r\n",
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n\u00e9\r\n--b\r\n"
          + "Content-Type: message/rfc822\r\n\r\nSubject: \u00e9\r\n\r\nx\r\n--b--\r\n",
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\u00e9",
      "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n\u0000"
    };
    for (String original : originals) {
      for (Charset charset : List.of(UTF_8, ISO_8859_1)) {
        for (ReturnedContent returned : ReturnedContent.values()) {
          byte[] message =
              FAILED.render(DAEMON, SENDER, "1@x", DATE, original.getBytes(charset), returned);
          isWithinTheStandard(message);
          MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
          assertThat(found.root().children()).hasSize(3);
          assertThat(DsnParser.parse(found, MessageSource.of(message))).isNotNull();
          assertThat(ReportParts.returned(found, MessageSource.of(message))).isNotNull();
        }
      }
    }
  }

  @Test
  void allOfAnEightBitMessageGoesBackWhereItCanBeConverted() {
    byte[] original =
        ("Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\na long b\u00f6dy\r\n")
            .getBytes(UTF_8);
    byte[] message = FAILED.render(DAEMON, SENDER, "1@x", DATE, original, ReturnedContent.FULL);
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    assertThat(found.root().children().get(2).subtype()).isEqualTo("rfc822");
    assertThat(part(message, found, 3)).contains("quoted-printable").contains("a long b=C3=B6dy");
  }

  // RFC 3464 §2.3.6, RFC 3461 §9.2: only the words of the host are the host's.
  @Test
  void ourWordsAreNotPutIntoTheHostsMouth() {
    DsnRecipient ours =
        new DsnRecipient(
            "a@example.net",
            null,
            DsnAction.FAILED,
            "5.6.9",
            "mx.example.net",
            new TypedValue("x-angarium", "the host takes no internationalised headers"),
            null,
            null);
    byte[] message =
        new DeliveryStatusNotification("mx.example.org", null, null, List.of(ours))
            .render(DAEMON, SENDER, "1@x", DATE, ORIGINAL, ReturnedContent.HEADERS);
    assertThat(new String(message, US_ASCII))
        .contains("Diagnostic-Code: x-angarium; the host takes no internationalised headers\r\n")
        .contains("Remote-MTA: dns; mx.example.net\r\n")
        .contains("The reason: the host takes no internationalised headers\r\n")
        .doesNotContain(" said: ")
        .doesNotContain("smtp;");
  }

  @Test
  void longRepliesOfAHostDoNotMakeLongLines() {
    String reply = "550-5.7.1 " + "word ".repeat(300) + "x".repeat(1500) + " gr\u00fcn\u0007";
    DsnRecipient refused =
        new DsnRecipient(
            "a@example.net",
            null,
            DsnAction.FAILED,
            "5.7.1",
            "mx.example.net",
            new TypedValue("smtp", reply),
            null,
            null);
    byte[] message =
        new DeliveryStatusNotification("mx.example.org", null, null, List.of(refused))
            .render(DAEMON, SENDER, "1@x", DATE, ORIGINAL, ReturnedContent.HEADERS);
    isWithinTheStandard(message);
    assertThat(new String(message, US_ASCII)).contains("Diagnostic-Code: smtp; 550-5.7.1 word");
  }

  // RFC 3461 §6.2.
  @Test
  void onlyFailuresGiveAllOfTheMessageBack() {
    DeliveryStatusNotification delay =
        new DeliveryStatusNotification(
            "mx.example.org", null, null, List.of(FAILED.recipients().getLast()));
    byte[] message = delay.render(DAEMON, SENDER, "1@x", DATE, ORIGINAL, ReturnedContent.FULL);
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    assertThat(found.root().children().get(2).subtype()).isEqualTo("rfc822-headers");
    assertThat(part(message, found, 3)).contains("X-Secret").doesNotContain("the body");
  }

  // RFC 6533 §4.4, RFC 6522 §4: what goes back is called what it is, whoever failed.
  @Test
  void internationalMessagesGoBackAsSuch() {
    String[][] cases = {
      {
        "Subject: gr\u00fcn\r\n\r\nb\u00f6dy\r\n",
        "UTF-8",
        "message/global-headers",
        "message/global-headers"
      },
      {"Subject: x\r\n\r\nb\u00f6dy\r\n", "UTF-8", "message/rfc822", "text/rfc822-headers"},
      {
        "Subject: gr\u00fcn\r\n\r\nx\r\n",
        "ISO-8859-1",
        "text/rfc822-headers",
        "text/rfc822-headers"
      }
    };
    for (String[] given : cases) {
      byte[] original = given[0].getBytes(Charset.forName(given[1]));
      for (ReturnedContent returned : ReturnedContent.values()) {
        byte[] message = FAILED.render(DAEMON, SENDER, "1@x", DATE, original, returned);
        MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
        MimePart back = found.root().children().get(2);
        assertThat(back.mediaType() + "/" + back.subtype())
            .isEqualTo(given[returned == ReturnedContent.FULL ? 2 : 3]);
        assertThat(found.root().children().get(1).subtype()).isEqualTo("delivery-status");
        byte[] content = ReportParts.returned(found, MessageSource.of(message));
        assertThat(content).isNotNull();
        assertThat(new String(content, Charset.forName(given[1])))
            .startsWith(given[0].substring(0, given[0].indexOf("\r\n")));
        isWithinTheStandard(message);
      }
    }
  }

  @Test
  void everyFieldOfTheStandardIsWrittenAndRead() {
    DeliveryStatusNotification report =
        new DeliveryStatusNotification(
            "mx.example.org",
            "gw.example.org",
            "client.example.com",
            "env",
            DATE,
            List.of(
                new DsnRecipient(
                    "a@example.net",
                    "x400;/G=a/S=b",
                    DsnAction.RELAYED,
                    "2.1.9",
                    null,
                    null,
                    DATE,
                    null,
                    "log-17")));
    byte[] message = report.render(DAEMON, SENDER, "1@x", DATE, ORIGINAL, ReturnedContent.HEADERS);
    assertThat(
            DsnParser.parse(
                MessageStructure.of(message, MimeLimits.DEFAULT), MessageSource.of(message)))
        .isEqualTo(report);
    assertThat(new String(message, UTF_8))
        .contains("DSN-Gateway: dns; gw.example.org\r\n")
        .contains("Received-From-MTA: dns; client.example.com\r\n")
        .contains("Final-Log-ID: log-17\r\n");
  }

  @Test
  void addressesInAsciiDisguiseAreUnmasked() {
    // RFC 6533 §3: utf-8-addr-xtext in a report that had to stay in seven bits
    DeliveryStatusNotification read =
        DsnParser.parseStatus(
            """
            Reporting-MTA: dns; mx.example.org

            Original-Recipient: utf-8; \\x{FC}ser@example.net
            Final-Recipient: UTF-8;\\x{FC}ser@example.net
            Action: failed (sorry)
            Status: 5.1.1
            """
                .getBytes(US_ASCII));
    assertThat(read).isNotNull();
    assertThat(read.recipients().getFirst().finalRecipient()).isEqualTo("\u00fcser@example.net");
    assertThat(read.recipients().getFirst().originalRecipient())
        .isEqualTo("utf-8;\u00fcser@example.net");
  }

  @Test
  void ordinaryMessagesAreNoReports() {
    MessageStructure found = MessageStructure.of(ORIGINAL, MimeLimits.DEFAULT);
    assertThat(DsnParser.parse(found, MessageSource.of(ORIGINAL))).isNull();
  }

  private static String part(byte[] message, MessageStructure found, int number) {
    MimePart part = found.root().children().get(number - 1);
    return new String(MessageSource.of(message).bytes(part.bodyStart(), part.bodyEnd()), UTF_8);
  }
}
