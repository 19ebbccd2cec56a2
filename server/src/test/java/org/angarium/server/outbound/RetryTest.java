package org.angarium.server.outbound;

import static org.angarium.server.outbound.OutboundBench.BODY;
import static org.angarium.server.outbound.OutboundBench.START;
import static org.angarium.server.outbound.OutboundBench.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.mail.report.TypedValue;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.queue.QueueFilter;
import org.angarium.store.queue.QueueId;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.angarium.testkit.wire.LoopbackPorts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens over days, by a clock that the test moves. */
@Timeout(300)
class RetryTest {
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

  private QueueEntry entry(QueueId id) throws Exception {
    return Objects.requireNonNull(bench.store.queue().find(id));
  }

  @Test
  void triesBySchedule() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("RCPT") ? "451 4.2.1 later" : null);
    bench.domain("there.test", 1).start();
    QueueId id = bench.send("bob@there.test");
    List<Duration> waits = new ArrayList<>();
    for (int attempt = 1; attempt <= 9; attempt++) {
      bench.awaitEvents("outbound.deferred", attempt);
      Instant next = entry(id).recipients().getFirst().nextAttempt();
      waits.add(Duration.between(bench.now(), next));
      bench.advance(Duration.between(bench.now(), next).minusMillis(1));
      bench.awaitIdle();
      assertThat(bench.eventsNamed("outbound.deferred")).isEqualTo(attempt);
      bench.advance(Duration.ofMillis(1));
    }
    assertThat(waits)
        .containsExactly(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4),
            Duration.ofHours(4),
            Duration.ofHours(4));
    bench.awaitEvents("outbound.deferred", 10);
  }

  @Test
  void tellsOnceThatItTakesLongAndInTheEndThatItFailed() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("RCPT") ? "451 4.2.1 mailbox busy" : null);
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    long tries = 0;
    while (bench.store.queue().count(1) > 0) {
      long before = tries;
      bench.awaitEvents("outbound.deferred", before + 1);
      tries = bench.eventsNamed("outbound.deferred");
      Instant next =
          bench.store.queue().list(QueueFilter.ALL, null, 1).entries().getFirst().nextAttempt();
      bench.advance(Duration.between(bench.now(), Objects.requireNonNull(next)));
      long reached = tries;
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .until(() ->
              bench.eventsNamed("outbound.deferred") > reached
                  || bench.eventsNamed("outbound.failed") > 0);
      bench.awaitIdle();
    }
    assertThat(bench.now()).isEqualTo(START.plus(Duration.ofDays(5)));
    assertThat(bench.reports).hasSize(2);
    var delayed = bench.report(0).recipients().getFirst();
    assertThat(delayed.action()).isEqualTo(DsnAction.DELAYED);
    assertThat(delayed.status()).isEqualTo("4.2.1");
    assertThat(Objects.requireNonNull(delayed.willRetryUntil()).toInstant())
        .isEqualTo(START.plus(Duration.ofDays(5)));
    var failed = bench.report(1).recipients().getFirst();
    assertThat(failed.action()).isEqualTo(DsnAction.FAILED);
    assertThat(failed.status()).isEqualTo("5.4.7");
    assertThat(failed.diagnostic()).isEqualTo(new TypedValue("smtp", "451 4.2.1 mailbox busy"));
  }

  @Test
  void aBounceNeverBounces() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("RCPT") ? "550 5.1.1 no" : null);
    bench.domain("there.test", 1).start();
    bench.send(BODY, null, List.of(to("bob@there.test")));
    bench.awaitEmptyQueue();
    assertThat(peer.commands()).anyMatch(line -> line.startsWith("MAIL FROM:<> "));
    assertThat(bench.reports).isEmpty();
    assertThat(bench.eventsNamed("outbound.discarded")).isEqualTo(1);
  }

  @Test
  void reportsWhatNotifyAsksForAndNoMore() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.extensions("PIPELINING");
    peer.script((number, line) -> line.startsWith("RCPT TO:<bad") ? "550 5.1.1 no" : null);
    bench.domain("there.test", 1).start();
    bench.send(
        BODY,
        "ann@here.test",
        List.of(
            to("good-told@there.test", "SUCCESS"),
            to("good-usual@there.test"),
            to("bad-never@there.test", "NEVER"),
            to("bad-delay@there.test", "DELAY"),
            to("bad-told@there.test", "FAILURE")));
    bench.awaitEmptyQueue();
    assertThat(bench.reports).hasSize(1);
    assertThat(bench.report(0).recipients())
        .extracting(each -> each.finalRecipient() + " " + each.action())
        .containsExactlyInAnyOrder("good-told@there.test RELAYED", "bad-told@there.test FAILED");
  }

  @Test
  void returnsTheHeaderAloneWhereAskedFor() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("RCPT") ? "550 5.1.1 no" : null);
    bench.domain("there.test", 1).start();
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    bench.send(body, "ann@here.test", List.of(to("bob@there.test")), false, false, "HDRS");
    bench.awaitEmptyQueue();
    assertThat(new String(bench.reports.getFirst(), StandardCharsets.UTF_8))
        .contains("Subject: greetings")
        .contains("text/rfc822-headers")
        .doesNotContain("Hello");
  }

  @Test
  void aRecipientStaysUntilTheReportOfItsFailureIsStored() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("RCPT") ? "550 5.1.1 no" : null);
    bench.failingReports.set(2);
    bench.domain("there.test", 1).start();
    QueueId id = bench.send("bob@there.test");
    bench.awaitEvents("outbound.report-failed", 1);
    assertThat(entry(id).recipients().getFirst().status().done()).isFalse();
    bench.advance(Duration.ofMinutes(5));
    bench.awaitEvents("outbound.report-failed", 2);
    bench.advance(Duration.ofMinutes(5));
    bench.awaitEmptyQueue();
    assertThat(bench.reports).hasSize(1);
  }

  @Test
  void mailForADestinationThatIsDownWaitsWithoutBeingTried() throws Exception {
    int port = LoopbackPorts.free();
    bench.settings = bench.settings.withPort(port);
    bench.domain("there.test", 1).start();
    for (int i = 0; i < 20; i++) {
      bench.send("bob" + i + "@there.test");
    }
    bench.awaitEvents("outbound.deferred", 20);
    assertThat(bench.eventsNamed("outbound.destination-down")).isEqualTo(1);
    assertThat(Objects.requireNonNull(bench.scheduler).down()).containsKey("there.test");
    assertThat(bench.store.queue().count(100)).isEqualTo(20);
    ScriptedSmtpPeer back =
        ScriptedSmtpPeer.start(java.net.InetAddress.getByName("127.0.0.1"), port, null);
    try (back) {
      bench.advance(Duration.ofMinutes(2));
      bench.awaitEmptyQueue();
      assertThat(back.received()).hasSize(20);
      assertThat(bench.eventsNamed("outbound.destination-up")).isEqualTo(1);
    }
  }

  @Test
  void anAdministratorHoldsReleasesRetriesAndDeletes() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.startsWith("RCPT") ? "451 4.2.1 later" : null);
    bench.domain("there.test", 1).start();
    QueueAdministration queue =
        new QueueAdministration(
            bench.store.queue(), Objects.requireNonNull(bench.scheduler), bench::now);
    QueueId id = bench.send("bob@there.test");
    QueueId other = bench.send("eve@there.test");
    bench.awaitEvents("outbound.deferred", 2);
    assertThat(queue.list(QueueFilter.ALL, null, 10).entries()).hasSize(2);
    assertThat(queue.hold(id)).isTrue();
    assertThat(queue.delete(other)).isTrue();
    assertThat(queue.delete(other)).isFalse();
    assertThat(queue.show(other)).isNull();
    peer.script((number, line) -> null);
    bench.advance(Duration.ofHours(1));
    queue.retry(id);
    bench.awaitIdle();
    assertThat(Objects.requireNonNull(queue.show(id)).held()).isTrue();
    assertThat(peer.received()).isEmpty();
    assertThat(queue.release(id)).isTrue();
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
  }

  /** The scheduler's look had passed it by, and nothing else came that would have made it look. */
  @Test
  void whatIsPostponedDuringALookAtTheQueueIsTriedAgain() throws Exception {
    bench.close();
    FailingEngine engine = new FailingEngine(new MemoryEngine());
    bench = new OutboundBench(engine, folder.resolve("other"));
    Duration interval = Duration.ofMillis(50);
    bench.settings =
        bench.settings.withRetry(
            new RetrySchedule(List.of(interval), 0, Duration.ofDays(5), Duration.ofHours(4)));
    CountDownLatch underWay = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch postponed = new CountDownLatch(1);
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> {
      if (!line.startsWith("RCPT")) {
        return null;
      }
      underWay.countDown();
      awaitQuietly(looked);
      return "451 4.2.1 later";
    });
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    underWay.await();
    Thread scheduler = thread("outbound-scheduler");
    engine.afterScan(() -> {
      if (Thread.currentThread() == scheduler) {
        looked.countDown();
        awaitQuietly(postponed);
      }
    });
    Objects.requireNonNull(bench.scheduler).wake();
    bench.awaitEvents("outbound.deferred", 1);
    postponed.countDown();
    Awaitility.await().until(() -> scheduler.getState() == Thread.State.TIMED_WAITING);
    bench.awaitIdle();
    peer.script((number, line) -> null);
    bench.elapse(interval);
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
  }

  private static Thread thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void retryDoesNotWaitForTheSchedule() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    peer.script((number, line) -> line.equals("CONNECT") ? "421 4.3.2 closed" : null);
    bench.domain("there.test", 1).start();
    QueueId id = bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    peer.script((number, line) -> null);
    new QueueAdministration(
            bench.store.queue(), Objects.requireNonNull(bench.scheduler), bench::now)
        .retry(id);
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
  }
}
