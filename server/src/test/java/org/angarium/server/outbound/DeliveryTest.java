package org.angarium.server.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.angarium.server.outbound.OutboundBench.BODY;
import static org.angarium.server.outbound.OutboundBench.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.mail.mime.TransferDecoder;
import org.angarium.mail.report.TypedValue;
import org.angarium.server.net.TestTls;
import org.angarium.testkit.smtp.ReceivedMail;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.angarium.testkit.smtp.SmtpScript;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One message to real sockets: commands, TLS, and what becomes of each recipient. */
@Timeout(300)
class DeliveryTest {
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
  void sendsPrefixAndContentsAndForgetsTheMessage() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    ReceivedMail mail = peer.received().getFirst();
    assertThat(mail.text()).isEqualTo("Received: by here.test\r\n" + BODY);
    assertThat(mail.mailFrom())
        .startsWith("<ann@here.test>")
        .contains("SIZE=" + mail.content().length)
        .contains("ENVID=envelope+201");
    assertThat(mail.recipients()).containsExactly("<bob@there.test> ORCPT=rfc822;bob@there.test");
    assertThat(bench.reports).isEmpty();
    assertThat(bench.eventsNamed("outbound.delivered")).isEqualTo(1);
  }

  @Test
  void doublesDotsAndEndsTheLastLine() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1).start();
    String body =
        "Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nx.\r\n" + ".line\r\n".repeat(30_000) + "end";
    bench.send(body, "ann@here.test", List.of(to("bob@there.test")));
    bench.awaitEmptyQueue();
    assertThat(peer.received().getFirst().text())
        .isEqualTo("Received: by here.test\r\n" + body + "\r\n");
  }

  @Test
  void recipientsOfOneDomainShareATransactionAndArePipelined() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1).start();
    bench.send("a@there.test", "b@there.test", "c@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
    assertThat(peer.received().getFirst().recipients()).hasSize(3);
  }

  @Test
  void withoutExtensionsCommandsGoOneByOneAndWithoutParameters() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("EHLO") ? "502 5.5.1 what?" : null);
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.commands())
        .startsWith(
            "EHLO here.test",
            "HELO here.test",
            "MAIL FROM:<ann@here.test>",
            "RCPT TO:<bob@there.test>",
            "DATA");
  }

  @Test
  void onlyTheRefusedRecipientsFail() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> {
      if (line.startsWith("RCPT TO:<bad")) {
        return "550-5.1.1 no such user\r\n550 5.1.1 look elsewhere";
      }
      return line.startsWith("RCPT TO:<slow") ? "451 4.2.1 later" : null;
    });
    bench.domain("there.test", 1).start();
    bench.send("good@there.test", "bad@there.test", "slow@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(peer.received().getFirst().recipients()).hasSize(1);
    assertThat(bench.reports).hasSize(1);
    var report = bench.report(0);
    assertThat(report.reportingMta()).isEqualTo("here.test");
    assertThat(report.originalEnvelopeId()).isEqualTo("envelope 1");
    assertThat(report.recipients()).hasSize(1);
    var failed = report.recipients().getFirst();
    assertThat(failed.finalRecipient()).isEqualTo("bad@there.test");
    assertThat(failed.originalRecipient()).isEqualTo("rfc822;bad@there.test");
    assertThat(failed.action()).isEqualTo(DsnAction.FAILED);
    assertThat(failed.status()).isEqualTo("5.1.1");
    assertThat(failed.remoteMta()).isEqualTo("mx.there.test");
    assertThat(failed.diagnostic())
        .isEqualTo(new TypedValue("smtp", "550-5.1.1 no such user 550 5.1.1 look elsewhere"));
    assertThat(new String(bench.reports.getFirst(), UTF_8)).contains("Hello");
    peer.script((number, line) -> null);
    bench.advance(Duration.ofMinutes(1));
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(2);
    assertThat(peer.received().getLast().recipients()).singleElement().asString().contains("slow");
  }

  @Test
  void allRecipientsRefusedWhileDataWasPipelined() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    // RFC 2920 §3.1: a peer may say 354 all the same.
    peer.script((number, line) -> {
      if (line.startsWith("RCPT")) {
        return "550 5.1.1 no";
      }
      return line.equals("DATA") ? "354 go on" : null;
    });
    bench.domain("there.test", 1).start();
    bench.send("a@there.test", "b@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).isEmpty();
    assertThat(bench.report(0).recipients()).hasSize(2);
  }

  @Test
  void refusalAtTheSenderOrTheEndOfDataFailsAll() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("MAIL") ? "553 5.1.8 bad sender" : null);
    bench.domain("there.test", 1).start();
    bench.send("a@there.test", "b@there.test");
    bench.awaitEmptyQueue();
    peer.script((number, line) -> line.equals(".") ? "554 5.6.0 spam" : null);
    bench.send("a@there.test", "b@there.test");
    bench.awaitEmptyQueue();
    assertThat(bench.report(0).recipients())
        .hasSize(2)
        .allMatch(recipient -> recipient.status().equals("5.1.8"));
    assertThat(bench.report(1).recipients())
        .hasSize(2)
        .allMatch(recipient -> recipient.status().equals("5.6.0"));
  }

  @Test
  void usesTlsWhereItIsOffered() throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received().getFirst().tls()).isTrue();
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void goesInClearWhereTlsFails() throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    // The peer says something in clear behind its 220, as an attacker would.
    peer.script((number, line) -> line.equals("STARTTLS") ? "220 go on\r\n250 injected" : null);
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received().getFirst().tls()).isFalse();
    assertThat(peer.connections()).isEqualTo(2);
    assertThat(bench.eventsNamed("outbound.tls-fallback")).isEqualTo(1);
  }

  @Test
  void neverGoesInClearWherePolicyForbidsIt() throws Exception {
    ScriptedSmtpPeer peer = bench.peer(1, TestTls.server("other.test"));
    bench.policy = (destination, host) -> TlsLevel.VERIFIED;
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(peer.received()).isEmpty();
    assertThat(peer.commands()).noneMatch(line -> line.startsWith("MAIL"));
    assertThat(bench.store.queue().count(10)).isEqualTo(1);
  }

  @Test
  void messagesToTheSamePlaceReuseTheConnection() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1);
    bench.settings =
        bench.settings.withConcurrency(
            new ConcurrencySettings(10, 1, 1, 3, 100, 10, Duration.ofMinutes(5)));
    bench.start();
    for (int i = 0; i < 6; i++) {
      bench.send("bob@there.test");
      bench.awaitEmptyQueue();
    }
    assertThat(peer.received())
        .extracting(ReceivedMail::connection)
        .containsExactly(1, 1, 1, 2, 2, 2);
  }

  @Test
  void aConnectionThatDiedWhileIdleCostsNothing() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) ->
        number == 1 && line.startsWith("MAIL") && !peer.received().isEmpty()
            ? "421 4.4.2 too long idle"
            : null);
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).extracting(ReceivedMail::connection).containsExactly(1, 2);
    assertThat(bench.eventsNamed("outbound.deferred")).isZero();
  }

  @Test
  void aPeerThatStallsIsLeft() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("RCPT") ? SmtpScript.STALL : null);
    Duration ample = Duration.ofMinutes(2);
    Duration brief = Duration.ofMillis(300);
    bench.settings =
        bench.settings.withTimeouts(
            new SmtpTimeouts(ample, ample, ample, ample, ample, brief, ample, ample, ample, ample));
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    var entry =
        bench
            .store
            .queue()
            .find(
                bench
                    .store
                    .queue()
                    .list(org.angarium.store.queue.QueueFilter.ALL, null, 1)
                    .entries()
                    .getFirst()
                    .message()
                    .id());
    assertThat(entry.recipients().getFirst().lastStatus()).isEqualTo("4.4.1");
  }

  @Test
  void aConnectionLostAfterTheContentsIsNotTriedElsewhereAtOnce() throws Exception {
    ScriptedSmtpPeer first = bench.peer(1);
    ScriptedSmtpPeer second = bench.peer(2);
    first.script((number, line) -> line.equals(".") ? SmtpScript.HANG_UP : null);
    bench.dns.add("there.test", "MX", "10 a.there.test.");
    bench.dns.add("there.test", "MX", "20 b.there.test.");
    bench.dns.add("a.there.test", "A", "127.0.0.1");
    bench.dns.add("b.there.test", "A", "127.0.0.2");
    bench.start();
    bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(second.connections()).isZero();
  }

  @Test
  void repliesThatAreNoneAreSurvived() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1);
    List<String> nonsense =
        List.of(
            "HTTP/1.1 200 OK",
            "",
            "99",
            "2200 x",
            "250-a\r\n251 b",
            "x".repeat(5000),
            "250-x\r\n".repeat(500) + "250 x",
            "\u0000\u0001");
    bench.start();
    for (String reply : nonsense) {
      peer.script((number, line) -> line.startsWith("MAIL") ? reply : null);
      bench.send("bob@there.test");
    }
    bench.awaitEvents("outbound.deferred", nonsense.size());
    assertThat(peer.received()).isEmpty();
    assertThat(bench.reports).isEmpty();
  }

  @Test
  void messagesTooLargeOrTooForeignFailWithoutBeingSent() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.extensions("PIPELINING", "SIZE 100");
    bench.domain("there.test", 1).start();
    bench.send(
        "Subject: x\r\n\r\n" + "x".repeat(200), "ann@here.test", List.of(to("a@there.test")));
    bench.awaitEmptyQueue();
    byte[] signed =
        "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n\u00e9\r\n--b--\r\n"
            .getBytes(ISO_8859_1);
    bench.send(signed, "ann@here.test", List.of(to("a@there.test")), false, true, null);
    bench.awaitEmptyQueue();
    byte[] small = "Subject: x\r\n\r\nx\u00e9\r\n".getBytes(ISO_8859_1);
    bench.send(small, "ann@here.test", List.of(to("\u00e4@there.test")), true, true, null);
    bench.awaitEmptyQueue();
    byte[] header = "Subject: \u00e4\r\n\r\nx\r\n".getBytes(UTF_8);
    bench.send(header, "ann@here.test", List.of(to("a@there.test")), true, true, null);
    bench.awaitEmptyQueue();
    assertThat(bench.report(0).recipients().getFirst().status()).isEqualTo("5.3.4");
    assertThat(bench.report(1).recipients().getFirst().status()).isEqualTo("5.6.3");
    assertThat(bench.report(2).recipients().getFirst().status()).isEqualTo("5.6.7");
    assertThat(bench.report(3).recipients().getFirst().status()).isEqualTo("5.6.9");
    assertThat(peer.received()).isEmpty();
  }

  @Test
  void eightBitContentsAreConvertedForAHostThatTakesSevenBitOnly() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.extensions("PIPELINING", "SIZE");
    bench.domain("there.test", 1).start();
    String text = "gr\u00fc\u00df and many other words. ".repeat(5000);
    byte[] message =
        ("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\n"
                + text
                + "\r\n.\r\n.end\r\n")
            .getBytes(UTF_8);
    bench.send(message, "ann@here.test", List.of(to("a@there.test")), false, true, null);
    bench.awaitEmptyQueue();
    ReceivedMail mail = peer.received().getFirst();
    assertThat(mail.mailFrom())
        .isEqualTo("<ann@here.test> SIZE=" + mail.content().length)
        .doesNotContain("BODY");
    assertThat(mail.text())
        .contains("\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ngr=C3=BC=C3=9F and ");
    int body = mail.text().indexOf("\r\n\r\n") + 4;
    assertThat(
            TransferDecoder.decode(
                mail.content(), body, mail.content().length - body, "quoted-printable"))
        .isEqualTo((text + "\r\n.\r\n.end\r\n").getBytes(UTF_8));
  }

  @Test
  void whatWasDeclaredInternationalAndIsPlainGoesToAnyHost() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.extensions("PIPELINING");
    bench.domain("there.test", 1).start();
    byte[] plain = OutboundBench.BODY.getBytes(UTF_8);
    bench.send(plain, "ann@here.test", List.of(to("a@there.test")), true, true, null);
    bench.awaitEmptyQueue();
    assertThat(bench.reports).isEmpty();
    assertThat(peer.received().getFirst().mailFrom()).isEqualTo("<ann@here.test>");
    assertThat(peer.received().getFirst().text()).endsWith(OutboundBench.BODY);
  }

  @Test
  void eightBitAndInternationalMailIsDeclared() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1).start();
    bench.send(
        "Subject: \u00e4\r\n\r\n\u00e4\r\n".getBytes(UTF_8),
        "\u00e4nn@here.test",
        List.of(to("b\u00f6b@there.test", "SUCCESS", "FAILURE")),
        true,
        true,
        "HDRS");
    bench.awaitEmptyQueue();
    ReceivedMail mail = peer.received().getFirst();
    assertThat(mail.mailFrom()).contains("BODY=8BITMIME", "SMTPUTF8", "RET=HDRS");
    assertThat(mail.recipients().getFirst())
        .startsWith("<b\u00f6b@there.test> NOTIFY=FAILURE,SUCCESS");
    // It passes the wish on, so the confirmation is not ours to give.
    assertThat(bench.reports).isEmpty();
  }
}
