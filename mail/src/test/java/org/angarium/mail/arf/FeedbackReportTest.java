package org.angarium.mail.arf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.MimePart;
import org.angarium.mail.report.ExtensionField;
import org.angarium.mail.report.ReportParts;
import org.angarium.mail.report.ReportSyntaxException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedbackReportTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-01-12T20:04:56Z");
  private static final byte[] ORIGINAL =
      "From: a@spam.example\r\nSubject: buy\r\n\r\nhttp://spam.example/\r\n".getBytes(US_ASCII);

  private static FeedbackReport full(FeedbackType type, @Nullable AuthFailure failure) {
    return new FeedbackReport(
        type,
        "Angarium/1.0",
        "env-1",
        "a@spam.example",
        DATE,
        "mx.example.org",
        InetAddress.ofLiteral("2001:db8::1"),
        65_535,
        3,
        List.of("mx.example.org; spf=fail smtp.mailfrom=a@spam.example", "mx2; none"),
        List.of("user@example.org", "other@example.org"),
        List.of("spam.example"),
        List.of("http://spam.example/", "mailto:a@spam.example"),
        failure,
        List.of(new ExtensionField("X-Campaign", "7")));
  }

  private static byte[] render(FeedbackReport report) {
    return report.render(
        EmailAddress.parse("fbl@example.org"),
        EmailAddress.parse("abuse@spam.example"),
        "1@example.org",
        DATE,
        "FW: buy",
        "This is a report.",
        ORIGINAL,
        true);
  }

  private static @Nullable FeedbackReport read(byte[] message) throws ReportSyntaxException {
    return FeedbackReportParser.parse(
        MessageStructure.of(message, MimeLimits.DEFAULT), MessageSource.of(message));
  }

  private static FeedbackReport fields(String text) throws ReportSyntaxException {
    return FeedbackReportParser.parseFields(text.getBytes(US_ASCII));
  }

  @Test
  void reportsHaveThreePartsAndReadBackWhole() throws ReportSyntaxException {
    for (FeedbackType type : FeedbackType.values()) {
      FeedbackReport report =
          full(
              type,
              type == FeedbackType.AUTH_FAILURE
                  ? new AuthFailure(
                      AuthFailure.Kind.SIGNATURE,
                      AuthFailure.DeliveryResult.REJECT,
                      "dkim, spf",
                      "spam.example",
                      "@spam.example",
                      "sel",
                      "ZnJvbQ==",
                      "Ym9keQ==",
                      "dkim=all",
                      List.of("txt : spam.example : \"v=spf1 -all\"", "txt : x.example : \"\""))
                  : null);
      byte[] message = render(report);
      MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
      assertThat(found.root().parameters().value("report-type")).isEqualTo("feedback-report");
      assertThat(found.root().children())
          .extracting(MimePart::subtype)
          .containsExactly("plain", "feedback-report", "rfc822");
      assertThat(read(message)).isEqualTo(report);
      assertThat(ReportParts.returned(found, MessageSource.of(message))).isEqualTo(ORIGINAL);
    }
  }

  @Test
  void theLeastReportIsRead() throws ReportSyntaxException {
    // After RFC 5965 Appendix B.1, with the header only
    String message =
        """
        From: <abusedesk@example.com>
        Subject: FW: Earn money
        To: <abuse@example.net>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report;
             boundary="part1"

        --part1
        Content-Type: text/plain

        This is an email abuse report.
        --part1
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        User-Agent: SomeGenerator/1.0
        Version: 0.1
        --part1
        Content-Type: text/rfc822-headers

        From: <somespammer@example.net>
        --part1--
        """;
    assertThat(read(message.getBytes(US_ASCII)))
        .isEqualTo(FeedbackReport.of(FeedbackType.ABUSE, "SomeGenerator/1.0"));
    assertThat(read(ORIGINAL)).isNull();
  }

  @Test
  void portsThatAreNoneAreLeftOut() throws ReportSyntaxException {
    // RFC 6692
    String least = "Feedback-Type: abuse\r\nUser-Agent: x\r\nVersion: 1\r\nSource-Port: ";
    assertThat(fields(least + "2525 (client)\r\n").sourcePort()).isEqualTo(2525);
    for (String port : List.of("", "0", "65536", "-1", "smtp", "123456")) {
      assertThat(fields(least + port + "\r\n").sourcePort()).as(port).isZero();
    }
    assertThatThrownBy(() -> fields(least + "1\r\nSource-Port: 2\r\n"))
        .isInstanceOf(ReportSyntaxException.class);
  }

  @Test
  void addressesAreMarkedAsInSmtp() throws ReportSyntaxException {
    // RFC 5965 §3.2, RFC 5321 §4.1.3
    String least = "Feedback-Type: abuse\r\nUser-Agent: x\r\nVersion: 1\r\nSource-IP: ";
    for (String ip : List.of("IPv6:2001:db8::1", "ipv6:2001:DB8:0::1 (host)", "2001:db8::1")) {
      assertThat(fields(least + ip + "\r\n").sourceIp())
          .as(ip)
          .isEqualTo(InetAddress.ofLiteral("2001:db8::1"));
    }
    assertThat(new String(render(full(FeedbackType.ABUSE, null)), US_ASCII))
        .contains("\r\nSource-IP: IPv6:2001:db8::1\r\n");
  }

  @Test
  void hostsAreAddressesWithoutAScopeAndNothingElse()
      throws ReportSyntaxException, UnknownHostException {
    String least = "Feedback-Type: abuse\r\nUser-Agent: x\r\nVersion: 1\r\nSource-IP: ";
    for (String none :
        List.of(
            "1",
            "192.0.2",
            "3221225991",
            "0xc0.0.2.1",
            "fe80::1%eth0",
            "192.0.2.256",
            "::ffff:192.0.2.1:",
            "[192.0.2.1]",
            "host",
            ":",
            "::1::",
            "\u0661.0.2.1")) {
      assertThat(fields(least + none + "\r\n").sourceIp()).as(none).isNull();
    }
    assertThat(fields(least + "::ffff:192.0.2.1\r\n").sourceIp())
        .isEqualTo(InetAddress.ofLiteral("192.0.2.1"));
    InetAddress scoped =
        Inet6Address.getByAddress(null, InetAddress.ofLiteral("fe80::1").getAddress(), 2);
    FeedbackReport report = fields(least + "192.0.2.1\r\n");
    FeedbackReport linked =
        new FeedbackReport(
            report.type(),
            report.userAgent(),
            null,
            null,
            null,
            null,
            scoped,
            0,
            1,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            List.of());
    assertThat(new String(render(linked), US_ASCII)).contains("\r\nSource-IP: IPv6:fe80::1\r\n");
  }

  @Test
  void twoArrivalsAndTooManyIncidentsAreMalformed() throws ReportSyntaxException {
    // RFC 5965 §3.2
    String least = "Feedback-Type: abuse\r\nUser-Agent: x\r\nVersion: 1\r\n";
    String date = "-Date: Mon, 12 Jan 2026 20:04:56 +0000\r\n";
    assertThatThrownBy(() -> fields(least + "Arrival" + date + "Received" + date))
        .isInstanceOf(ReportSyntaxException.class);
    assertThat(fields(least + "Incidents: 4294967295\r\n").incidents()).isEqualTo(4_294_967_295L);
    assertThatThrownBy(() -> fields(least + "Incidents: 4294967296\r\n"))
        .isInstanceOf(ReportSyntaxException.class);
  }

  @Test
  void everyFieldStandsAsOftenAsItMay() throws ReportSyntaxException {
    String least = "Feedback-Type: fraud (sic)\r\nUser-Agent: x\r\nVersion: 1\r\n";
    assertThat(fields(least).type()).isEqualTo(FeedbackType.FRAUD);
    for (String once :
        List.of(
            "Feedback-Type: abuse",
            "User-Agent: y",
            "Version: 1",
            "Original-Envelope-Id: 1",
            "Original-Mail-From: <a@x>",
            "Arrival-Date: Mon, 12 Jan 2026 20:04:56 +0000",
            "Reporting-MTA: dns; x",
            "Source-IP: 192.0.2.1",
            "Incidents: 2")) {
      assertThatThrownBy(() -> fields(least + once + "\r\n" + once + "\r\n"))
          .as(once)
          .isInstanceOf(ReportSyntaxException.class)
          .hasMessageContaining("twice");
    }
    for (String line : least.split("\r\n", -1)) {
      if (!line.isEmpty()) {
        assertThatThrownBy(() -> fields(least.replace(line + "\r\n", "X: y\r\n")))
            .as(line)
            .isInstanceOf(ReportSyntaxException.class);
      }
    }
    String many = "Reported-Domain: a.example\r\nReported-Domain: b.example\r\n";
    assertThat(fields(least + many).reportedDomains()).containsExactly("a.example", "b.example");
    assertThat(fields(least + many + "Reported-URI: http://x/\r\nX-Else: 1\r\n").extensions())
        .containsExactly(new ExtensionField("X-Else", "1"));
  }

  @Test
  void oddValuesAreTakenForWhatTheyAre() throws ReportSyntaxException {
    String least = "Feedback-Type: grudge\r\nUser-Agent: x\r\nVersion: 1\r\n";
    FeedbackReport report =
        fields(
            least
                + "Received-Date: Mon, 12 Jan 2026 20:04:56 +0000\r\nSource-IP: nowhere\r\n"
                + "Original-Mail-From: <>\r\n");
    assertThat(report.type()).isEqualTo(FeedbackType.OTHER);
    assertThat(report.arrivalDate()).isEqualTo(DATE);
    assertThat(report.sourceIp()).isNull();
    assertThat(report.originalMailFrom()).isEmpty();
    assertThatThrownBy(() -> fields(least + "Incidents: many\r\n"))
        .isInstanceOf(ReportSyntaxException.class);
  }

  @Test
  void authFailuresNeedTheirKind() throws ReportSyntaxException {
    String least = "Feedback-Type: auth-failure\r\nUser-Agent: x\r\nVersion: 1\r\n";
    assertThatThrownBy(() -> fields(least)).isInstanceOf(ReportSyntaxException.class);
    assertThatThrownBy(() -> fields(least + "Auth-Failure: luck\r\n"))
        .isInstanceOf(ReportSyntaxException.class);
    assertThat(fields(least + "Auth-Failure: dmarc\r\nDelivery-Result: smgl\r\n").authFailure())
        .isEqualTo(AuthFailure.of(AuthFailure.Kind.DMARC).with(AuthFailure.DeliveryResult.OTHER));
    assertThatThrownBy(() -> full(FeedbackType.AUTH_FAILURE, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> full(FeedbackType.ABUSE, AuthFailure.of(AuthFailure.Kind.SPF)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesCannotAddFields() throws ReportSyntaxException {
    FeedbackReport evil = FeedbackReport.of(FeedbackType.ABUSE, "x\r\nIncidents: 9\r\n\r\n--");
    FeedbackReport read = read(render(evil));
    assertThat(read).isNotNull();
    assertThat(read.incidents()).isEqualTo(1);
    assertThat(read.userAgent()).isEqualTo("x Incidents: 9  --");
  }
}
