package org.angarium.mail.authres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.arc.ArcChain;
import org.angarium.mail.arc.ArcVerifier;
import org.angarium.mail.bimi.BimiEvaluator;
import org.angarium.mail.dkim.BodyHashes;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimStatus;
import org.angarium.mail.dkim.DkimVerifier;
import org.angarium.mail.dkim.Messages;
import org.angarium.mail.dmarc.DmarcEvaluator;
import org.angarium.mail.dmarc.DmarcResult;
import org.angarium.mail.dmarc.DmarcVerdict;
import org.angarium.mail.dmarc.ReportDestination;
import org.angarium.mail.dmarc.ReportUri;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.HostileResolver;
import org.angarium.mail.spf.SpfEvaluator;
import org.angarium.mail.spf.SpfLimits;
import org.angarium.mail.spf.SpfResult;
import org.angarium.mail.spf.SpfVerdict;
import org.junit.jupiter.api.Test;

/**
 * A message that was tampered with, judged by way of name servers that answer with noise, too much,
 * nothing, or an exception: each method comes to a verdict that its line in Authentication-Results
 * can tell, and none is a pass.
 */
class VerdictFuzzTest {
  private static final int ROUNDS = 600;

  private static final List<String> TEXTS =
      List.of(
          "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1"
              + "fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb"
              + "to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB",
          "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
          "v=DKIM1; k=ed25519; p=AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
          "v=DMARC1; p=reject; rua=mailto:a@example.org!10m; sp=none; np=none; pct=50; psd=u",
          "v=DMARC1; p=none; psd=y",
          "v=spf1 ip6:::ffff:0.0.0.0/0 a mx ptr exists:%{ir}.%{p}.%{l}.test -all exp=%{d}",
          "v=spf1 include:%{d} redirect=%{o}",
          "v=BIMI1; l=https://example.org/a.svg; a=; lps=a",
          "\u00ff\u0000\u0080",
          "a.example.org");

  private static final String MESSAGE =
      "ARC-Seal: i=1; a=ed25519-sha256; cv=none; d=example.org; s=sel; t=1800000000; b=AAAA\r\n"
          + "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org;\r\n"
          + "\ts=sel; h=from:to; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=BBBB\r\n"
          + "ARC-Authentication-Results: i=1; mx; dkim=pass header.d=example.org\r\n"
          + "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org;\r\n"
          + "\ts=sel; h=from:bimi-selector; i=x@example.org;\r\n"
          + "\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=BBBB\r\n"
          + "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=a; h=from; t=1; x=9; l=0;\r\n"
          + "\tbh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; b=BBBB\r\n"
          + "BIMI-Selector: v=BIMI1; s=brand\r\n"
          + "From: =?utf-8?Q?J=C3=B6e?= <joe@b\u00fccher.example.org>\r\n"
          + "To: a@example.org\r\n\r\n";

  private static final String[] SENDERS = {
    "joe@example.org",
    "",
    "j\u00f6e@b\u00fccher.example.org",
    "x@" + "l.".repeat(200) + "test",
    "\"a b\\\"\u0000%\"@example.org",
    "@",
    "a@b@example.org",
    "x@\ud800.test",
    "x@\u0130.test"
  };

  private static InetAddress client(Random random) throws UnknownHostException {
    byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(octets);
    if (octets.length == 16 && random.nextBoolean()) {
      java.util.Arrays.fill(octets, 0, 10, (byte) 0);
      octets[10] = -1;
      octets[11] = -1;
    }
    return octets.length == 4
        ? InetAddress.getByAddress(octets)
        : Inet6Address.getByAddress(null, octets, random.nextInt(3) - 1);
  }

  private static byte[] tampered(Random random) {
    byte[] bytes = MESSAGE.getBytes(UTF_8);
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) "=;:,.\"\\()<>@/ \t\r\n%&!0\u0000".charAt(random.nextInt(22));
    }
    return bytes;
  }

  private static void told(MethodResult result, long seed) {
    AuthenticationResults all = new AuthenticationResults("mx.example.net", List.of(result));
    AuthenticationResults read =
        AuthenticationResults.parse(all.value(), AuthResLimits.DEFAULT)
            .orElseThrow(() -> new AssertionError("seed " + seed + ": " + all.value()));
    assertThat(read.results()).as("seed %d", seed).hasSize(1);
    assertThat(read.results().getFirst().result()).as("seed %d", seed).isEqualTo(result.result());
    assertThat(result.isKnown()).as("seed %d", seed).isTrue();
  }

  @Test
  void everyMethodComesToAVerdict() throws UnknownHostException {
    rounds(28475483052000L); // one of these gives a reason that is too long for any line
    rounds(System.nanoTime());
  }

  private static void rounds(long start) throws UnknownHostException {
    for (long seed = start; seed < start + ROUNDS; seed++) {
      Random random = new Random(seed);
      DnsResolver dns = new HostileResolver(random, TEXTS);
      Messages message = Messages.of(tampered(random));
      try {
        judge(message, dns, random, seed);
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError("seed " + seed, wrong);
      }
    }
  }

  private static void judge(Messages message, DnsResolver dns, Random random, long seed)
      throws UnknownHostException {
    String sender = SENDERS[random.nextInt(SENDERS.length)];
    SpfVerdict spf =
        new SpfEvaluator(dns, SpfLimits.DEFAULT, "mx.example.net")
            .evaluate(client(random), sender, "h.example.org", 1_800_000_000L);
    told(MethodResult.spf(spf, sender, "h.example.org"), seed);
    BodyHashes hashes = new BodyHashes();
    var dkim =
        new DkimVerifier(dns, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
            .begin(message.header(), 1_800_000_000L, hashes);
    var arc =
        new ArcVerifier(dns, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
            .begin(message.header(), 1_800_000_000L, hashes);
    hashes.update(message.body(), 0, message.body().length);
    hashes.finish();
    List<DkimResult> signatures = dkim.finish();
    ArcChain chain = arc.finish();
    for (DkimResult signature : signatures) {
      assertThat(signature.status()).isNotEqualTo(DkimStatus.PASS);
      told(MethodResult.dkim(signature), seed);
    }
    assertThat(chain.passed()).isFalse();
    told(chain.methodResult("192.0.2.1"), seed);
    DmarcEvaluator.Evidence evidence =
        new DmarcEvaluator.Evidence(
            random.nextBoolean() ? List.of() : List.of("\u0000", "b\u00fccher.test", "..", "[x]"),
            spf.result() == SpfResult.PASS ? spf.domain() : null,
            random.nextBoolean());
    DmarcVerdict dmarc =
        new DmarcEvaluator(dns, null).evaluate(message.header(), evidence, random.nextInt(100));
    assertThat(dmarc.result() == DmarcResult.PASS && evidence.spfDomain() == null)
        .as("seed %d", seed)
        .isFalse();
    var logo = new BimiEvaluator(dns).discover(message.header(), dmarc, signatures);
    if (logo.methodResult() != null) {
      told(logo.methodResult(), seed);
    }
    new ReportDestination(dns, null)
        .aggregate("example.org", new ReportUri(EmailAddress.parse("a@example.net"), -1));
  }
}
