package org.angarium.mail.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.angarium.mail.dkim.TxtZone;
import org.angarium.mail.dmarc.ReportDestination.Outcome;
import org.junit.jupiter.api.Test;

class ReportDestinationTest {
  private static ReportUri uri(String text) {
    return ReportUri.parse(text).orElseThrow();
  }

  private static Outcome ask(TxtZone zone, String policyDomain, String address) {
    return new ReportDestination(zone, null).aggregate(policyDomain, uri("mailto:" + address));
  }

  private static final String CONSENT = "blue.example.com._report._dmarc.red.example.net";

  @Test
  void ownAddressesNeedNoConsent() {
    TxtZone zone = new TxtZone().with("_dmarc.example.com", "v=DMARC1; p=none");
    assertThat(ask(zone, "example.com", "a@example.com"))
        .isEqualTo(new Outcome.Agreed(List.of(uri("mailto:a@example.com"))));
    assertThat(zone.asked).isEmpty();
    assertThat(ask(zone, "example.com", "a@mail.example.com")).isInstanceOf(Outcome.Agreed.class);
    assertThat(ask(zone, "sub.example.com", "a@example.com")).isInstanceOf(Outcome.Agreed.class);
    PublicSuffixes list = domain -> domain.endsWith("example.org") ? "example.org" : domain;
    assertThat(
            new ReportDestination(new TxtZone(), list)
                .failure("a.example.org", uri("mailto:x@b.example.org")))
        .isInstanceOf(Outcome.Agreed.class);
  }

  @Test
  void othersMustConsent() {
    assertThat(ask(new TxtZone(), "blue.example.com", "reports@red.example.net"))
        .isEqualTo(new Outcome.Refused());
    TxtZone zone = new TxtZone().with(CONSENT, "v=DMARC1");
    assertThat(ask(zone, "blue.example.com", "reports@red.example.net"))
        .isEqualTo(new Outcome.Agreed(List.of(uri("mailto:reports@red.example.net"))));
    assertThat(zone.asked).last().isEqualTo(CONSENT);
    assertThat(
            ask(
                new TxtZone().with(CONSENT, "hello").with(CONSENT, "v=spf1 -all"),
                "blue.example.com",
                "reports@red.example.net"))
        .isEqualTo(new Outcome.Refused());
  }

  @Test
  void whoConsentsMayNameAnotherAddressOfItsOwn() {
    assertThat(
            ask(
                new TxtZone()
                    .with(
                        CONSENT, "v=DMARC1; rua=mailto:a@red.example.net,mailto:b@red.example.net"),
                "blue.example.com",
                "reports@red.example.net"))
        .isEqualTo(
            new Outcome.Agreed(
                List.of(uri("mailto:a@red.example.net"), uri("mailto:b@red.example.net"))));
    assertThat(
            ask(
                new TxtZone().with(CONSENT, "v=DMARC1; rua=mailto:a@victim.example"),
                "blue.example.com",
                "reports@red.example.net"))
        .isEqualTo(new Outcome.Refused());
    assertThat(
            new ReportDestination(
                    new TxtZone().with(CONSENT, "v=DMARC1; rua=mailto:a@victim.example"), null)
                .failure("blue.example.com", uri("mailto:reports@red.example.net")))
        .isInstanceOf(Outcome.Agreed.class);
  }

  @Test
  void silenceIsNoAnswer() {
    assertThat(ask(new TxtZone().silent(CONSENT), "blue.example.com", "reports@red.example.net"))
        .isEqualTo(new Outcome.Unknown());
    assertThat(
            ask(
                new TxtZone().silent("_dmarc.example.net"),
                "blue.example.com",
                "reports@red.example.net"))
        .isEqualTo(new Outcome.Unknown());
  }

  @Test
  void namesThatDnsCannotHoldAndLiteralsAreRefused() {
    String longName = "a.".repeat(110) + "example.com";
    assertThat(ask(new TxtZone(), longName, "x@" + "b.".repeat(20) + "example.net"))
        .isEqualTo(new Outcome.Refused());
    assertThat(ask(new TxtZone(), "example.com", "x@[192.0.2.1]")).isEqualTo(new Outcome.Refused());
  }

  @Test
  void addressesAreReadWithTheirObsoleteLimits() {
    assertThat(uri("MAILTO:a@example.com!50m").maxOctets()).isEqualTo(50L << 20);
    assertThat(uri("mailto:a@example.com!7").maxOctets()).isEqualTo(7);
    assertThat(uri("mailto:a@example.com!lots").maxOctets()).isEqualTo(-1);
    assertThat(uri("mailto:a@example.com!0").maxOctets()).isZero();
    assertThat(uri("mailto:a@example.com!10000000").maxOctets()).isEqualTo(10_000_000);
    assertThat(uri("mailto:a@example.com!8388607t").maxOctets()).isEqualTo(8_388_607L << 40);
    for (String huge : List.of("8388608t", "9223372036854775808", "99999999999999999999999k")) {
      assertThat(uri("mailto:a@example.com!" + huge).maxOctets()).isEqualTo(Long.MAX_VALUE);
    }
    assertThat(uri("mailto:j%C3%B6e@example.com").address().localPart()).isEqualTo("j\u00f6e");
    assertThat(uri("mailto:a%2Bb@example.com?subject=x").address().localPart()).isEqualTo("a+b");
    for (String wrong :
        List.of(
            "",
            "mailto:",
            "https://example.com/",
            "mailto:a",
            "mailto:a%00b@example.com",
            "mailto:a@example.com%2Cb@example.net",
            "mailto:a%FF@example.com",
            "mailto:a%4@example.com",
            "mailto:a%0D%0Ab@example.com",
            "mailto:%@example.com")) {
      assertThat(ReportUri.parse(wrong)).as(wrong).isEmpty();
    }
  }
}
