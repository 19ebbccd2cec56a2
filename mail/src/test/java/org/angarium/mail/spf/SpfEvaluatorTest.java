package org.angarium.mail.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.angarium.mail.dkim.TxtZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpfEvaluatorTest {
  private static SpfVerdict check(String record, InetAddress client, String sender) {
    TxtZone zone = new TxtZone().with("example.test", record).with("xn--bcher-kva.test", record);
    return new SpfEvaluator(zone, SpfLimits.DEFAULT, "mx.example.net")
        .evaluate(client, sender, "helo.example.test", 1_800_000_000L);
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return literal.startsWith("::ffff:")
        ? Inet6Address.getByAddress(
            null, mapped(InetAddress.ofLiteral(literal.substring(7)).getAddress()), -1)
        : InetAddress.ofLiteral(literal);
  }

  private static byte[] mapped(byte[] four) {
    byte[] sixteen = new byte[16];
    sixteen[10] = -1;
    sixteen[11] = -1;
    System.arraycopy(four, 0, sixteen, 12, 4);
    return sixteen;
  }

  /** RFC 7208 §5.6, §12; what the client is, not how its address is written. */
  @ParameterizedTest
  @CsvSource({
    "ip6:::ffff:192.0.2.7, 192.0.2.7, fail",
    "ip6:::ffff:192.0.2.7, ::ffff:192.0.2.7, fail",
    "ip6:::ffff:c000:207, 192.0.2.7, fail",
    "ip6:::ffff:192.0.2.7/128, 192.0.2.7, fail",
    "ip6:::ffff:192.0.2.7/96, 192.0.2.7, fail",
    "ip6:::ffff:0.0.0.0/0, 203.0.113.5, fail",
    "ip6:::ffff:0.0.0.0/96, 203.0.113.5, fail",
    "ip6:::/0, 203.0.113.5, fail",
    "ip6:::ffff:0.0.0.0/0, 2001:db8::1, pass",
    "ip6:::ffff:192.0.2.7/33, 2001:db8::1, fail",
    "ip6:::/0, 2001:db8::1, pass",
    "ip6:2001:db8::/32, 2001:db8::1, pass",
    "ip6:2001:db8::1/128, 2001:db8::1, pass",
    "ip6:2001:db8::1/128, 2001:db8::2, fail",
    "ip6:2001:db8::1/127, 2001:db8::, pass",
    "ip6:2001:db8::1/129, 2001:db8::1, permerror",
    "ip6:2001:db8::1/256, 2001:db8::1, permerror",
    "ip6:2001:db8::1/-1, 2001:db8::1, permerror",
    "ip6:2001:db8::1/00, 2001:db8::1, permerror",
    "ip6:2001:db8::1/99999999999999999999, 2001:db8::1, permerror",
    "ip6:192.0.2.7, 192.0.2.7, permerror",
    "ip6:fe80::1%eth0, fe80::1, permerror",
    "ip4:192.0.2.7, 192.0.2.7, pass",
    "ip4:192.0.2.7, ::ffff:192.0.2.7, pass",
    "ip4:0.0.0.0/0, 203.0.113.5, pass",
    "ip4:0.0.0.0/0, ::ffff:203.0.113.5, pass",
    "ip4:0.0.0.0/0, 2001:db8::1, fail",
    "ip4:128.0.0.0/1, 203.0.113.5, pass",
    "ip4:192.0.2.6/31, 192.0.2.7, pass",
    "ip4:192.0.2.6/32, 192.0.2.7, fail",
    "ip4:192.0.2.7/33, 192.0.2.7, permerror",
    "ip4:192.0.2.7/032, 192.0.2.7, permerror",
    "ip4:192.0.2.7/, 192.0.2.7, permerror",
    "ip4:::ffff:192.0.2.7, 192.0.2.7, permerror",
    "ip4:192.0.2, 192.0.2.0, permerror",
    "ip4:0xc0.0.2.7, 192.0.2.7, permerror",
    "ip4:3221225991, 192.0.2.7, permerror",
    "ip4:192.0.2.256, 192.0.2.7, permerror",
  })
  void networksMatchTheirOwnVersionOnly(String term, String client, String result)
      throws UnknownHostException {
    assertThat(check("v=spf1 " + term + " -all", address(client), "a@example.test").result())
        .hasToString(result);
  }

  @ParameterizedTest
  @CsvSource({
    "a@example.test., pass",
    "a@EXAMPLE.Test, pass",
    "a@b\u00fccher.test, pass",
    "a@xn--bcher-kva.test, pass",
    "a@example..test, none",
    "a@example.test.., none",
    "a@[192.0.2.7], none",
    "a@test, none",
    "a@test., none",
    "a@, none",
    "a@., none",
    "a@\u00ad.test, none",
    "a@exa mple.test, none",
  })
  void theDomainIsAskedForInItsCanonicalForm(String sender, String result)
      throws UnknownHostException {
    assertThat(check("v=spf1 ip4:192.0.2.7 -all", address("192.0.2.7"), sender).result())
        .hasToString(result);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7.x.example.test",
    "2001:db8::1, 2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.x.example.test",
    "::ffff:192.0.2.7, 192.0.2.7.x.example.test",
  })
  void theAddressExpandsByItsVersion(String client, String asked) throws UnknownHostException {
    TxtZone zone = new TxtZone().with("example.test", "v=spf1 include:%{i}.x.example.test -all");
    new SpfEvaluator(zone, SpfLimits.DEFAULT, "mx.example.net")
        .evaluate(address(client), "a@example.test", "helo", 0);
    assertThat(zone.asked).containsExactly("example.test", asked);
  }

  /** §4.6.4: ten terms, then no more. */
  @ParameterizedTest
  @CsvSource({"9, pass", "10, pass", "11, permerror"})
  void termsThatAskAreCounted(int includes, String result) throws UnknownHostException {
    TxtZone zone = new TxtZone();
    StringBuilder record = new StringBuilder("v=spf1");
    for (int i = 0; i < includes; i++) {
      zone.with("i" + i + ".test", "v=spf1 ?all");
      record.append(" include:i").append(i).append(".test");
    }
    zone.with("example.test", record + " +all");
    assertThat(
            new SpfEvaluator(zone, SpfLimits.DEFAULT, "mx")
                .evaluate(address("192.0.2.7"), "a@example.test", "helo", 0)
                .result())
        .hasToString(result);
  }

  /** §4.6.4: two look-ups without an answer, then no more. */
  @ParameterizedTest
  @CsvSource({"1, pass", "2, pass", "3, permerror"})
  void lookUpsWithoutAnAnswerAreCounted(int terms, String result) throws UnknownHostException {
    StringBuilder record = new StringBuilder("v=spf1");
    for (int i = 0; i < terms; i++) {
      record.append(" exists:e").append(i).append(".test");
    }
    assertThat(check(record + " +all", address("192.0.2.7"), "a@example.test").result())
        .hasToString(result);
  }

  @Test
  void aRecordThatIncludesItselfEnds() throws UnknownHostException {
    for (String record :
        new String[] {"v=spf1 include:example.test -all", "v=spf1 redirect=example.test"}) {
      assertThat(check(record, address("192.0.2.7"), "a@example.test").result())
          .isEqualTo(SpfResult.PERMERROR);
    }
  }
}
