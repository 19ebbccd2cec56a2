package org.angarium.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.angarium.server.net.TestTls;
import org.angarium.testkit.smtp.ReceivedMail;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.angarium.testkit.smtp.SmtpScript;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opportunistic TLS never costs the mail (RFC 7435 §3); required TLS is never given up. */
@Timeout(300)
class TlsFallbackTest {
  @TempDir Path folder;
  private OutboundBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new OutboundBench(folder);
    bench.domain("there.test", 1);
  }

  @AfterEach
  void nothingIsWrongWithTheQueue() throws Exception {
    bench.stop();
    assertThat(bench.verify()).isEmpty();
    assertThat(bench.eventsNamed("outbound.broken")).isZero();
    bench.close();
  }

  private void arrivesInClear(ScriptedSmtpPeer peer) throws Exception {
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
    assertThat(peer.received().getFirst().tls()).isFalse();
    assertThat(bench.eventsNamed("outbound.deferred")).isZero();
    assertThat(bench.reports).isEmpty();
  }

  /** RFC 8446 §4.4.2.4: the peer's alert comes after our side has ended the handshake. */
  @Test
  void aPeerThatDemandsACertificateGetsTheMailInClear() throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    peer.demandClientCertificate();
    arrivesInClear(peer);
    assertThat(peer.connections()).isEqualTo(2);
    assertThat(bench.eventsNamed("outbound.tls-fallback")).isEqualTo(1);
  }

  @Test
  void whereTlsFailedIsRememberedSoThatTheNextMessageCostsOneConnection() throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    peer.demandClientCertificate();
    bench.settings =
        bench.settings.withConcurrency(
            new ConcurrencySettings(10, 1, 1, 1, 100, 0, Duration.ofMinutes(5)));
    arrivesInClear(peer);
    bench.send("eve@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).extracting(ReceivedMail::connection).isEqualTo(List.of(2, 3));
    assertThat(bench.eventsNamed("outbound.tls-fallback")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "454 4.7.0 TLS not available",
        "502 5.5.1 what?",
        "554 5.7.0 no",
        "421 4.7.0 no",
        "250 ok",
        "334 x",
        "220 go on\r\n250 injected",
        SmtpScript.HANG_UP,
        "garbage"
      })
  void aPeerThatOffersTlsAndWillNotGetsTheMailInClear(String reply) throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    peer.script((number, line) -> line.equals("STARTTLS") ? reply : null);
    arrivesInClear(peer);
    assertThat(peer.connections()).isLessThanOrEqualTo(2);
  }

  @Test
  void aPeerThatSaysNothingAfterStartTlsGetsTheMailInClear() throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1);
    peer.extensions("STARTTLS");
    peer.script((number, line) ->
        line.equals("STARTTLS")
            ? "220 go on"
            : line.startsWith("\u0016") ? SmtpScript.STALL : null);
    Duration ample = Duration.ofMinutes(2);
    Duration brief = Duration.ofMillis(300);
    bench.settings =
        bench.settings.withTimeouts(
            new SmtpTimeouts(ample, ample, ample, brief, ample, ample, ample, ample, ample, ample));
    arrivesInClear(peer);
  }

  @Test
  void aPeerWhoseTlsBreaksAtItsFirstWordGetsTheMailInClear() throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    peer.script((number, line) ->
        number == 1 && line.startsWith("EHLO") && secondEhlo(peer) ? SmtpScript.HANG_UP : null);
    arrivesInClear(peer);
    assertThat(peer.connections()).isEqualTo(2);
  }

  private static boolean secondEhlo(ScriptedSmtpPeer peer) {
    return peer.commands().stream().filter(line -> line.startsWith("EHLO")).count() == 2;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENCRYPTED", "VERIFIED"})
  void whereTlsIsRequiredNothingGoesInClear(TlsLevel level) throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    peer.demandClientCertificate();
    bench.policy = (destination, host) -> level;
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(peer.received()).isEmpty();
    assertThat(peer.commands()).noneMatch(line -> line.startsWith("MAIL"));
    assertThat(peer.connections()).isEqualTo(1);
  }
}
