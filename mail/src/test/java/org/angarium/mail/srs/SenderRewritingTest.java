package org.angarium.mail.srs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SenderRewritingTest {
  private static final long TODAY = 20_000;
  private final SenderRewriting first =
      new SenderRewriting(
          "0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "fwd.example", 21);
  private final SenderRewriting second =
      new SenderRewriting(
          "fedcba9876543210".getBytes(StandardCharsets.US_ASCII), "two.example", 21);

  private static String local(String address) {
    return address.substring(0, address.lastIndexOf('@'));
  }

  @Test
  void bouncesComeBack() {
    String out = first.forward("joe=x", "Origin.example", TODAY).orElseThrow();
    assertThat(out).startsWith("SRS0=").endsWith("=origin.example=joe=x@fwd.example");
    assertThat(first.reverse(local(out), TODAY)).contains("joe=x@origin.example");
    assertThat(first.reverse(local(out).toLowerCase(Locale.ROOT), TODAY + 21))
        .contains("joe=x@origin.example");
  }

  @Test
  void oldForeignAndChangedOnesAreRefused() {
    String out = local(first.forward("joe", "origin.example", TODAY).orElseThrow());
    assertThat(first.reverse(out, TODAY + 22)).isEmpty();
    assertThat(first.reverse(out, TODAY - 1)).isEmpty();
    assertThat(second.reverse(out, TODAY)).isEmpty();
    assertThat(first.reverse(out.replace("=joe", "=eve"), TODAY)).isEmpty();
    for (String odd : new String[] {"joe", "SRS0=", "SRS0=a", "SRS0=a=b", "SRS1=a=b=c", "SRS1="}) {
      assertThat(first.reverse(odd, TODAY)).as(odd).isEmpty();
    }
  }

  @Test
  void aChainIsShortenedToTwo() {
    String one = first.forward("joe", "o.example", TODAY).orElseThrow();
    String two = second.forward(local(one), "fwd.example", TODAY).orElseThrow();
    assertThat(two).startsWith("SRS1=").contains("=fwd.example==");
    assertThat(second.reverse(local(two), TODAY)).contains(one);
    String three = first.forward(local(two), "two.example", TODAY).orElseThrow();
    assertThat(first.reverse(local(three), TODAY)).contains(one);
  }

  @Test
  void ownSendersStayAndLongOnesDoNotFit() {
    assertThat(first.forward("joe", "FWD.example", TODAY)).contains("joe@fwd.example");
    assertThat(first.forward("j".repeat(60), "origin.example", TODAY)).isEmpty();
  }
}
