package org.angarium.mail.authres;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.angarium.mail.arc.ArcChain;
import org.angarium.mail.arc.ArcReason;
import org.angarium.mail.arc.ChainValidation;
import org.angarium.mail.bimi.BimiDiscovery;
import org.angarium.mail.bimi.BimiRecord;
import org.angarium.mail.dkim.DkimReason;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dmarc.DmarcResult;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.spf.SpfResult;
import org.angarium.mail.spf.SpfVerdict;
import org.junit.jupiter.api.Test;

class AuthenticationResultsTest {

  private static AuthenticationResults read(String value) {
    return AuthenticationResults.parse(value, AuthResLimits.DEFAULT).orElseThrow();
  }

  private static boolean isRead(String value) {
    return AuthenticationResults.parse(value, AuthResLimits.DEFAULT).isPresent();
  }

  @Test
  void nothingChecked() {
    // RFC 8601 Appendix B.2
    assertThat(read(" example.org 1; none"))
        .isEqualTo(new AuthenticationResults("example.org", List.of()));
    assertThat(new AuthenticationResults("example.org", List.of()).field())
        .isEqualTo("Authentication-Results: example.org; none\r\n");
  }

  @Test
  void severalMethodsWithComments() {
    // After RFC 8601 Appendix B.4 to B.6
    AuthenticationResults results =
        read(
            " example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
                + " spf=pass smtp.mailfrom=example.net;\r\n"
                + " dkim / 1 = fail (bad (very) signature) reason = \"wrong; \\\"key\\\"\"\r\n"
                + "  header.i=@mail-router.example.net header.b=oINEO8hg/+=");
    assertThat(results.authservId()).isEqualTo("example.com");
    assertThat(results.results())
        .extracting(result -> result.method() + "=" + result.result())
        .containsExactly("auth=pass", "spf=pass", "dkim=fail");
    assertThat(results.results().getFirst().property("smtp", "auth"))
        .isEqualTo("sender@example.net");
    MethodResult dkim = results.results().getLast();
    assertThat(dkim.reason()).isEqualTo("wrong; \"key\"");
    assertThat(dkim.property("header", "b")).isEqualTo("oINEO8hg/+=");
    assertThat(dkim.property("header", "i")).isEqualTo("@mail-router.example.net");
  }

  @Test
  void resultsOfUnknownVersionsAreIgnored() {
    // RFC 8601 §2.6
    assertThat(
            read("a.example; dkim/2=pass header.d=x.example; spf/1=fail; dmarc / 12 = pass")
                .results())
        .extracting(MethodResult::method)
        .containsExactly("spf");
    assertThat(isRead("a.example; dkim/=pass")).isFalse();
  }

  @Test
  void valuesThatAreNoTokensAreQuoted() {
    // RFC 8601 §2.2: a token of RFC 2045 has no slash; local parts may have one.
    MethodResult result =
        MethodResult.of("dkim", "pass")
            .with("header", "b", "LAq/izCr")
            .with("header", "i", "a/b@example.org")
            .with("smtp", "auth", "a@b@example.org");
    assertThat(new AuthenticationResults("a.example", List.of(result)).value())
        .contains(
            "header.b=\"LAq/izCr\"", "header.i=a/b@example.org", "smtp.auth=\"a@b@example.org\"");
  }

  @Test
  void ofTheSenderOnlyTheDomainIsTold() {
    // RFC 8601 §2.7.2
    SpfVerdict passed = new SpfVerdict(SpfResult.PASS, "example.org", "+all", null, null, 0);
    assertThat(MethodResult.spf(passed, "ann@example.org", "mx").property("smtp", "mailfrom"))
        .isEqualTo("example.org");
    assertThat(MethodResult.spf(passed, "", "mx.example").property("smtp", "helo"))
        .isEqualTo("mx.example");
  }

  @Test
  void whatIsNotOfTheGrammarIsNotRead() {
    for (String value :
        List.of(
            "",
            ";",
            "example.org; dkim",
            "example.org; dkim=",
            "example.org 2; none",
            "example.org; dkim=pass header",
            "example.org; dkim=pass header.d",
            "example.org (",
            "example.org; dkim=pass header.d=\"x",
            "example.org; none; dkim=pass",
            "example.org dkim=pass",
            "a; x=" + "y".repeat(20_000))) {
      assertThat(isRead(value)).as(value).isFalse();
    }
    assertThat(isRead("example.org;" + " dkim=pass;".repeat(65))).isFalse();
  }

  @Test
  void strangersCannotBreakOut() {
    String field =
        new AuthenticationResults(
                "mx.example.org",
                List.of(
                    new MethodResult("dkim", "fail", "x\"; dmarc=pass (", List.of())
                        .with("header", "d", "a;\r\n spf=pass")
                        .with("header", "i", "\"quoted \\ one\"@example.net")))
            .field();
    HeaderFields header = HeaderParser.parse(field.getBytes(StandardCharsets.UTF_8));
    assertThat(header.size()).isEqualTo(1);
    AuthenticationResults read = read(String.valueOf(header.text("Authentication-Results")));
    assertThat(read.results()).hasSize(1);
    assertThat(read.results().getFirst().property("header", "i"))
        .isEqualTo("\"quoted \\ one\"@example.net");
  }

  @Test
  void whatIsWrittenIsReadBack() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "abc019-_.@/=+ ;:()\"\\<>é";
    for (int round = 0; round < 3000; round++) {
      MethodResult result = MethodResult.of("dkim", "pass");
      for (int i = random.nextInt(5); i >= 0; i--) {
        StringBuilder value = new StringBuilder();
        for (int k = random.nextInt(30); k >= 0; k--) {
          value.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        result = result.with("header", "x" + i, value.toString());
      }
      AuthenticationResults written =
          new AuthenticationResults(
              "mx.example.org", List.of(MethodResult.of("spf", "none"), result));
      assertThat(read(written.value())).as("seed %d round %d", seed, round).isEqualTo(written);
    }
  }

  /** Whatever strangers name their domains and selectors; only line breaks and such are lost. */
  @Test
  void anyValueIsReadBack() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 1 + random.nextInt(20); i > 0; i--) {
        int c = random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x110000);
        text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? '"' : c);
      }
      MethodResult written =
          new MethodResult("dkim", "fail", text.toString(), List.of())
              .with("header", "d", text.toString());
      AuthenticationResults read =
          read(new AuthenticationResults("mx.example.org", List.of(written)).value());
      StringBuilder expected = new StringBuilder();
      text.chars().forEach(c -> expected.append(c < ' ' || c == 0x7f ? ' ' : (char) c));
      assertThat(read.results())
          .as("seed %d", seed)
          .containsExactly(
              new MethodResult("dkim", "fail", expected.toString(), List.of())
                  .with("header", "d", expected.toString()));
    }
  }

  @Test
  void forgedFieldsAreFound() {
    HeaderFields header =
        HeaderParser.parse(
            ("Authentication-Results: other.example; dkim=pass\r\n"
                    + "Authentication-Results: (hi) MX.example.org (x) 1; dkim=pass\r\n"
                    + "Authentication-Results: \"mx.example.org\"; dkim=pass\r\n"
                    + "Authentication-Results: mx.example.org garbage\r\n"
                    + "authentication-results:\r\n mx.example.org;dkim=pass\r\n"
                    + "Authentication-Results: ;dkim=pass\r\n"
                    + "Authentication-Results: mx.example.org.evil.example; dkim=pass\r\n"
                    + "Subject: mx.example.org; dkim=pass\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(
            ForgedResults.find(
                header, List.of("mx2.example.org", "mx.example.org"), AuthResLimits.DEFAULT))
        .extracting(HeaderField::offset)
        .containsExactly(
            header.get(1).offset(),
            header.get(2).offset(),
            header.get(3).offset(),
            header.get(4).offset(),
            header.get(5).offset());
  }

  @Test
  void everyMethodOfOursSpeaksTheRegistrysWords() {
    List<MethodResult> ours = new ArrayList<>();
    for (DkimReason reason : DkimReason.values()) {
      ours.add(MethodResult.dkim(new DkimResult(reason, null, null, 0, false, 0)));
    }
    for (SpfResult result : SpfResult.values()) {
      ours.add(MethodResult.of("spf", result.toString()));
    }
    for (DmarcResult result : DmarcResult.values()) {
      ours.add(MethodResult.of("dmarc", result.toString()));
    }
    for (ChainValidation status : ChainValidation.values()) {
      ours.add(
          new ArcChain(status, ArcReason.GOOD, 0, 0, List.of(), 0).methodResult("2001:db8::1"));
    }
    ours.add(MethodResult.auth("pass", "joe@example.org"));
    ours.add(MethodResult.iprev("fail", "192.0.2.1"));
    ours.add(
        new BimiDiscovery.Found(
                "example.org",
                "default",
                new BimiRecord("https://a/?b=c", "https://a/v", false, null))
            .passed(BimiDiscovery.Evidence.PASS));
    for (BimiDiscovery discovery :
        List.of(
            new BimiDiscovery.None(),
            new BimiDiscovery.Unanswered(),
            new BimiDiscovery.Failed("x"),
            new BimiDiscovery.Declined("example.org", "s"),
            new BimiDiscovery.Skipped(BimiDiscovery.Reason.POLICY_TOO_LAX))) {
      ours.add(requireNonNull(discovery.methodResult()));
    }
    assertThat(ours).allMatch(MethodResult::isKnown);
    AuthenticationResults written = new AuthenticationResults("mx.example.org", ours);
    assertThat(read(written.value())).isEqualTo(written);
    assertThat(MethodResult.of("dkim", "maybe").isKnown()).isFalse();
    assertThat(MethodResult.of("magic", "pass").isKnown()).isFalse();
  }

  @Test
  void rubbishEnds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "ab=;:.(\\)\" \r\n/@1";
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder value = new StringBuilder("a;");
      for (int k = random.nextInt(20); k >= 0; k--) {
        value.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      read += isRead(value.toString()) ? 1 : 0;
    }
    assertThat(read).as("seed %d", seed).isLessThan(20_000);
  }
}
