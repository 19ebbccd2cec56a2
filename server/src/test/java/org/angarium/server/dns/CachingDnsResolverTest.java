package org.angarium.server.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;
import org.angarium.testkit.dns.LoopbackDns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions over real packets to a name server on loopback. */
@Timeout(300)
class CachingDnsResolverTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
  private LoopbackDns server;
  private CachingDnsResolver dns;

  @BeforeEach
  void open() throws Exception {
    server = LoopbackDns.start();
    dns =
        new CachingDnsResolver(
            DnsSettings.DEFAULT
                .withServers(List.of(server.address()))
                .withTimeout(Duration.ofMinutes(1)),
            now::get);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void findsEachTypeOfRecord() throws Exception {
    server.add("host.test", "A", "192.0.2.1");
    server.add("host.test", "AAAA", "2001:db8::1");
    server.add("host.test", "MX", "10 MX.Host.test.");
    server.add("host.test", "TXT", "\"v=spf1 \" \"-all\"");
    server.add("1.2.0.192.in-addr.arpa", "PTR", "Host.test.");
    server.add("_25._tcp.host.test", "TLSA", "3 1 1 00ff");
    assertThat(dns.a("host.test").recordsOrNone())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("192.0.2.1");
    assertThat(dns.aaaa("Host.Test.").recordsOrNone()).hasSize(1);
    assertThat(dns.mx("host.test").recordsOrNone())
        .containsExactly(new MxRecord(10, "mx.host.test"));
    assertThat(dns.txt("host.test").recordsOrNone()).containsExactly("v=spf1 -all");
    assertThat(dns.ptr(InetAddress.ofLiteral("192.0.2.1")).recordsOrNone())
        .containsExactly("host.test");
    assertThat(dns.tlsa("_25._tcp.host.test").recordsOrNone())
        .containsExactly(new TlsaRecord(3, 1, 1, new byte[] {0, (byte) 0xFF}));
  }

  @Test
  void tellsTheKindsOfNoApart() {
    server.add("host.test", "A", "192.0.2.1");
    server.add("broken.test", "A", "192.0.2.1");
    server.trouble("broken.test", LoopbackDns.Trouble.SERVFAIL);
    server.trouble("refused.test", LoopbackDns.Trouble.REFUSED);
    assertThat(dns.mx("host.test")).isInstanceOf(DnsAnswer.NoRecords.class);
    assertThat(dns.mx("test")).isInstanceOf(DnsAnswer.NoRecords.class);
    assertThat(dns.mx("none.test")).isInstanceOf(DnsAnswer.NoSuchName.class);
    assertThat(dns.a("broken.test")).isEqualTo(new DnsAnswer.Unanswered<>("SERVFAIL"));
    assertThat(dns.a("refused.test")).isEqualTo(new DnsAnswer.Unanswered<>("REFUSED"));
    assertThat(dns.a("x".repeat(64) + ".test")).isInstanceOf(DnsAnswer.NoSuchName.class);
    assertThat(dns.a("not a name..test")).isInstanceOf(DnsAnswer.NoSuchName.class);
  }

  @Test
  void aServerThatKeepsSilentIsNotWaitedForLongerThanSet() {
    server.trouble("silent.test", LoopbackDns.Trouble.SILENCE);
    CachingDnsResolver hasty =
        new CachingDnsResolver(
            DnsSettings.DEFAULT
                .withServers(List.of(server.address()))
                .withTimeout(Duration.ofMillis(200)),
            now::get);
    assertThat(hasty.a("silent.test")).isEqualTo(new DnsAnswer.Unanswered<>("timeout"));
  }

  @Test
  void asksTheNextServerWhenOneFails() throws Exception {
    try (LoopbackDns bad = LoopbackDns.start()) {
      bad.trouble("host.test", LoopbackDns.Trouble.SERVFAIL);
      server.add("host.test", "A", "192.0.2.1");
      CachingDnsResolver both =
          new CachingDnsResolver(
              DnsSettings.DEFAULT
                  .withServers(List.of(bad.address(), server.address()))
                  .withTimeout(Duration.ofMinutes(1)),
              now::get);
      assertThat(both.a("host.test").recordsOrNone()).hasSize(1);
    }
  }

  /**
   * RFC 1034 §4.3.1, RFC 2308 §2: to be referred elsewhere is not to be told that there is nothing.
   */
  @ParameterizedTest
  @EnumSource(
      names = {
        "REFERRAL",
        "NOTHING_KNOWN",
        "REFERRAL_BY_RECURSOR",
        "NXDOMAIN_WITHOUT_AUTHORITY",
        "OTHER_NAME",
        "WRONG_ID",
        "ALWAYS_TRUNCATED",
        "GARBAGE",
        "SERVFAIL",
        "REFUSED"
      })
  void whatIsNoAnswerIsNeverTakenForNo(LoopbackDns.Trouble trouble) throws Exception {
    DnsSettings hasty = DnsSettings.DEFAULT.withTimeout(Duration.ofMillis(300));
    try (LoopbackDns lame = LoopbackDns.start()) {
      lame.add("host.test", "A", "192.0.2.7").trouble("host.test", trouble);
      server.add("host.test", "MX", "10 mx.host.test.");
      CachingDnsResolver alone =
          new CachingDnsResolver(hasty.withServers(List.of(lame.address())), now::get);
      assertThat(alone.mx("host.test")).isInstanceOf(DnsAnswer.Unanswered.class);
      CachingDnsResolver both =
          new CachingDnsResolver(
              hasty.withServers(List.of(lame.address(), server.address())), now::get);
      assertThat(both.mx("host.test").recordsOrNone())
          .containsExactly(new MxRecord(10, "mx.host.test"));
    }
  }

  /** RFC 6891 §7. */
  @Test
  void aServerThatCannotBearEdnsIsAskedWithoutIt() {
    server.add("host.test", "A", "192.0.2.1").trouble("host.test", LoopbackDns.Trouble.NO_EDNS);
    assertThat(dns.a("host.test").recordsOrNone()).hasSize(1);
  }

  @Test
  void takesTheWholeAnswerOverTcpWhenItDoesNotFit() {
    for (int i = 0; i < 90; i++) {
      server.add("big.test", "MX", i + " a-rather-long-name-of-a-host-number-" + i + ".big.test.");
    }
    server.add("cut.test", "A", "192.0.2.1");
    server.trouble("cut.test", LoopbackDns.Trouble.TRUNCATED);
    assertThat(dns.mx("big.test").recordsOrNone()).hasSize(90);
    assertThat(dns.a("cut.test").recordsOrNone()).hasSize(1);
  }

  @Test
  void followsAliasesButNotForEver() {
    server.add("alias.test", "CNAME", "real.test.");
    server.add("real.test", "A", "192.0.2.1");
    server.add("bare.test", "CNAME", "real.test.");
    server.trouble("bare.test", LoopbackDns.Trouble.BARE_ALIAS);
    server.add("one.test", "CNAME", "two.test.");
    server.add("two.test", "CNAME", "one.test.");
    server.add("dangling.test", "CNAME", "nowhere.test.");
    DnsAnswer<?> answer = dns.a("alias.test");
    assertThat(answer)
        .isInstanceOfSatisfying(
            DnsAnswer.Found.class,
            found -> assertThat(found.canonicalName()).isEqualTo("real.test"));
    assertThat(dns.a("bare.test").recordsOrNone()).hasSize(1);
    assertThat(dns.a("one.test")).isInstanceOf(DnsAnswer.Unanswered.class);
    assertThat(dns.a("dangling.test")).isInstanceOf(DnsAnswer.NoSuchName.class);
  }

  @Test
  void keepsAnswersAsLongAsTheySay() {
    server.add("host.test", "A", 60, "192.0.2.1");
    dns.a("host.test");
    dns.a("HOST.test");
    dns.a("none.test");
    dns.a("none.test");
    assertThat(server.questions()).containsExactly("A host.test", "A none.test");
    now.updateAndGet(before -> before.plusSeconds(59));
    dns.a("host.test");
    dns.a("none.test");
    assertThat(server.questions()).hasSize(2);
    now.updateAndGet(before -> before.plusSeconds(2));
    dns.a("host.test");
    dns.a("none.test");
    assertThat(server.questions()).hasSize(4);
  }

  @Test
  void unansweredQuestionsAreAskedAgainSoon() {
    server.trouble("host.test", LoopbackDns.Trouble.SERVFAIL);
    assertThat(dns.a("host.test")).isInstanceOf(DnsAnswer.Unanswered.class);
    server.noTrouble("host.test").add("host.test", "A", "192.0.2.1");
    now.updateAndGet(before -> before.plusSeconds(6));
    assertThat(dns.a("host.test").recordsOrNone()).hasSize(1);
  }

  @Test
  void mailHostsComeByPreferenceAndMixedWithinOne() {
    for (int i = 0; i < 4; i++) {
      server.add("mail.test", "MX", "20 b" + i + ".test.");
    }
    server.add("mail.test", "MX", "10 a.test.");
    server.add("null.test", "MX", "0 .");
    server.add("implicit.test", "A", "192.0.2.1");
    long seed = System.nanoTime();
    MxResolver mx = new MxResolver(dns, MxResolver.MxLimits.DEFAULT, new Random(seed));
    Set<String> second = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      MxHosts.Listed listed = (MxHosts.Listed) mx.hosts("mail.test");
      assertThat(listed.hosts()).hasSize(5);
      assertThat(listed.hosts().getFirst().name()).isEqualTo("a.test");
      second.add(listed.hosts().get(1).name());
    }
    assertThat(second).as("seed %d", seed).hasSize(4);
    assertThat(mx.hosts("null.test")).isInstanceOf(MxHosts.TakesNoMail.class);
    assertThat(mx.hosts("none.test")).isInstanceOf(MxHosts.NoSuchDomain.class);
    assertThat(mx.hosts("implicit.test"))
        .isEqualTo(new MxHosts.Listed(List.of(new MxHost("implicit.test", 0)), true));
  }

  @Test
  void hostsAndAddressesAreBounded() {
    for (int i = 0; i < 50; i++) {
      server.add("many.test", "MX", "10 h" + i + ".test.");
      server.add("h.test", "A", "192.0.2." + i);
      server.add("h.test", "AAAA", "2001:db8::" + i);
    }
    MxResolver mx = new MxResolver(dns, MxResolver.MxLimits.DEFAULT, new Random(1));
    assertThat(((MxHosts.Listed) mx.hosts("many.test")).hosts()).hasSize(8);
    List<InetAddress> addresses = mx.addresses("h.test").recordsOrNone();
    assertThat(addresses).hasSize(4);
    assertThat(addresses).filteredOn(each -> each instanceof java.net.Inet6Address).hasSize(2);
  }
}
