package org.angarium.server.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.angarium.server.outbound.OutboundBench.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.angarium.mail.dsn.DsnRecipient;
import org.angarium.mail.report.TypedValue;
import org.angarium.store.queue.NewQueueRecipient;
import org.angarium.testkit.smtp.ReceivedMail;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sender is told of every failure, in words that are true, in a form that every host takes. */
@Timeout(300)
class ReportTest {
  @TempDir Path folder;
  private OutboundBench bench;
  private ScriptedSmtpPeer peer;

  @BeforeEach
  void open() throws Exception {
    bench = new OutboundBench(folder);
    peer = bench.peer();
    bench.domain("there.test", 1);
    bench.domain("home.test", 1);
  }

  @AfterEach
  void nothingIsWrongWithTheQueue() throws Exception {
    bench.stop();
    assertThat(bench.verify()).isEmpty();
    assertThat(bench.eventsNamed("outbound.broken")).isZero();
    bench.close();
  }

  private DsnRecipient only() {
    List<DsnRecipient> recipients = bench.report(0).recipients();
    assertThat(recipients).hasSize(1);
    return recipients.getFirst();
  }

  private String report() {
    return new String(bench.reports.getFirst(), UTF_8);
  }

  private static boolean isEightBit(byte[] message) {
    return new String(message, ISO_8859_1).chars().anyMatch(c -> c > 0x7f);
  }

  /** The reports of failures cross the very host that the message could not cross. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: gr\u00fcn\r\n\r\nx\r\n",
        "Subject: gr\u00fcn\r\n\r\nb\u00f6dy\r\n",
        "From: J\u00fcrg <ann@home.test>\r\n\r\nx\r\n",
        "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n\u00e9\r\n--b--\r\n"
      })
  void theSenderIsToldOfWhatAHostWithoutExtensionsCannotTake(String message) throws Exception {
    peer.extensions("PIPELINING");
    bench.start();
    for (var charset : List.of(UTF_8, ISO_8859_1)) {
      bench.reports.clear();
      bench.send(
          message.getBytes(charset),
          "ann@home.test",
          List.of(to("bob@there.test")),
          false,
          true,
          "FULL");
      bench.awaitEmptyQueue();
      assertThat(only().status()).startsWith("5.6.");
      int before = peer.received().size();
      byte[] report = bench.reports.getFirst();
      bench.send(report, null, List.of(to("ann@home.test")), false, isEightBit(report), null);
      bench.awaitEmptyQueue();
      assertThat(peer.received()).hasSize(before + 1);
      ReceivedMail received = peer.received().getLast();
      assertThat(received.mailFrom()).startsWith("<>");
      assertThat(isEightBit(received.content())).isFalse();
      assertThat(received.text()).contains("Final-Recipient: rfc822; bob@there.test");
    }
  }

  @Test
  void anInternationalRecipientIsReportedToAnOrdinarySenderInSevenBits() throws Exception {
    peer.extensions("PIPELINING");
    bench.start();
    NewQueueRecipient recipient =
        new NewQueueRecipient(
            to("j\u00fcrg@there.test").address(),
            to("j\u00fcrg@there.test").notifyOn(),
            "utf-8;J\u00fcrg@there.test");
    bench.send(
        OutboundBench.BODY.getBytes(UTF_8), "ann@home.test", List.of(recipient), true, false, null);
    bench.awaitEmptyQueue();
    assertThat(isEightBit(bench.reports.getFirst())).isFalse();
    assertThat(report())
        .contains("Original-Recipient: utf-8; J\\x{FC}rg@there.test\r\n")
        .contains("Final-Recipient: utf-8; j\\x{FC}rg@there.test\r\n");
    assertThat(only().finalRecipient()).isEqualTo("j\u00fcrg@there.test");
  }

  @Test
  void whatTheHostSaidIsGivenWordForWord() throws Exception {
    peer.script((number, line) ->
        line.startsWith("RCPT") ? "550-5.1.1 no\u0007 such\u00fc\r\n550 user" : null);
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(only().remoteMta()).isEqualTo("mx.there.test");
    assertThat(only().diagnostic())
        .isEqualTo(new TypedValue("smtp", "550-5.1.1 no  such? 550 5.1.1 user"));
    assertThat(report()).contains("The host mx.there.test said: ");
  }

  @Test
  void whatWeFoundAtAHostIsNotSaidToBeTheHostsWord() throws Exception {
    peer.extensions("SIZE 100");
    bench.start();
    bench.send(
        "Subject: x\r\n\r\n" + "x".repeat(200), "ann@home.test", List.of(to("bob@there.test")));
    bench.awaitEmptyQueue();
    assertThat(only().remoteMta()).isEqualTo("mx.there.test");
    assertThat(Objects.requireNonNull(only().diagnostic()).type()).isEqualTo("x-angarium");
    assertThat(report()).doesNotContain(" said").doesNotContain("smtp;");
  }

  @Test
  void whereNoHostWasSpokenToNoneIsNamed() throws Exception {
    bench.start();
    bench.send("bob@missing.test");
    bench.awaitEmptyQueue();
    assertThat(only().remoteMta()).isNull();
    assertThat(Objects.requireNonNull(only().diagnostic()).type()).isEqualTo("x-angarium");
    assertThat(report()).doesNotContain(" said").doesNotContain("Remote-MTA");
  }

  /** Expiry is our decision; the reason is still what it was, in the words that it had. */
  @ParameterizedTest
  @ValueSource(strings = {"421 4.3.2 busy", "354 go on"})
  void atTheEndTheReasonKeepsItsSpeaker(String reply) throws Exception {
    bench.settings =
        bench.settings.withRetry(
            new RetrySchedule(
                List.of(Duration.ofDays(5)), 0, Duration.ofDays(5), Duration.ofDays(6)));
    peer.script((number, line) -> line.startsWith("MAIL") ? reply : null);
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    bench.advance(Duration.ofDays(5));
    bench.awaitEmptyQueue();
    assertThat(only().status()).isEqualTo("5.4.7");
    TypedValue diagnostic = Objects.requireNonNull(only().diagnostic());
    if (reply.startsWith("421")) {
      assertThat(diagnostic).isEqualTo(new TypedValue("smtp", "421 4.3.2 busy"));
    } else {
      assertThat(diagnostic.type()).isEqualTo("x-angarium");
      assertThat(report()).doesNotContain(" said");
    }
  }

  @Test
  void aHugeOriginalIsReturnedAsItsHeader() throws Exception {
    peer.script((number, line) -> line.startsWith("RCPT") ? "550 5.1.1 no" : null);
    bench.start();
    byte[] huge = ("Subject: huge\r\n\r\n" + "line\r\n".repeat(50_000)).getBytes(UTF_8);
    bench.send(huge, "ann@home.test", List.of(to("bob@there.test")), false, false, "FULL");
    bench.awaitEmptyQueue();
    assertThat(report()).contains("text/rfc822-headers").contains("Subject: huge");
    assertThat(bench.reports.getFirst()).hasSizeLessThan(20_000);
  }

  @Test
  void linesOfAReportAreShortEnoughForPeople() throws Exception {
    peer.script(
        (number, line) -> line.startsWith("RCPT") ? "550 5.7.1 " + "many words ".repeat(60) : null);
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    String report = new String(bench.reports.getFirst(), StandardCharsets.US_ASCII);
    for (String line : report.split("\r\n", -1)) {
      assertThat(line).hasSizeLessThanOrEqualTo(78);
    }
  }
}
