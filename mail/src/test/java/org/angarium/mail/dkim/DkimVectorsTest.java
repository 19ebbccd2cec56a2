package org.angarium.mail.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Signatures that others made. */
class DkimVectorsTest {
  private static final Path DKIMPY = Path.of("/usr/lib/python3/dist-packages/dkim/tests/data");
  private static final String RSA_1024 =
      "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhd"
          + "R6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4"
          + "hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

  private static List<DkimResult> verify(Messages message, TxtZone zone) {
    return new DkimVerifier(zone, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
        .verify(message.header(), message.body(), 1_700_000_000L);
  }

  @Test
  void theMessageOfRfc8463() {
    // RFC 8463 Appendix A
    String message =
        """
        DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=brisbane; t=1528637909; h=from : to :
         subject : date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
         Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=test; t=1528637909; h=from : to : subject :
         date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
         DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
         dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
        From: Joe SixPack <joe@football.example.com>
        To: Suzie Q <suzie@shopping.example.net>
        Subject: Is dinner ready?
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
        Message-ID: <20030712040037.46341.5F8J@football.example.com>

        Hi.

        We lost the game.  Are you hungry yet?

        Joe.
        """;
    TxtZone zone =
        new TxtZone()
            .with(
                "brisbane._domainkey.football.example.com",
                "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
            .with("test._domainkey.football.example.com", RSA_1024);
    List<DkimResult> results = verify(Messages.of(message.replace("\n", "\r\n")), zone);
    assertThat(results).extracting(DkimResult::reason).containsOnly(DkimReason.GOOD).hasSize(2);
    assertThat(results.getFirst().identity()).isEqualTo("@football.example.com");
    assertThat(results.getLast().keyBits()).isEqualTo(1024);
    assertThat(verify(Messages.of(message), zone)).allMatch(DkimResult::passed);
  }

  private static byte[] data(String name) throws IOException {
    Path file = DKIMPY.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "dkimpy's test data are not installed");
    return Files.readAllBytes(file);
  }

  private static String text(String name) throws IOException {
    return new String(data(name), StandardCharsets.ISO_8859_1).strip();
  }

  @Test
  void dkimpysSignedMessages() throws IOException {
    TxtZone zone =
        new TxtZone()
            .with(
                "brisbane._domainkey.football.example.com",
                "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
            .with("test._domainkey.football.example.com", text("test.txt"))
            .with("sed._domainkey.test.ex", text("eximtest.dns"));
    for (String name :
        new String[] {"rfc6376.signed.rsa.msg", "rfc6376.signed.msg", "ed25519test2.msg"}) {
      assertThat(verify(Messages.of(data(name)), zone))
          .as(name)
          .isNotEmpty()
          .extracting(DkimResult::reason)
          .containsOnly(DkimReason.GOOD);
    }
  }

  @Test
  void aDomainThatIsNoneIsRefused() throws IOException {
    // "legitimate.com(.attacker.com" reads as another domain after a comment.
    assertThat(verify(Messages.of(data("test.message.baddomain")), new TxtZone()))
        .extracting(DkimResult::reason)
        .containsExactly(DkimReason.SYNTAX);
  }

  @Test
  void keysInBothFormsAreRead() throws Exception {
    for (String size : new String[] {"1024", "2048"}) {
      DkimKeyRecord info =
          DkimKeyRecord.parse(
              record(text(size + "_testkey_wo_markers.pub.txt")), DkimLimits.DEFAULT);
      DkimKeyRecord bare =
          DkimKeyRecord.parse(
              record(text(size + "_testkey_wo_markers.pub.rsa.txt")), DkimLimits.DEFAULT);
      assertThat(info.bits()).isEqualTo(Integer.parseInt(size));
      assertThat(bare.bits()).isEqualTo(Integer.parseInt(size));
    }
  }

  private static String record(String text) {
    return text.contains("p=") ? text : "v=DKIM1; k=rsa; p=" + text;
  }

  @Test
  void recordsThatAreWrongAreRefused() throws IOException {
    for (String name : new String[] {"badversion.txt", "test_bad.txt"}) {
      String text = text(name);
      assertThatThrownBy(() -> DkimKeyRecord.parse(text, DkimLimits.DEFAULT))
          .as(name)
          .isInstanceOf(DkimSyntaxException.class);
    }
  }
}
