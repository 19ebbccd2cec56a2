package org.angarium.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
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
}
