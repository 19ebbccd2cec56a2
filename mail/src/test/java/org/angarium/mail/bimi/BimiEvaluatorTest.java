package org.angarium.mail.bimi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.angarium.mail.dkim.DkimKeyPair;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimSigner;
import org.angarium.mail.dkim.DkimSigning;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.DkimVerifier;
import org.angarium.mail.dkim.Messages;
import org.angarium.mail.dkim.SigningPlan;
import org.angarium.mail.dkim.TxtZone;
import org.angarium.mail.dmarc.DmarcEvaluator;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderParser;
import org.junit.jupiter.api.Test;

class BimiEvaluatorTest {
  private static final DkimKeyPair KEY = DkimKeyPair.ed25519(new SecureRandom());
  private static final String GOOD = "v=BIMI1; l=https://example.org/logo.svg; a=";
  private static final String FROM = "From: a@example.org\r\n";

  private static TxtZone zone(String policy) {
    return new TxtZone()
        .with("_dmarc.example.org", policy)
        .with("e._domainkey.example.org", KEY.record().text());
  }

  /** What becomes of a message that its domain signed. */
  private static BimiDiscovery discover(TxtZone zone, String header, SigningPlan plan)
      throws DkimSyntaxException {
    byte[] message = (header + "\r\nhi\r\n").getBytes(StandardCharsets.US_ASCII);
    Messages parts = Messages.of(message);
    DkimSigning signing =
        new DkimSigning(
            List.of(new DkimSigner("example.org", "e", KEY.privateKey(), plan)),
            parts.header(),
            1_800_000_000L);
    signing.update(parts.body(), 0, parts.body().length);
    Messages signed = Messages.of(Messages.joined(signing.finish(), message));
    List<DkimResult> results =
        new DkimVerifier(zone, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
            .verify(signed.header(), signed.body(), 1_800_000_000L);
    List<String> domains =
        results.stream().filter(DkimResult::passed).map(DkimResult::domain).toList();
    return new BimiEvaluator(zone)
        .discover(
            signed.header(),
            new DmarcEvaluator(zone, null)
                .evaluate(signed.header(), new DmarcEvaluator.Evidence(domains, null, false)),
            results);
  }

  private static BimiDiscovery discover(TxtZone zone, String header) throws DkimSyntaxException {
    return discover(zone, header, SigningPlan.DEFAULT);
  }

  @Test
  void aDomainInEarnestGetsItsLogo() throws DkimSyntaxException {
    TxtZone zone = zone("v=DMARC1; p=reject").with("default._bimi.example.org", GOOD);
    assertThat(discover(zone, FROM))
        .isEqualTo(
            new BimiDiscovery.Found(
                "example.org",
                "default",
                new BimiRecord("https://example.org/logo.svg", "", false, null)));
    assertThat(discover(zone, FROM).methodResult()).isNull();
  }

  @Test
  void theOrganisationsRecordStandsIn() throws DkimSyntaxException {
    TxtZone zone = zone("v=DMARC1; p=reject").with("default._bimi.example.org", GOOD);
    assertThat(discover(zone, "From: a@mail.example.org\r\n"))
        .isInstanceOfSatisfying(
            BimiDiscovery.Found.class,
            found -> assertThat(found.domain()).isEqualTo("example.org"));
    zone.with("default._bimi.mail.example.org", "v=BIMI1; l=; a=;");
    assertThat(discover(zone, "From: a@mail.example.org\r\n"))
        .isEqualTo(new BimiDiscovery.Declined("mail.example.org", "default"));
  }

  @Test
  void policiesMustBeInEarnest() throws DkimSyntaxException {
    for (String lax :
        List.of(
            "v=DMARC1; p=none",
            "v=DMARC1; p=reject; sp=none",
            "v=DMARC1; p=quarantine; pct=99",
            "v=DMARC1; p=reject; t=y")) {
      assertThat(discover(zone(lax).with("default._bimi.example.org", GOOD), FROM))
          .as(lax)
          .isEqualTo(new BimiDiscovery.Skipped(BimiDiscovery.Reason.POLICY_TOO_LAX));
    }
    TxtZone below =
        zone("v=DMARC1; p=none")
            .with("_dmarc.mail.example.org", "v=DMARC1; p=reject")
            .with("default._bimi.mail.example.org", GOOD);
    assertThat(discover(below, "From: a@mail.example.org\r\n"))
        .isEqualTo(new BimiDiscovery.Skipped(BimiDiscovery.Reason.POLICY_TOO_LAX));
    assertThat(
            discover(
                zone("v=DMARC1; p=quarantine; pct=100").with("default._bimi.example.org", GOOD),
                FROM))
        .isInstanceOf(BimiDiscovery.Found.class);
  }

  @Test
  void mailThatIsNotProvenGetsNone() throws DkimSyntaxException {
    TxtZone zone = zone("v=DMARC1; p=reject").with("default._bimi.example.org", GOOD);
    assertThat(discover(zone, "From: a@example.org, b@example.org\r\n"))
        .isEqualTo(new BimiDiscovery.Skipped(BimiDiscovery.Reason.FROM_NOT_SINGLE));
    TxtZone other = zone("v=DMARC1; p=reject").with("_dmarc.example.net", "v=DMARC1; p=reject");
    assertThat(discover(other, "From: a@example.net\r\n"))
        .isEqualTo(new BimiDiscovery.Skipped(BimiDiscovery.Reason.DMARC_NOT_PASSED));
  }

  @Test
  void aSelectorCountsOnlyIfItIsSigned() throws DkimSyntaxException {
    TxtZone zone =
        zone("v=DMARC1; p=reject")
            .with("default._bimi.example.org", GOOD)
            .with("brand._bimi.example.org", GOOD + "https://example.org/vmc.pem; avp=personal");
    String header = FROM + "BIMI-Selector: v=BIMI1; s=Brand;\r\n";
    SigningPlan plan = SigningPlan.DEFAULT.alsoSigning("bimi-selector");
    assertThat(discover(zone, header, plan))
        .isEqualTo(
            new BimiDiscovery.Found(
                "example.org",
                "brand",
                new BimiRecord(
                    "https://example.org/logo.svg", "https://example.org/vmc.pem", true, null)));
    for (String ignored :
        List.of(
            FROM + "BIMI-Selector: s=brand\r\n",
            FROM + "BIMI-Selector: v=BIMI1; s=..\r\n",
            header + "BIMI-Selector: v=BIMI1; s=brand\r\n")) {
      assertThat(discover(zone, ignored, plan))
          .as(ignored)
          .isInstanceOfSatisfying(
              BimiDiscovery.Found.class,
              found -> assertThat(found.selector()).isEqualTo("default"));
    }
    assertThat(discover(zone, header))
        .isInstanceOfSatisfying(
            BimiDiscovery.Found.class, found -> assertThat(found.selector()).isEqualTo("default"));
  }

  // §5.2.
  @Test
  void aLocalPartIsSelectorWhereTheRecordSaysSo() throws DkimSyntaxException {
    TxtZone zone =
        zone("v=DMARC1; p=reject")
            .with("default._bimi.example.org", GOOD + "; lps=Brand-one , brand-two")
            .with("brand-one-news._bimi.example.org", "v=BIMI1; l=https://example.org/1.svg; lps=")
            .with("brand-two._bimi.example.org", "v=BIMI1; l=; a=;")
            .with("brand-twofold._bimi.example.org", "v=BIMI1; l=ftp://x/")
            .silent("brand-two-x._bimi.example.org")
            .with("other._bimi.example.org", "v=BIMI1; l=https://example.org/2.svg");
    for (String one : List.of("brand-one-news", "Brand_One..News+x", "_brand.one_.news.")) {
      assertThat(discover(zone, "From: \"" + one + "\"@example.org\r\n"))
          .as(one)
          .isInstanceOfSatisfying(
              BimiDiscovery.Found.class,
              found -> {
                assertThat(found.selector()).isEqualTo("brand-one-news");
                assertThat(found.record().location()).isEqualTo("https://example.org/1.svg");
              });
    }
    assertThat(discover(zone, "From: brand.two@example.org\r\n"))
        .isEqualTo(new BimiDiscovery.Declined("example.org", "brand-two"));
    assertThat(discover(zone, "From: brand.two.x@example.org\r\n"))
        .isEqualTo(new BimiDiscovery.Unanswered());
    for (String none :
        List.of("other", "brand-two-y", "brand-twofold", "brand-one-\u00e4", "-.-")) {
      assertThat(discover(zone, "From: \"" + none + "\"@example.org\r\n"))
          .as(none)
          .isInstanceOfSatisfying(
              BimiDiscovery.Found.class,
              found -> assertThat(found.selector()).isEqualTo("default"));
    }
  }

  // §4.2.2, §7.2.
  @Test
  void whoDeclinesForAllCanStillHaveSome() throws DkimSyntaxException {
    TxtZone zone =
        zone("v=DMARC1; p=reject")
            .with("default._bimi.example.org", "v=BIMI1; l=; a=; lps=")
            .with("a._bimi.example.org", GOOD);
    assertThat(discover(zone, "From: a@mail.example.org\r\n"))
        .isInstanceOfSatisfying(
            BimiDiscovery.Found.class,
            found -> assertThat(found.domain() + found.selector()).isEqualTo("example.orga"));
    assertThat(discover(zone, "From: b@example.org\r\n"))
        .isEqualTo(new BimiDiscovery.Declined("example.org", "default"));
  }

  @Test
  void recordsThatCannotBeUsedFail() throws DkimSyntaxException {
    for (String bad :
        List.of(
            "v=BIMI1; l=http://example.org/logo.svg",
            "v=BIMI1; l=https://user@example.org/",
            "v=BIMI1; l=https:///logo.svg",
            "v=BIMI1; l=https://example.org/<x>",
            "v=BIMI1; a=https://example.org/vmc.pem",
            "v=BIMI1; a=",
            "v=BIMI1; x=1",
            "v=BIMI1; l=https://a/; l=https://b/",
            "v=BIMI1; l=https://a/; lps=brand_",
            "v=BIMI1; l=https://a/; lps=brand-,,x",
            "v=BIMI1; l=https://example.org/" + "x".repeat(3_000))) {
      assertThat(discover(zone("v=DMARC1; p=reject").with("default._bimi.example.org", bad), FROM))
          .as(bad)
          .isInstanceOf(BimiDiscovery.Failed.class);
    }
    TxtZone twice =
        zone("v=DMARC1; p=reject")
            .with("default._bimi.example.org", GOOD)
            .with("default._bimi.example.org", GOOD);
    assertThat(discover(twice, FROM)).isInstanceOf(BimiDiscovery.Failed.class);
    assertThat(discover(zone("v=DMARC1; p=reject"), FROM)).isEqualTo(new BimiDiscovery.None());
    assertThat(
            discover(zone("v=DMARC1; p=reject").with("default._bimi.example.org", "hello"), FROM))
        .isEqualTo(new BimiDiscovery.None());
    assertThat(discover(zone("v=DMARC1; p=reject").silent("default._bimi.example.org"), FROM))
        .isEqualTo(new BimiDiscovery.Unanswered());
  }

  @Test
  void fieldsThatAMessageBringsAreForged() {
    assertThat(
            BimiEvaluator.forged(
                HeaderParser.parse(
                    """
                    bimi-location: x
                    BIMI-Selector: y
                    BIMI-Indicator: z
                    BIMI-Logo-Preference: avp=brand
                    """
                        .getBytes(StandardCharsets.US_ASCII))))
        .extracting(HeaderField::name)
        .containsExactly("bimi-location", "BIMI-Indicator", "BIMI-Logo-Preference");
  }
}
