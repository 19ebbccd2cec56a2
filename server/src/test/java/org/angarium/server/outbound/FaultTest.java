package org.angarium.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.angarium.store.StoreException;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.angarium.testkit.smtp.SmtpScript;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails and whenever: nobody's mail is lost, and every failure is reported. */
@Timeout(300)
class FaultTest {
  private static final int MOST_OPERATIONS = 300;

  @TempDir Path folder;

  @Test
  void theNthOperationOfTheStoreFails() throws Exception {
    for (boolean commits : new boolean[] {false, true}) {
      int met = 0;
      while (deliverWithFailure(met, commits)) {
        met++;
        assertThat(met).as("operations of one delivery").isLessThan(MOST_OPERATIONS);
      }
      assertThat(met).as("failures that were met").isGreaterThan(5);
    }
  }

  /** Returns whether the failure was met at all. */
  private boolean deliverWithFailure(int n, boolean commits) throws Exception {
    FailingEngine engine = new FailingEngine(new MemoryEngine());
    Path place = Files.createTempDirectory(folder, "n");
    try (OutboundBench bench = new OutboundBench(engine, place)) {
      ScriptedSmtpPeer peer = bench.peer();
      peer.script((number, line) -> line.startsWith("RCPT TO:<bad") ? "550 5.1.1 no" : null);
      bench.domain("there.test", 1).start();
      bench.awaitIdle();
      bench.send("good@there.test", "bad@there.test");
      engine.failAt(n, commits);
      Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> done(bench));
      bench.stop();
      boolean met = engine.failed();
      engine.failAt(-2, false);
      assertThat(bench.reports).as("n=%d", n).isNotEmpty();
      assertThat(bench.verify()).as("n=%d", n).isEmpty();
      // What a peer has taken is not sent again because our own store failed for a moment.
      assertThat(peer.received()).as("n=%d", n).hasSize(1);
      assertThat(bench.eventsNamed("outbound.broken")).isZero();
      return met;
    }
  }

  private static boolean done(OutboundBench bench) {
    try {
      if (bench.store.queue().count(1) == 0) {
        return true;
      }
      // A message that was deferred because of the fault is due in a minute.
      if (bench.eventsNamed("outbound.deferred") > 0) {
        bench.advance(Duration.ofSeconds(5));
      }
      return false;
    } catch (StoreException e) {
      return false;
    }
  }

  @Test
  void mailUnderWayWhenTheSchedulerClosesIsSentByTheNext() throws Exception {
    RocksEngine engine = RocksEngine.open(folder.resolve("engine"), RocksSettings.DEFAULT);
    try (OutboundBench bench = new OutboundBench(engine, folder)) {
      ScriptedSmtpPeer peer = bench.peer();
      CountDownLatch stalled = new CountDownLatch(1);
      peer.script((number, line) -> {
        if (line.startsWith("RCPT")) {
          stalled.countDown();
          return SmtpScript.STALL;
        }
        return null;
      });
      bench.domain("there.test", 1).start();
      bench.send("bob@there.test");
      assertThat(stalled.await(2, TimeUnit.MINUTES)).isTrue();
      var running = Objects.requireNonNull(bench.scheduler);
      running.close(Duration.ofMillis(100));
      assertThat(running.active()).isZero();
      assertThat(bench.store.queue().count(10)).isEqualTo(1);
      assertThat(bench.verify()).isEmpty();
      peer.script((number, line) -> null);
      bench.start();
      bench.awaitEmptyQueue();
      assertThat(peer.received()).hasSize(1);
      assertThat(bench.eventsNamed("outbound.deferred")).isZero();
    }
  }
}
