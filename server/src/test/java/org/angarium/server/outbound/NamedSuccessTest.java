package org.angarium.server.outbound;

import static org.angarium.server.outbound.OutboundBench.BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.angarium.mail.report.TypedValue;
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

/**
 * A reply that is no failure is not a success for that: what is not the named reply of its step
 * (RFC 5321 §4.3.2) leaves the mail in the queue.
 */
@Timeout(300)
class NamedSuccessTest {
  @TempDir Path folder;
  private OutboundBench bench;
  private ScriptedSmtpPeer peer;

  @BeforeEach
  void open() throws Exception {
    bench = new OutboundBench(folder);
    peer = bench.peer();
    bench.domain("there.test", 1);
  }

  @AfterEach
  void nothingIsWrongWithTheQueue() throws Exception {
    bench.stop();
    assertThat(bench.verify()).isEmpty();
    assertThat(bench.eventsNamed("outbound.broken")).isZero();
    bench.close();
  }

  /** Answers with {@code reply} to commands that begin so, until further notice. */
  private void answer(String command, String reply) {
    peer.script((number, line) -> line.startsWith(command) ? reply : null);
  }

  private void staysAndArrivesLater() throws Exception {
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(bench.eventsNamed("outbound.delivered")).isZero();
    assertThat(bench.eventsNamed("outbound.failed")).isZero();
    assertThat(bench.reports).isEmpty();
    assertThat(bench.store.queue().count(2)).isEqualTo(1);
    int before = peer.received().size();
    peer.script((number, line) -> null);
    bench.advance(Duration.ofMinutes(2));
    bench.awaitEmptyQueue();
    assertThat(bench.eventsNamed("outbound.delivered")).isEqualTo(1);
    assertThat(peer.received()).hasSize(before + 1);
    assertThat(peer.received().getLast().text()).endsWith(BODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "354 go on",
        "334 VXNlcm5hbWU6",
        "399 x",
        "300",
        "100 soon",
        "150 opening",
        "199 x",
        "221 2.0.0 bye",
        "421 4.3.2 shutting down",
        "451 4.3.0 later",
        "600 x",
        "000 x",
        "25 ok",
        "2500 ok",
        "OK 250",
        "250-taken\r\n354 go on",
        "250-taken\r\n451 later",
        " 250 ok",
        "250_ok",
        ""
      })
  void onlyTwoYzToTheEndOfTheContentsMeansThatTheMessageWasTaken(String reply) throws Exception {
    bench.start();
    answer(".", reply);
    bench.send("bob@there.test");
    staysAndArrivesLater();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "250 ok",
        "250 2.0.0 queued as 1",
        "250",
        "251 forwarded",
        "252 x",
        "200 x",
        "299"
      })
  void twoYzToTheEndOfTheContentsIsEnough(String reply) throws Exception {
    bench.start();
    answer(".", reply);
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(bench.eventsNamed("outbound.delivered")).isEqualTo(1);
    assertThat(peer.received()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT|250 ready",
        "CONNECT|221 bye",
        "CONNECT|354 go on",
        "CONNECT|421 4.3.2 busy",
        "CONNECT|554 5.7.1 not you",
        "CONNECT|220-x\r\n250 y",
        "EHLO|220 ready",
        "EHLO|354 go on",
        "EHLO|421 4.3.2 busy",
        "EHLO|451 later",
        "MAIL|354 go on",
        "MAIL|221 bye",
        "MAIL|421 4.3.2 busy",
        "RCPT|354 go on",
        "RCPT|334 x",
        "RCPT|221 bye",
        "RCPT|421 4.3.2 busy",
        "DATA|250 ok",
        "DATA|334 x",
        "DATA|221 bye",
        "DATA|421 4.3.2 busy",
        "DATA|220 x"
      })
  void noOtherStepIsTakenForDone(String step) throws Exception {
    bench.start();
    answer(step.substring(0, step.indexOf('|')), step.substring(step.indexOf('|') + 1));
    bench.send("bob@there.test");
    staysAndArrivesLater();
  }

  @ParameterizedTest
  @ValueSource(strings = {"220 x", "354 x", "221 x", "451 later", "550 no"})
  void aGreetingThatIsNotTakenEndsTheConversation(String reply) throws Exception {
    bench.start();
    peer.script((number, line) ->
        line.startsWith("EHLO") ? "502 5.5.1 what?" : line.startsWith("HELO") ? reply : null);
    bench.send("bob@there.test");
    staysAndArrivesLater();
    assertThat(peer.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PIPELINING", "SIZE"})
  void anAnswerBeforeTheEndOfTheContentsConfirmsNothing(String extension) throws Exception {
    peer.extensions(extension);
    bench.start();
    answer("DATA", "354 go on\r\n250 2.0.0 taken");
    bench.send("bob@there.test");
    staysAndArrivesLater();
  }

  @Test
  void answersAheadOfTheirCommandsEndTheConversation() throws Exception {
    peer.extensions("SIZE");
    bench.start();
    answer("MAIL", "250 ok\r\n250 ok\r\n354 go on\r\n250 taken");
    bench.send("bob@there.test");
    staysAndArrivesLater();
    assertThat(peer.commands().stream().filter(line -> line.startsWith("RCPT"))).hasSize(1);
  }

  @Test
  void aRefusalInTheMiddleOfTheContentsIsOne() throws Exception {
    bench.start();
    answer("DATA", "354 go on\r\n552 5.3.4 too much");
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    var failed = bench.report(0).recipients().getFirst();
    assertThat(failed.status()).isEqualTo("5.3.4");
    assertThat(failed.diagnostic()).isEqualTo(new TypedValue("smtp", "552 5.3.4 too much"));
  }

  @Test
  void aConnectionLostAfterTheContentsIsTriedAgain() throws Exception {
    bench.start();
    answer(".", SmtpScript.HANG_UP);
    bench.send("bob@there.test");
    staysAndArrivesLater();
  }

  @Test
  void aResetThatFailsCostsTheConnectionOnly() throws Exception {
    bench.start();
    peer.script((number, line) -> {
      if (line.startsWith("RCPT TO:<bad")) {
        return "550 5.1.1 no";
      }
      return line.equals("RSET") ? "354 go on" : null;
    });
    bench.send("bad@there.test");
    bench.awaitEmptyQueue();
    assertThat(bench.report(0).recipients().getFirst().status()).isEqualTo("5.1.1");
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).extracting(ReceivedMail::connection).isEqualTo(List.of(2));
  }

  /** What was said while the connection lay idle is no answer to the next message. */
  @Test
  void whatIsSaidOnAnIdleConnectionIsNotTakenForAnAnswer() throws Exception {
    bench.start();
    answer(".", "250 taken\r\n250 sender ok\r\n250 recipient ok\r\n354 go on\r\n250 taken");
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    peer.script((number, line) -> null);
    bench.send("eve@there.test");
    bench.awaitEmptyQueue();
    assertThat(peer.received()).extracting(ReceivedMail::connection).isEqualTo(List.of(1, 2));
    assertThat(bench.eventsNamed("outbound.deferred")).isZero();
  }
}
