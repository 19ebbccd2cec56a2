package org.angarium.mail.dmarc.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.arf.AuthFailure;
import org.angarium.mail.arf.FeedbackReport;
import org.angarium.mail.arf.FeedbackReportParser;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimReason;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.TxtZone;
import org.angarium.mail.dmarc.DmarcEvaluator;
import org.angarium.mail.dmarc.DmarcPolicy;
import org.angarium.mail.dmarc.DmarcVerdict;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.report.ReportSyntaxException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureReportTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-01-12T20:04:56Z");
  private static final byte[] MESSAGE =
      "From: a@example.org\r\nSubject: x\r\n\r\nsecret\r\n".getBytes(US_ASCII);

  private static final String SPF = "txt : example.org : \"v=spf1 -all\"";

  private static DmarcVerdict verdict(String policy, @Nullable String spf) {
    return new DmarcEvaluator(new TxtZone().with("_dmarc.example.org", policy), null)
        .evaluate(HeaderParser.parse(MESSAGE), new DmarcEvaluator.Evidence(List.of(), spf, false));
  }

  private static FailureReport report(DmarcVerdict verdict, DkimResult... signatures) {
    return new FailureReport(
        "",
        List.of(),
        InetAddress.ofLiteral("192.0.2.1"),
        40_025,
        DATE,
        "mx.example.net",
        new AuthenticationResults(
            "mx.example.net",
            List.of(MethodResult.of("spf", "none"), verdict.methodResult(DmarcPolicy.REJECT))),
        List.of(signatures),
        true,
        List.of(SPF),
        AuthFailure.DeliveryResult.REJECT);
  }

  @Test
  void aFailureBecomesFeedback() throws ReportSyntaxException {
    DmarcVerdict verdict = verdict("v=DMARC1; p=reject; ruf=mailto:f@example.org", null);
    FailureReport report = report(verdict);
    assertThat(report.isWanted(verdict)).isTrue();
    byte[] message =
        report
            .feedback(verdict, "Angarium/1.0")
            .render(
                EmailAddress.parse("dmarc@example.net"),
                EmailAddress.parse("f@example.org"),
                "1@example.net",
                DATE,
                "FW: x",
                "DMARC failed.",
                MESSAGE,
                false);
    FeedbackReport read =
        FeedbackReportParser.parse(
            MessageStructure.of(message, MimeLimits.DEFAULT), MessageSource.of(message));
    assertThat(read).isNotNull();
    assertThat(read.authFailure())
        .isEqualTo(
            AuthFailure.of(AuthFailure.Kind.DMARC)
                .with(AuthFailure.DeliveryResult.REJECT)
                .unaligned("dkim, spf")
                .ofSpf(List.of(SPF)));
    assertThat(read.reportedDomains()).containsExactly("example.org");
    assertThat(read.originalRcptTo()).isEmpty();
    assertThat(read.sourcePort()).isEqualTo(40_025);
    assertThat(read.authenticationResults().getFirst())
        .contains("dmarc=fail header.from=example.org policy.dmarc=reject")
        .doesNotContain("spf"); // RFC 6591 §3.1: of one method
    assertThat(new String(message, US_ASCII)).doesNotContain("secret");
  }

  @Test
  void itIsMadeOnlyIfWanted() {
    DmarcVerdict silent = verdict("v=DMARC1; p=reject", null);
    assertThat(report(silent).isWanted(silent)).isFalse();
    DmarcVerdict passed = verdict("v=DMARC1; p=reject; ruf=mailto:f@example.org", "example.org");
    assertThat(report(passed).isWanted(passed)).isFalse();
    DmarcVerdict any = verdict("v=DMARC1; p=reject; ruf=mailto:f@example.org; fo=1", "example.org");
    assertThat(report(any).isWanted(any)).isTrue();
    assertThat(report(any).feedback(any, "x").authFailure())
        .extracting(AuthFailure::identityAlignment)
        .isEqualTo("dkim");
    DmarcVerdict spf = verdict("v=DMARC1; p=reject; ruf=mailto:f@example.org; fo=s", "example.org");
    assertThat(report(spf).isWanted(spf)).isTrue();
  }

  private static DkimResult failed(String domain) throws DkimSyntaxException {
    String value = " v=1; a=rsa-sha256; d=" + domain + "; s=s; h=from; bh=AAAA; b=AAAA";
    return new DkimResult(
        DkimReason.SIGNATURE_WRONG,
        null,
        DkimSignatureField.parse(value.getBytes(US_ASCII), DkimLimits.DEFAULT),
        2048,
        false,
        0);
  }

  @Test
  void theSignatureThatWouldHaveAlignedIsToldOf() throws DkimSyntaxException {
    // RFC 9991 §4
    DmarcVerdict verdict = verdict("v=DMARC1; p=reject; ruf=mailto:f@example.org", null);
    FailureReport report =
        report(verdict, failed("list.example.net"), failed("m.example.org"), failed("example.org"));
    assertThat(report.feedback(verdict, "x").authFailure())
        .extracting(AuthFailure::dkimDomain)
        .isEqualTo("m.example.org");
    assertThat(report(verdict, failed("list.example.net")).feedback(verdict, "x").authFailure())
        .extracting(AuthFailure::dkimDomain)
        .isEqualTo("list.example.net");
  }

  @Test
  void publicSuffixesGetNone() {
    // RFC 9991 §2
    DmarcVerdict verdict = verdict("v=DMARC1; p=reject; psd=y; ruf=mailto:f@example.org", null);
    assertThat(report(verdict).isWanted(verdict)).isFalse();
  }
}
