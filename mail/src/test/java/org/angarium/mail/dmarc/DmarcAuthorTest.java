package org.angarium.mail.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.angarium.mail.dkim.TxtZone;
import org.angarium.mail.header.HeaderParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose message it is: a text that isn't exactly one author is never taken for one. */
class DmarcAuthorTest {
  private static final TxtZone ZONE =
      new TxtZone()
          .with("_dmarc.attack.test", "v=DMARC1; p=none")
          .with("_dmarc.bank.test", "v=DMARC1; p=reject")
          .with("_dmarc.xn--bcher-kva.test", "v=DMARC1; p=reject");

  /** What a message proven to be of both domains comes to. */
  private static DmarcVerdict judge(String header) {
    return new DmarcEvaluator(ZONE, null)
        .evaluate(
            HeaderParser.parse((header + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)),
            new DmarcEvaluator.Evidence(
                List.of("attack.test", "bank.test", "xn--bcher-kva.test"), "attack.test", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mallory@attack.test <boss@bank.test>",
        "<mallory@attack.test> <boss@bank.test>",
        "<mallory@attack.test> boss@bank.test",
        "mallory@attack.test boss@bank.test",
        "mallory@attack.test, boss@bank.test",
        "mallory@attack.test; boss@bank.test",
        "mallory@attack.test: boss@bank.test",
        "mallory@attack.test: boss@bank.test;",
        "mallory@attack.test:; boss@bank.test",
        "mallory@attack.test,boss@bank.test,",
        "mallory@attack.test@bank.test",
        "<mallory@attack.test@bank.test>",
        "<boss@bank.test <mallory@attack.test>",
        "<boss@bank.test, mallory@attack.test>",
        "Boss <boss@bank.test>, Mallory <mallory@attack.test>",
        "Boss <boss@bank.test> <mallory@attack.test>",
        "boss@bank.test <mallory@attack.test> (Boss",
        "friends: boss@bank.test, mallory@attack.test;",
        "friends: boss@bank.test; mallory@attack.test",
        "friends: boss@bank.test; others: mallory@attack.test;",
        "friends:;",
        "\"boss@bank.test",
        "boss@bank.test, \"mallory@attack.test",
        "boss@bank.test (mallory@attack.test",
        "boss@bank.test, (mallory@attack.test",
        "\"Boss <boss@bank.test>\" mallory@attack.test <boss@bank.test>",
        "boss@bank.test\u0000mallory@attack.test",
        "boss@bank.test\u0001",
        "boss",
        "Boss",
        "Boss <>",
        "<>",
        "",
        " ",
        "(boss@bank.test)",
        "=?utf-8?Q?boss=40bank.test?=",
        "@bank.test",
        "<@bank.test>",
        "boss@",
        "boss@[192.0.2.1]",
        "boss@bank..test",
        "boss@.bank.test",
        "boss@bank.test.",
        "boss@-bank.test",
        "boss@bank.test/attack.test",
        "boss@bank_.test-",
        "Boss <@relay.test:@bank.test>",
      })
  void whatIsNotOneAuthorIsAnError(String from) {
    DmarcVerdict verdict = judge("From: " + from);
    assertThat(verdict.result()).as(from).isEqualTo(DmarcResult.PERMERROR);
    assertThat(verdict.domain()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "boss@bank.test|bank.test",
        "BOSS@BANK.TEST|bank.test",
        "Boss <boss@bank.test>|bank.test",
        "\"boss@bank.test\" <mallory@attack.test>|attack.test",
        "boss at bank.test <mallory@attack.test>|attack.test",
        "=?utf-8?Q?boss=40bank.test_?= <mallory@attack.test>|attack.test",
        "mallory@attack.test (boss@bank.test)|attack.test",
        "(boss@bank.test) mallory@attack.test|attack.test",
        "\"boss@bank.test\"@attack.test|attack.test",
        "\"a@bank.test,b\"@attack.test|attack.test",
        "<@bank.test,@relay.test:mallory@attack.test>|attack.test",
        "mallory @ attack . test|attack.test",
        "friends: mallory@attack.test;|attack.test",
        "a@attack.test, b@attack.test|attack.test",
        "boss@b\u00fccher.test|xn--bcher-kva.test",
        "boss@xn--bcher-kva.test|xn--bcher-kva.test",
        "boss..x@bank.test|bank.test",
        "[Bank] <boss@bank.test>|bank.test",
        "Boss <boss@bank.test|bank.test",
      })
  void oneAuthorIsFoundHoweverWritten(String from, String domain) {
    assertThat(judge("From: " + from).domain()).isEqualTo(domain);
    assertThat(judge("From: " + from).result()).isEqualTo(DmarcResult.PASS);
  }

  @Test
  void severalFieldsAreNoAuthor() {
    for (String header :
        List.of(
            "From: boss@bank.test\r\nFrom: boss@bank.test",
            "From: boss@bank.test\r\nFROM : mallory@attack.test",
            "From: boss@bank.test\r\nfrom:\r\n mallory@attack.test",
            "From:\r\nFrom: boss@bank.test",
            "Sender: boss@bank.test",
            "X-From: boss@bank.test",
            "Fr\u00f6m: boss@bank.test")) {
      assertThat(judge(header).result()).as(header).isEqualTo(DmarcResult.PERMERROR);
    }
  }

  @Test
  void moreAuthorsThanAreReadAreAnError() {
    String many = "a@bank.test,".repeat(5_000) + "mallory@attack.test";
    assertThat(judge("From: " + many).result()).isEqualTo(DmarcResult.PERMERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "b\u00fccher.test, r, pass",
    "b\u00fccher.test, s, pass",
    "B\u00dcCHER.test, s, pass",
    "XN--BCHER-KVA.TEST, s, pass",
    "mail.b\u00fccher.test, r, pass",
    "mail.b\u00fccher.test, s, fail",
    "bucher.test, r, fail",
    "xbcher-kva.test, r, fail",
    "test, r, fail",
  })
  void domainsAlignAsALabels(String proven, String mode, String result) {
    TxtZone zone =
        new TxtZone()
            .with("_dmarc.xn--bcher-kva.test", "v=DMARC1; p=reject; adkim=" + mode)
            .with("_dmarc.bucher.test", "v=DMARC1; p=none");
    DmarcVerdict verdict =
        new DmarcEvaluator(zone, null)
            .evaluate(
                HeaderParser.parse(
                    "From: boss@b\u00fccher.test\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
                new DmarcEvaluator.Evidence(List.of(proven), null, false));
    assertThat(verdict.result()).hasToString(result);
  }
}
