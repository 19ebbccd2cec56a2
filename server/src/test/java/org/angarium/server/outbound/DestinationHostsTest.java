package org.angarium.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.server.net.TestTls;
import org.angarium.testkit.dns.LoopbackDns;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which hosts a message is offered to: MX records, relays, and when there is none (RFC 5321 §5.1).
 */
@Timeout(300)
class DestinationHostsTest {
  @TempDir Path folder;
  private OutboundBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new OutboundBench(folder);
  }

  @AfterEach
  void nothingIsWrongWithTheQueue() throws Exception {
    bench.stop();
    assertThat(bench.verify()).isEmpty();
    assertThat(bench.eventsNamed("outbound.broken")).isZero();
    bench.close();
  }

  @Test
  void takesHostsInTheOrderOfPreferenceAndFallsThrough() throws Exception {
    ScriptedSmtpPeer first = bench.peer(1);
    ScriptedSmtpPeer second = bench.peer(2);
    ScriptedSmtpPeer third = bench.peer(3);
    first.script((number, line) -> line.equals("CONNECT") ? "421 4.3.2 busy" : null);
    second.script((number, line) -> line.startsWith("RCPT") ? "450 4.2.0 greylisted" : null);
    bench.dns.add("there.test", "MX", "30 c.there.test.");
    bench.dns.add("there.test", "MX", "10 a.there.test.");
    bench.dns.add("there.test", "MX", "20 b.there.test.");
    bench.dns.add("a.there.test", "A", "127.0.0.1");
    bench.dns.add("b.there.test", "A", "127.0.0.2");
    bench.dns.add("c.there.test", "A", "127.0.0.3");
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(first.connections()).isEqualTo(1);
    assertThat(second.connections()).isEqualTo(1);
    assertThat(third.received()).hasSize(1);
    bench.send("eve@there.test");
    bench.awaitEmptyQueue();
    assertThat(third.received()).hasSize(2);
  }

  @Test
  void withoutMxTheDomainItselfIsTheHost() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.dns.add("there.test", "A", "127.0.0.1");
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
  }

  @Test
  void anAddressLiteralIsTheHost() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.start();
    bench.send("bob@[127.0.0.1]");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
  }

  @Test
  void domainsThatTakeNoMailFailAtOnce() throws Exception {
    bench.peer();
    bench.dns.add("null.test", "MX", "0 .");
    bench.dns.add("bare.test", "TXT", "nothing");
    bench.dns.add("hostless.test", "MX", "10 nowhere.hostless.test.");
    bench.start();
    bench.send("a@missing.test");
    bench.awaitEmptyQueue();
    bench.send("a@null.test");
    bench.awaitEmptyQueue();
    bench.send("a@bare.test");
    bench.awaitEmptyQueue();
    bench.send("a@hostless.test");
    bench.awaitEmptyQueue();
    assertThat(bench.reports).hasSize(4);
    assertThat(bench.report(0).recipients().getFirst().status()).isEqualTo("5.1.2");
    assertThat(bench.report(1).recipients().getFirst().status()).isEqualTo("5.1.10");
    assertThat(bench.report(2).recipients().getFirst().status()).isEqualTo("5.1.2");
    assertThat(bench.report(3).recipients().getFirst().status()).isEqualTo("5.4.4");
  }

  @Test
  void aNameServerThatFailsIsNoReasonToGiveUp() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1);
    bench.dns.trouble("there.test", LoopbackDns.Trouble.SERVFAIL);
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(bench.reports).isEmpty();
    bench.dns.noTrouble("there.test");
    bench.advance(Duration.ofMinutes(1));
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
  }

  @Test
  void mailThatWouldComeBackToUsIsALoop() throws Exception {
    ScriptedSmtpPeer better = bench.peer(1);
    ScriptedSmtpPeer worse = bench.peer(3);
    bench.settings =
        bench.settings.withOwn(Set.of("us.test"), Set.of(InetAddress.getByName("127.0.0.9")));
    bench.dns.add("loop.test", "MX", "10 us.test.");
    bench.dns.add("loop.test", "MX", "20 worse.test.");
    bench.dns.add("backup.test", "MX", "10 better.test.");
    bench.dns.add("backup.test", "MX", "20 us.test.");
    bench.dns.add("backup.test", "MX", "30 worse.test.");
    bench.dns.add("address.test", "MX", "10 nine.test.");
    bench.dns.add("nine.test", "A", "127.0.0.9");
    bench.dns.add("us.test", "A", "127.0.0.2");
    bench.dns.add("worse.test", "A", "127.0.0.3");
    bench.dns.add("better.test", "A", "127.0.0.1");
    bench.start();
    bench.send("a@loop.test");
    bench.awaitEmptyQueue();
    bench.send("a@address.test");
    bench.awaitEmptyQueue();
    assertThat(bench.report(0).recipients().getFirst().status()).isEqualTo("5.4.6");
    assertThat(bench.report(1).recipients().getFirst().status()).isEqualTo("5.4.6");
    better.script((number, line) -> line.equals("CONNECT") ? "421 4.3.2 busy" : null);
    bench.send("a@backup.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(better.connections()).isEqualTo(1);
    assertThat(worse.connections()).isZero();
  }

  @Test
  void aSmartHostTakesAllAndARouteItsDomain() throws Exception {
    ScriptedSmtpPeer smart = bench.peer(1, TestTls.server("smart.test"));
    ScriptedSmtpPeer routed = ScriptedSmtpPeer.start();
    smart.extensions("PIPELINING", "AUTH PLAIN LOGIN");
    try (routed) {
      bench.relays(
          new RelayHost(
              "127.0.0.1",
              smart.port(),
              TlsLevel.ENCRYPTED,
              new RelayCredentials("user", "secret")),
          Map.of("routed.test", RelayHost.of("127.0.0.1", routed.port())));
      bench.start();
      bench.send("bob@unknown.test", "eve@routed.test");
      bench.awaitEmptyQueue();
      assertThat(smart.received()).hasSize(1);
      assertThat(smart.commands()).contains("AUTH PLAIN AHVzZXIAc2VjcmV0");
      assertThat(routed.received()).hasSize(1);
      assertThat(bench.dns.questions()).isEmpty();
    }
  }

  @Test
  void credentialsAreNotSentInClear() throws Exception {
    ScriptedSmtpPeer smart = bench.peer();
    smart.extensions("AUTH PLAIN");
    bench.relays(
        new RelayHost(
            "127.0.0.1",
            smart.port(),
            TlsLevel.OPPORTUNISTIC,
            new RelayCredentials("user", "secret")),
        Map.of());
    bench.start();
    bench.send("bob@unknown.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(smart.commands()).noneMatch(line -> line.startsWith("AUTH"));
  }

  private void twoHosts(String domain) {
    bench.dns.add(domain, "MX", "10 a." + domain + ".");
    bench.dns.add(domain, "MX", "20 b." + domain + ".");
    bench.dns.add("a." + domain, "A", "127.0.0.1");
    bench.dns.add("b." + domain, "A", "127.0.0.2");
  }

  private void sendInternational() throws Exception {
    bench.send(
        OutboundBench.BODY.getBytes(StandardCharsets.UTF_8),
        "ann@here.test",
        List.of(OutboundBench.to("j\u00fcrg@there.test")),
        true,
        false,
        null);
  }

  @Test
  void whatOneHostCannotTakeAnotherMay() throws Exception {
    ScriptedSmtpPeer first = bench.peer(1);
    ScriptedSmtpPeer second = bench.peer(2);
    first.extensions("PIPELINING");
    twoHosts("there.test");
    bench.start();
    sendInternational();
    bench.awaitEmptyQueue();
    assertThat(first.connections()).isEqualTo(1);
    assertThat(second.received()).hasSize(1);
    assertThat(bench.reports).isEmpty();
  }

  @Test
  void whatOneHostCannotTakeWaitsForTheOther() throws Exception {
    ScriptedSmtpPeer first = bench.peer(1);
    ScriptedSmtpPeer second = bench.peer(2);
    first.script((number, line) -> line.equals("CONNECT") ? "421 4.3.2 busy" : null);
    second.extensions("PIPELINING");
    twoHosts("there.test");
    bench.start();
    sendInternational();
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(bench.reports).isEmpty();
    first.script((number, line) -> null);
    bench.advance(Duration.ofMinutes(1));
    bench.awaitEmptyQueue();
    assertThat(first.received()).hasSize(1);
  }

  /** RFC 5321 §3.1: a host that refuses to talk may be replaced by another, and is asked again. */
  @Test
  void aHostThatRefusesToTalkIsPassedByAndIsNoReasonToGiveUp() throws Exception {
    ScriptedSmtpPeer first = bench.peer(1);
    ScriptedSmtpPeer second = bench.peer(2);
    first.script((number, line) -> line.equals("CONNECT") ? "554 5.7.1 not you" : null);
    bench.settings =
        bench.settings.withConcurrency(
            new ConcurrencySettings(10, 1, 1, 1, 100, 0, Duration.ofMinutes(5)));
    twoHosts("there.test");
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(second.received()).hasSize(1);
    second.script((number, line) -> line.equals("CONNECT") ? "554 5.7.1 not you" : null);
    bench.send("eve@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(bench.reports).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "REFERRAL",
        "NOTHING_KNOWN",
        "REFERRAL_BY_RECURSOR",
        "NXDOMAIN_WITHOUT_AUTHORITY",
        "OTHER_NAME",
        "SERVFAIL",
        "REFUSED"
      })
  void anAnswerThatIsNoneIsNoReasonToGiveUp(LoopbackDns.Trouble trouble) throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1);
    bench.start();
    int deferred = 0;
    for (String name : List.of("there.test", "mx.there.test")) {
      bench.dns.trouble(name, trouble);
      bench.send("bob@there.test");
      bench.awaitEvents("outbound.deferred", ++deferred);
      assertThat(bench.reports).isEmpty();
      bench.dns.noTrouble(name);
      bench.advance(Duration.ofMinutes(1));
      bench.awaitEmptyQueue();
      assertThat(peer.received()).hasSize(deferred);
      bench.advance(Duration.ofDays(2));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "under_score.there.test.",
        "sp\\032ace.there.test.",
        "nul\\000.there.test.",
        "dot\\.ted.there.test.",
        "h\\195\\188.there.test.",
        "-.there.test.",
        "*.there.test.",
        "127.0.0.1.",
        "xn--zz.there.test."
      })
  void aHostOfAnyNameIsAHost(String name) throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    bench.dns.add("there.test", "MX", "10 " + name);
    bench.dns.add(name, "A", "127.0.0.1");
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
    assertThat(peer.received().getFirst().tls()).isTrue();
    assertThat(bench.reports).isEmpty();
  }

  @Test
  void aliasesOfDomainsAndHostsAreFollowed() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.dns.add("alias.test", "CNAME", "real.test.");
    bench.dns.add("real.test", "MX", "10 mailalias.test.");
    bench.dns.add("mailalias.test", "CNAME", "host.test.");
    bench.dns.add("host.test", "A", "127.0.0.1");
    bench.start();
    bench.send("bob@alias.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received().getFirst().recipients().getFirst()).startsWith("<bob@alias.test>");
  }

  @Test
  void aliasesInACircleAreNoReasonToGiveUpAtOnce() throws Exception {
    bench.peer();
    bench.dns.add("one.test", "CNAME", "two.test.");
    bench.dns.add("two.test", "CNAME", "one.test.");
    bench.start();
    bench.send("bob@one.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(bench.reports).isEmpty();
  }

  @Test
  void aNullMxBesideOthersIsPassedOver() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.dns.add("there.test", "MX", "0 .");
    bench.dns.add("there.test", "MX", "10 mx.there.test.");
    bench.dns.add("mx.there.test", "A", "127.0.0.1");
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
  }

  /** RFC 4954 §4: success is 235. Our own settings may be wrong: no reason to return mail. */
  @ParameterizedTest
  @ValueSource(strings = {"334 VXNlcm5hbWU6", "250 ok", "454 4.7.0 later", "535 5.7.8 no", "220 x"})
  void withoutALogInNothingIsSentToARelay(String reply) throws Exception {
    ScriptedSmtpPeer smart = bench.peer(1, TestTls.server("smart.test"));
    smart.extensions("AUTH PLAIN");
    smart.script((number, line) -> line.startsWith("AUTH") ? reply : null);
    bench.relays(
        new RelayHost(
            "127.0.0.1", smart.port(), TlsLevel.ENCRYPTED, new RelayCredentials("user", "secret")),
        Map.of());
    bench.start();
    bench.send("bob@unknown.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(smart.commands()).noneMatch(line -> line.startsWith("MAIL"));
    assertThat(bench.reports).isEmpty();
  }
}
