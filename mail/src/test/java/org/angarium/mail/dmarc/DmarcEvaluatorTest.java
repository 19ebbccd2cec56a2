package org.angarium.mail.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.angarium.mail.dkim.TxtZone;
import org.angarium.mail.header.HeaderParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DmarcEvaluatorTest {

  private static DmarcVerdict judge(
      TxtZone zone, String from, @Nullable String spf, String... dkim) {
    return new DmarcEvaluator(zone, null)
        .evaluate(
            HeaderParser.parse(("From: " + from + "\r\n").getBytes(StandardCharsets.US_ASCII)),
            new DmarcEvaluator.Evidence(List.of(dkim), spf, false));
  }

  private static TxtZone zone(String... namesAndTexts) {
    TxtZone zone = new TxtZone();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      zone.with("_dmarc." + namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return zone;
  }

  @Test
  void alignment() {
    TxtZone zone = zone("example.org", "v=DMARC1; p=reject; sp=quarantine; aspf=s");
    assertThat(judge(zone, "a@example.org", null, "example.org").result())
        .isEqualTo(DmarcResult.PASS);
    assertThat(judge(zone, "a@Mail.example.org", null, "other.example.org").aligned())
        .isEqualTo("other.example.org");
    assertThat(judge(zone, "a@mail.example.org", "other.example.org").result())
        .isEqualTo(DmarcResult.FAIL);
    assertThat(judge(zone, "a@mail.example.org", "mail.example.org").result())
        .isEqualTo(DmarcResult.PASS);
    assertThat(judge(zone, "a@example.org", "notexample.org", "example.com").wish())
        .isEqualTo(DmarcPolicy.REJECT);
    assertThat(judge(zone, "a@example.net", null, "example.net").result())
        .isEqualTo(DmarcResult.NONE);
  }

  @Test
  void theNearestPolicyCounts() {
    TxtZone zone =
        zone(
            "example.org", "v=DMARC1; p=reject; np=quarantine",
            "mail.example.org", "v=DMARC1; p=none");
    assertThat(judge(zone, "a@mail.example.org", null).policyDomain())
        .isEqualTo("mail.example.org");
    assertThat(judge(zone, "a@mail.example.org", null).wish()).isEqualTo(DmarcPolicy.NONE);
    // The zone has no addresses at all, so every name below is one that does not exist.
    assertThat(judge(zone, "a@x.example.org", null).wish()).isEqualTo(DmarcPolicy.QUARANTINE);
    assertThat(judge(zone, "a@b.x.mail.example.org", null).policyDomain()).isEqualTo("example.org");
  }

  @Test
  void suffixesEndTheWalk() {
    TxtZone zone =
        zone(
            "bank", "v=DMARC1; p=reject; psd=y",
            "giant.bank", "v=DMARC1; p=none",
            "unit.mega.bank", "v=DMARC1; p=quarantine; psd=n");
    assertThat(judge(zone, "a@small.bank", null, "other.bank").result())
        .isEqualTo(DmarcResult.FAIL);
    assertThat(judge(zone, "a@small.bank", null, "other.bank").policyDomain()).isEqualTo("bank");
    assertThat(judge(zone, "a@x.giant.bank", null, "y.giant.bank").result())
        .isEqualTo(DmarcResult.PASS);
    assertThat(judge(zone, "a@x.unit.mega.bank", null, "mega.bank").result())
        .isEqualTo(DmarcResult.FAIL);
    assertThat(judge(zone, "a@x.unit.mega.bank", null, "y.unit.mega.bank").result())
        .isEqualTo(DmarcResult.PASS);
  }

  @Test
  void longNamesCostEightQuestions() {
    TxtZone zone = new TxtZone();
    assertThat(judge(zone, "a@a.b.c.d.e.f.g.h.i.j.mail.example.com", null).result())
        .isEqualTo(DmarcResult.NONE);
    assertThat(zone.asked)
        .hasSize(8)
        .startsWith(
            "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com", "_dmarc.g.h.i.j.mail.example.com")
        .endsWith("_dmarc.com");
  }

  @Test
  void silenceIsNoVerdict() {
    TxtZone zone = new TxtZone().silent("_dmarc.example.org");
    assertThat(judge(zone, "a@mail.example.org", null, "example.org").result())
        .isEqualTo(DmarcResult.TEMPERROR);
  }

  @Test
  void fromMustNameOneDomain() {
    TxtZone zone = zone("example.org", "v=DMARC1; p=reject");
    assertThat(judge(zone, "a@example.org, b@example.org", null).result())
        .isEqualTo(DmarcResult.FAIL);
    for (String from :
        List.of("a@example.org, b@example.net", "nobody", "a@example.org\r\nFrom: b@example.org")) {
      assertThat(judge(zone, from, null, "example.org").result())
          .as(from)
          .isEqualTo(DmarcResult.PERMERROR);
    }
  }

  @Test
  void recordsAreReadLeniently() {
    DmarcRecord record =
        DmarcRecord.parse(
                "v=DMARC1 ; p=Reject;sp=bogus; adkim=s; t=y; rua=mailto:a@x.org, mailto:b@x.org;;")
            .orElse(null);
    assertThat(record).isNotNull();
    assertThat(record.policy()).isEqualTo(DmarcPolicy.NONE);
    record =
        DmarcRecord.parse(
                "v=DMARC1 ; p=Reject;bogus=1; adkim=s; t=y; rua=mailto:a@x.org, mailto:b@x.org;"
                    + " pct=200; ri=soon; fo=1:x:s")
            .orElseThrow();
    assertThat(record.percent()).isEqualTo(100);
    assertThat(record.intervalSeconds()).isEqualTo(86_400);
    assertThat(record.failureOptions()).hasToString("1:s");
    assertThat(record.policy()).isEqualTo(DmarcPolicy.REJECT);
    assertThat(record.nonexistent()).isEqualTo(DmarcPolicy.REJECT);
    assertThat(record.strictDkim()).isTrue();
    assertThat(record.testing()).isTrue();
    assertThat(record.aggregateReports()).containsExactly("mailto:a@x.org", "mailto:b@x.org");
    assertThat(DmarcRecord.parse("v=DMARC1; rua=mailto:a@x.org").orElseThrow().policy())
        .isEqualTo(DmarcPolicy.NONE);
    assertThat(DmarcRecord.parse("v=DMARC1").orElseThrow().applies()).isFalse();
    assertThat(DmarcRecord.parse("p=none; v=DMARC1")).isEmpty();
    assertThat(DmarcRecord.parse("v=DMARC11; p=none")).isEmpty();
    TxtZone testing = zone("example.org", "v=DMARC1; p=reject; t=y");
    assertThat(judge(testing, "a@example.org", null).wish()).isEqualTo(DmarcPolicy.QUARANTINE);
    TxtZone twice = zone("example.org", "v=DMARC1; p=reject", "example.org", "v=DMARC1; p=none");
    assertThat(judge(twice, "a@example.org", null).result()).isEqualTo(DmarcResult.NONE);
  }

  @Test
  void aListMayTakeThePlaceOfTheWalk() {
    TxtZone zone = zone("example.org", "v=DMARC1; p=reject");
    DmarcVerdict verdict =
        new DmarcEvaluator(zone, domain -> domain.endsWith("example.org") ? "example.org" : domain)
            .evaluate(
                HeaderParser.parse("From: a@m.example.org\r\n".getBytes(StandardCharsets.US_ASCII)),
                new DmarcEvaluator.Evidence(List.of("n.example.org"), null, false));
    assertThat(verdict.result()).isEqualTo(DmarcResult.PASS);
  }

  @Test
  void aRecordWithAPolicyThatIsNoneOnlyAsksForReports() {
    // RFC 7489 §6.6.3 step 6
    for (String bad :
        List.of("p=rejct", "p=reject; sp=bogus", "p=reject; sp=none; np=", "sp=none")) {
      assertThat(DmarcRecord.parse("v=DMARC1; " + bad + "; rua=mailto:a@x.org").orElseThrow())
          .as(bad)
          .extracting(DmarcRecord::policy, DmarcRecord::subdomains, DmarcRecord::nonexistent)
          .containsOnly(DmarcPolicy.NONE);
      assertThat(DmarcRecord.parse("v=DMARC1; " + bad).orElseThrow().applies()).as(bad).isFalse();
      assertThat(
              DmarcRecord.parse("v=DMARC1; " + bad + "; rua=https://x.org/")
                  .orElseThrow()
                  .applies())
          .as(bad)
          .isFalse();
    }
  }

  @Test
  void whatIsNoTagIsPassedOver() {
    // RFC 9989 §4.8: syntax errors are discarded in favour of default values.
    for (String text :
        List.of(
            "v=DMARC1; p=reject; adkim",
            "v=DMARC1;; p=reject;;",
            "v=DMARC1; =x; p=reject",
            "v=DMARC1; p=reject; rua=mailto:a@x.org; some words, 1=2",
            "v=DMARC1; p=reject; p=none",
            "v=DMARC1; aspf=\u0001s; p=reject")) {
      DmarcRecord record = DmarcRecord.parse(text).orElseThrow();
      assertThat(record.policy()).as(text).isEqualTo(DmarcPolicy.REJECT);
      assertThat(record.strictDkim() || record.strictSpf()).as(text).isFalse();
    }
  }

  @Test
  void aRecordOfItsOwnWithoutAPolicyKeepsDmarcOff() {
    // RFC 9989 §4.10.1, RFC 7489 §6.6.3 step 6: the organisation's doesn't take its place.
    TxtZone zone = zone("example.org", "v=DMARC1; p=reject", "m.example.org", "v=DMARC1; p=rejct");
    assertThat(judge(zone, "a@m.example.org", null).result()).isEqualTo(DmarcResult.NONE);
    assertThat(judge(zone, "a@n.example.org", null).result()).isEqualTo(DmarcResult.FAIL);
    TxtZone marks = zone("example.org", "v=DMARC1; psd=n", "m.example.org", "v=DMARC1; p=reject");
    assertThat(judge(marks, "a@m.example.org", null, "example.org").result())
        .isEqualTo(DmarcResult.PASS);
  }

  @Test
  void silenceAboutAnAlignmentIsNeitherPassNorFail() {
    // RFC 9989 §5.3.6
    TxtZone zone = zone("example.org", "v=DMARC1; p=reject").silent("_dmarc.mail.example.org");
    DmarcVerdict verdict = judge(zone, "a@example.org", null, "mail.example.org");
    assertThat(verdict.result()).isEqualTo(DmarcResult.TEMPERROR);
    assertThat(verdict.wish()).isEqualTo(DmarcPolicy.NONE);
    assertThat(judge(zone, "a@example.org", "mail.example.org").result())
        .isEqualTo(DmarcResult.TEMPERROR);
    assertThat(judge(zone, "a@example.org", null, "mail.example.org", "example.org").result())
        .isEqualTo(DmarcResult.PASS);
  }

  @Test
  void silenceAboutTheAuthorsExistenceIsNeitherPassNorFail() {
    TxtZone zone = zone("example.org", "v=DMARC1; p=none; np=reject").silent("m.example.org");
    assertThat(judge(zone, "a@m.example.org", null).result()).isEqualTo(DmarcResult.TEMPERROR);
    assertThat(judge(zone, "a@m.example.org", "example.org").result()).isEqualTo(DmarcResult.PASS);
    assertThat(judge(zone, "a@n.example.org", null).wish()).isEqualTo(DmarcPolicy.REJECT);
  }

  @Test
  void onlyAPartIsTreatedByThePolicy() {
    // RFC 7489 §6.6.4
    for (String policy : List.of("reject", "quarantine")) {
      TxtZone zone = zone("example.org", "v=DMARC1; p=" + policy + "; pct=30");
      int full = 0;
      for (int sample = 0; sample < 100; sample++) {
        DmarcVerdict verdict =
            new DmarcEvaluator(zone, null)
                .evaluate(
                    HeaderParser.parse("From: a@example.org".getBytes(StandardCharsets.US_ASCII)),
                    new DmarcEvaluator.Evidence(List.of(), null, false),
                    sample);
        full += verdict.spared() ? 0 : 1;
        assertThat(verdict.wish())
            .isEqualTo(verdict.spared() ? verdict.published().milder() : verdict.published());
      }
      assertThat(full).isEqualTo(30);
    }
    TxtZone none = zone("example.org", "v=DMARC1; p=reject; pct=0");
    assertThat(judge(none, "a@example.org", null).wish()).isEqualTo(DmarcPolicy.QUARANTINE);
  }

  @Test
  void bothAlignmentsAreTold() {
    TxtZone zone = zone("example.org", "v=DMARC1; p=reject");
    DmarcVerdict verdict =
        judge(zone, "a@example.org", "m.example.org", "example.net", "k.example.org");
    assertThat(verdict.dkimAligned()).isEqualTo("k.example.org");
    assertThat(verdict.spfAligned()).isEqualTo("m.example.org");
    assertThat(verdict.published()).isEqualTo(DmarcPolicy.REJECT);
    assertThat(verdict.methodResult(DmarcPolicy.NONE).property("header", "from"))
        .isEqualTo("example.org");
    assertThat(verdict.methodResult(DmarcPolicy.NONE).property("policy", "dmarc"))
        .isEqualTo("none");
    assertThat(judge(zone, "nobody", null).methodResult(DmarcPolicy.NONE).properties()).isEmpty();
  }

  @Test
  void failureReportsAreWantedAsTheOptionsSay() {
    assertThat(FailureOptions.DEFAULT.wants(false, false, false, false)).isTrue();
    assertThat(FailureOptions.DEFAULT.wants(true, false, true, true)).isFalse();
    assertThat(FailureOptions.parse("1").wants(true, false, false, false)).isTrue();
    assertThat(FailureOptions.parse("1").wants(true, true, true, true)).isFalse();
    assertThat(FailureOptions.parse("0:d").wants(true, true, true, false)).isTrue();
    assertThat(FailureOptions.parse("d : s").wants(true, true, false, true)).isTrue();
    assertThat(FailureOptions.parse("d : s").wants(true, true, false, false)).isFalse();
  }

  @Test
  void rubbishIsNoPolicy() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "psd=;: vnrq,\u0000é";
    int read = 0;
    for (int round = 0; round < 10_000; round++) {
      StringBuilder text = new StringBuilder("v=DMARC1;");
      for (int i = random.nextInt(30); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      read += DmarcRecord.parse(text.toString()).orElseThrow().applies() ? 1 : 0;
    }
    assertThat(read).as("seed %d", seed).isZero();
  }
}
