package org.angarium.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OriginalRecipientTest {
  private static OriginalRecipient parsed(String text) {
    OriginalRecipient original = OriginalRecipient.parse(text);
    assertThat(original).isNotNull();
    return original;
  }

  /** RFC 6533 §3. */
  @Test
  void isRelayedInTheFormOfItsType() {
    assertThat(parsed("utf-8;j\u00fcrg@example.test").toParameter())
        .isEqualTo("utf-8;j\\x{FC}rg@example.test");
    assertThat(parsed("utf-8;\ud83d\ude00+a=b\\ c@x.test").toParameter())
        .isEqualTo("utf-8;\\x{1F600}\\x{2B}a\\x{3D}b\\x{5C}\\x{20}c@x.test");
    assertThat(parsed("rfc822;a+b=c@x.test").toParameter()).isEqualTo("rfc822;a+2Bb+3Dc@x.test");
    assertThat(parsed("rfc822;j\u00fcrg@x.test").toParameter())
        .isEqualTo("utf-8;j\\x{FC}rg@x.test");
  }

  @Test
  void standsInReportsWithTheTypeItNeeds() {
    assertThat(parsed("rfc822;a@x.test").toField()).isEqualTo("rfc822; a@x.test");
    assertThat(parsed("rfc822;j\u00fcrg@x.test").toField()).isEqualTo("utf-8; j\u00fcrg@x.test");
    assertThat(parsed("x400;/G=a/").toField()).isEqualTo("x400; /G=a/");
  }

  @Test
  void needsAType() {
    assertThat(OriginalRecipient.parse("a@x.test")).isNull();
    assertThat(OriginalRecipient.parse(";a@x.test")).isNull();
  }

  @Test
  void isReadBackFromWhatIsRelayed() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      OriginalRecipient original =
          new OriginalRecipient(
              random.nextBoolean() ? "utf-8" : "rfc822", "a" + XtextTest.randomText(random));
      RcptParameters read =
          ParameterReader.rcpt("ORCPT=" + original.toParameter(), SmtpLimits.DEFAULT);
      boolean ascii = original.address().chars().allMatch(c -> c < 0x7f);
      OriginalRecipient expected =
          new OriginalRecipient(ascii ? original.addressType() : "utf-8", original.address());
      assertThat(read.originalRecipient()).as("seed %d", seed).isEqualTo(expected);
      assertThat(original.toParameter().chars()).allMatch(c -> c > ' ' && c < 0x7f);
    }
  }
}
