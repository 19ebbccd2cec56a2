package org.angarium.mail.mdn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.MimePart;
import org.angarium.mail.report.ExtensionField;
import org.angarium.mail.report.ReportSyntaxException;
import org.angarium.mail.report.TypedValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispositionNotificationTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-01-12T20:04:56Z");
  private static final byte[] ORIGINAL =
      "From: a@example.com\r\nSubject: x\r\n\r\nbody\r\n".getBytes(US_ASCII);

  private static byte[] render(DispositionNotification notification, byte[] original) {
    return notification.render(
        EmailAddress.parse("joe@example.org"),
        EmailAddress.parse("a@example.com"),
        "2@example.org",
        DATE,
        "Displayed: x",
        "Your message was displayed. Nobody knows whether it was read.",
        original);
  }

  private static @Nullable DispositionNotification read(byte[] message)
      throws ReportSyntaxException {
    return DispositionParser.parse(
        MessageStructure.of(message, MimeLimits.DEFAULT), MessageSource.of(message));
  }

  @Test
  void textsBeyondAsciiAreNotLost() throws ReportSyntaxException {
    DispositionNotification notification =
        new DispositionNotification(
            "B\u00fcro; Angarium \ud83d\ude00",
            null,
            null,
            "joe@example.org",
            null,
            new Disposition(false, false, Disposition.Type.DISPLAYED, List.of()),
            List.of("Gr\u00fc\u00dfe \ud83d\ude00", "=?utf-8?Q?as_it_is?=", "a\r\nFrom: b"),
            List.of());
    byte[] message = render(notification, new byte[0]);
    for (byte octet : message) {
      assertThat(octet).isNotNegative();
    }
    DispositionNotification read = Objects.requireNonNull(read(message));
    assertThat(read.reportingUa()).isEqualTo("B\u00fcro; Angarium \ud83d\ude00");
    assertThat(read.errors())
        .containsExactly("Gr\u00fc\u00dfe \ud83d\ude00", "=?utf-8?Q?as_it_is?=", "a From: b");
  }

  @Test
  void everyDispositionIsReadBack() throws ReportSyntaxException {
    for (Disposition.Type type : Disposition.Type.values()) {
      for (int modes = 0; modes < 4; modes++) {
        Disposition disposition =
            new Disposition(
                modes % 2 == 0, modes > 1, type, modes == 3 ? List.of("error", "x-y") : List.of());
        DispositionNotification notification =
            new DispositionNotification(
                "pc.example.org; Angarium",
                "gw.example.org",
                "rfc822;joe.doe@example.org",
                "joe@example.org",
                "<1@example.com>",
                disposition,
                modes == 3 ? List.of("disk on fire", "twice") : List.of(),
                List.of(new ExtensionField("X-More", "1")));
        byte[] message = render(notification, ORIGINAL);
        assertThat(read(message)).isEqualTo(notification);
        MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
        assertThat(found.root().parameters().value("report-type"))
            .isEqualTo("disposition-notification");
        assertThat(found.root().children())
            .extracting(MimePart::subtype)
            .containsExactly("plain", "disposition-notification", "rfc822-headers");
        assertThat(found.header().text("References")).isEqualTo("<1@example.com>");
      }
    }
  }

  @Test
  void internationalRecipientsMakeAGlobalNotification() throws ReportSyntaxException {
    DispositionNotification notification =
        new DispositionNotification(
            null,
            null,
            null,
            "jo\u00e9@example.org",
            null,
            new Disposition(false, false, Disposition.Type.DISPLAYED, List.of()),
            List.of(),
            List.of());
    EmailAddress joe = new EmailAddress("jo\u00e9", "example.org");
    byte[] message =
        notification.render(
            joe, EmailAddress.parse("a@example.com"), "1@x", DATE, "Read", "Read.", new byte[0]);
    assertThat(new String(message, UTF_8))
        .contains("report-type=global-disposition-notification")
        .contains("Final-Recipient: utf-8; jo\u00e9@example.org");
    assertThat(read(message)).isEqualTo(notification);
    byte[] plain = render(notification, new byte[0]);
    assertThat(new String(plain, UTF_8))
        .contains("report-type=disposition-notification")
        .contains("Final-Recipient: utf-8; jo\\x{E9}@example.org");
    assertThat(read(plain)).isEqualTo(notification);
    assertThat(
            DispositionParser.parseFields(
                    "Final-Recipient: UTF-8; jo\\x{E9}@example.org\nDisposition: a\n"
                        .replace("a\n", "manual-action/MDN-sent-manually;displayed\n")
                        .getBytes(US_ASCII))
                .finalRecipient())
        .isEqualTo("jo\u00e9@example.org");
  }

  @Test
  void theGrammarIsReadAsOthersWriteIt() throws ReportSyntaxException {
    assertThat(Disposition.parse("Manual-Action (by hand) / MDN-sent-manually ; Displayed / Error"))
        .isEqualTo(new Disposition(false, false, Disposition.Type.DISPLAYED, List.of("error")));
    // Comments with escapes in them; RFC 8098 §2.3: they may stand around everything.
    assertThat(Disposition.parse("manual-action/(\\) ;\\( )MDN-sent-manually;(a(b))displayed"))
        .isEqualTo(new Disposition(false, false, Disposition.Type.DISPLAYED, List.of()));
    assertThat(TypedValue.parse("(by us; really) RFC822 (the mail) ; a(b)@example.org"))
        .isEqualTo(new TypedValue("rfc822", "a(b)@example.org"));
    for (String wrong :
        List.of(
            "",
            "displayed",
            "manual-action; displayed",
            "manual-action/MDN-sent-manually",
            "manual-action/MDN-sent-manually;",
            "manual-action/MDN-sent-manually; read",
            "by-magic/MDN-sent-manually; displayed",
            "manual-action/by-magic; displayed")) {
      assertThatThrownBy(() -> Disposition.parse(wrong))
          .as(wrong)
          .isInstanceOf(ReportSyntaxException.class);
    }
  }

  @Test
  void fieldsStandOnceAndTheNeededAreThere() {
    String good =
        "Final-Recipient: rfc822; a@x\nDisposition: manual-action/MDN-sent-manually; deleted\n";
    for (String wrong :
        List.of(
            good + "Final-Recipient: rfc822; b@x\n",
            good + "Original-Message-ID: <1@x>\nOriginal-Message-ID: <2@x>\n",
            good.substring(0, good.indexOf("Disp")),
            good.substring(good.indexOf("Disp")))) {
      assertThatThrownBy(() -> DispositionParser.parseFields(wrong.getBytes(US_ASCII)))
          .as(wrong)
          .isInstanceOf(ReportSyntaxException.class);
    }
  }

  @Test
  void ordinaryMessagesAreNoNotifications() throws ReportSyntaxException {
    assertThat(read(ORIGINAL)).isNull();
  }
}
