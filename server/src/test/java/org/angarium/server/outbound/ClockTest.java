package org.angarium.server.outbound;

import static org.angarium.server.outbound.OutboundBench.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueueMessage;
import org.angarium.store.queue.QueueRecipient;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is set while mail waits: nothing waits for a false time, nothing expires by it. */
@Timeout(300)
class ClockTest {
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

  private void greylist() {
    peer.script((number, line) -> line.startsWith("RCPT") ? "451 4.7.1 later" : null);
  }

  private QueueMessage message(QueueId id) throws Exception {
    return Objects.requireNonNull(bench.store.queue().find(id)).message();
  }

  private Instant due(QueueId id) throws Exception {
    QueueRecipient recipient =
        Objects.requireNonNull(bench.store.queue().find(id)).recipients().getFirst();
    return recipient.nextAttempt();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PT-24H", "PT24H", "PT-26H", "PT-30M", "PT30M", "PT-720H", "PT720H", "PT87600H"})
  void whatWaitsGoesWithTheClock(String jump) throws Exception {
    Duration by = Duration.parse(jump);
    bench.start();
    greylist();
    QueueId id = bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    bench.jump(by);
    bench.awaitEvents("outbound.clock-jumped", 1);
    bench.awaitTrue(() -> due(id).equals(START.plus(by).plus(Duration.ofMinutes(1))));
    assertThat(message(id).acceptedAt()).isEqualTo(START.plus(by));
    assertThat(bench.eventsNamed("outbound.deferred")).isEqualTo(1);
    bench.advance(Duration.ofMinutes(1));
    bench.awaitEvents("outbound.deferred", 2);
    bench.advance(Duration.ofMinutes(5));
    bench.awaitEvents("outbound.deferred", 3);
    assertThat(bench.reports).isEmpty();
    peer.script((number, line) -> null);
    bench.advance(Duration.ofMinutes(15));
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
  }

  @Test
  void theLifetimeIsCountedByTheTimeThatWentBy() throws Exception {
    bench.start();
    greylist();
    QueueId id = bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    bench.jump(Duration.ofDays(10));
    bench.awaitTrue(() -> message(id).acceptedAt().equals(START.plus(Duration.ofDays(10))));
    for (int tries = 1; bench.store.queue().count(1) > 0; tries++) {
      bench.awaitEvents("outbound.deferred", tries);
      bench.advance(Duration.between(bench.now(), due(id)));
      long reached = tries;
      bench.awaitTrue(() ->
          bench.eventsNamed("outbound.deferred") > reached
              || bench.eventsNamed("outbound.failed") > 0);
      bench.awaitIdle();
    }
    assertThat(bench.now()).isEqualTo(START.plus(Duration.ofDays(15)));
    assertThat(bench.reports).hasSize(2);
    assertThat(bench.report(0).recipients().getFirst().action()).isEqualTo(DsnAction.DELAYED);
    assertThat(bench.report(1).recipients().getFirst().action()).isEqualTo(DsnAction.FAILED);
  }

  @Test
  void mailOfAProcessWhoseClockWasAheadIsTriedAtOnce() throws Exception {
    bench.start();
    greylist();
    QueueId id = bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    bench.stop();
    bench.jump(Duration.ofDays(-1));
    peer.script((number, line) -> null);
    bench.start();
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
    assertThat(bench.store.queue().find(id)).isNull();
  }

  @Test
  void newMailIsSentAtOnceAfterAJumpAndKeepsItsTime() throws Exception {
    bench.start();
    greylist();
    bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    bench.stop();
    bench.jump(Duration.ofDays(-1));
    QueueId id = bench.send("eve@there.test");
    bench.start();
    bench.awaitEvents("outbound.deferred", 3);
    assertThat(message(id).acceptedAt()).isEqualTo(START.minus(Duration.ofDays(1)));
    assertThat(due(id)).isEqualTo(START.minus(Duration.ofDays(1)).plus(Duration.ofMinutes(1)));
  }

  /** What a destination that is down waits for does not depend on the time of day. */
  @ParameterizedTest
  @ValueSource(strings = {"PT-24H", "PT24H"})
  void aDestinationThatIsDownIsTriedAgainInTime(String jump) throws Exception {
    bench.start();
    peer.script((number, line) -> line.equals("CONNECT") ? "421 4.3.2 closed" : null);
    for (int i = 0; i < 6; i++) {
      bench.send("bob" + i + "@there.test");
    }
    bench.awaitEvents("outbound.deferred", 6);
    assertThat(Objects.requireNonNull(bench.scheduler).down()).containsKey("there.test");
    bench.jump(Duration.parse(jump));
    bench.awaitEvents("outbound.clock-jumped", 1);
    assertThat(Objects.requireNonNull(bench.scheduler).down()).containsKey("there.test");
    peer.script((number, line) -> null);
    bench.advance(Duration.ofMinutes(2));
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(6);
    assertThat(bench.reports).isEmpty();
  }

  @Test
  void aSmallCorrectionIsNoJump() throws Exception {
    bench.start();
    greylist();
    QueueId id = bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    for (int i = 0; i < 10; i++) {
      bench.jump(Duration.ofSeconds(-3));
      bench.awaitIdle();
    }
    assertThat(due(id)).isEqualTo(START.plus(Duration.ofMinutes(1)));
  }
}
