package org.angarium.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many deliveries go on at once, and who gets the next one. */
@Timeout(300)
class ConcurrencyTest {
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

  private void limits(int total, int perDestination, int initial) {
    bench.settings =
        bench.settings.withConcurrency(
            new ConcurrencySettings(
                total, perDestination, initial, 100, 100, 10, Duration.ofMinutes(5)));
  }

  @Test
  void aDestinationGetsNoMoreThanItsLimit() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    CountDownLatch three = new CountDownLatch(3);
    CountDownLatch go = new CountDownLatch(1);
    peer.script((number, line) -> {
      if (line.equals(".")) {
        three.countDown();
        awaitQuietly(go);
      }
      return null;
    });
    limits(50, 3, 3);
    bench.domain("there.test", 1);
    for (int i = 0; i < 30; i++) {
      bench.send("bob" + i + "@there.test");
    }
    bench.start();
    assertThat(three.await(2, TimeUnit.MINUTES)).isTrue();
    go.countDown();
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(30);
    assertThat(peer.peakConnections()).isEqualTo(3);
  }

  @Test
  void theWindowGrowsWithSuccess() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    AtomicInteger waiting = new AtomicInteger();
    CountDownLatch four = new CountDownLatch(1);
    peer.script((number, line) -> {
      // The first messages pass; then the peer is slow, so that deliveries pile up.
      if (line.equals(".") && peer.received().size() >= 15) {
        if (waiting.incrementAndGet() >= 4) {
          four.countDown();
        }
        awaitQuietly(four);
      }
      return null;
    });
    limits(50, 10, 1);
    bench.domain("there.test", 1);
    for (int i = 0; i < 40; i++) {
      bench.send("bob" + i + "@there.test");
    }
    bench.start();
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(40);
    assertThat(peer.peakConnections()).isBetween(4, 10);
  }

  @Test
  void aWindowGrowsByOneForEachWindowOfSuccessesAndHalvesWithAFailure() {
    ConcurrencyWindow window = new ConcurrencyWindow(2);
    for (int i = 0; i < 100; i++) {
      window.success(20);
    }
    int grown = window.size();
    assertThat(grown).isBetween(12, 16);
    window.failure();
    assertThat(window.size()).isEqualTo(grown / 2);
    for (int i = 0; i < 10; i++) {
      window.failure();
    }
    assertThat(window.size()).isEqualTo(1);
    for (int i = 0; i < 10_000; i++) {
      window.success(20);
    }
    assertThat(window.size()).isEqualTo(20);
  }

  @Test
  void aSlowDestinationDoesNotStandInTheWayOfOthers() throws Exception {
    ScriptedSmtpPeer slow = bench.peer(1);
    ScriptedSmtpPeer quick = bench.peer(2);
    CountDownLatch go = new CountDownLatch(1);
    slow.script((number, line) -> {
      if (line.startsWith("RCPT")) {
        awaitQuietly(go);
      }
      return null;
    });
    limits(4, 2, 2);
    bench.domain("slow.test", 1).domain("quick.test", 2);
    for (int i = 0; i < 50; i++) {
      bench.send("bob" + i + "@slow.test");
    }
    bench.start();
    for (int i = 0; i < 5; i++) {
      bench.send("bob" + i + "@quick.test");
    }
    Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> quick.received().size() == 5);
    assertThat(slow.received()).isEmpty();
    go.countDown();
    bench.awaitEmptyQueue();
    assertThat(slow.received()).hasSize(50);
  }

  @Test
  void everyMessageOfManyDestinationsIsSentOnce() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    limits(8, 3, 2);
    bench.start();
    Set<String> expected = new TreeSet<>();
    for (int i = 0; i < 40; i++) {
      bench.domain("d" + i + ".test", 1);
    }
    for (int i = 0; i < 300; i++) {
      String first = "u" + i + "@d" + i % 40 + ".test";
      String second = "v" + i + "@d" + (i * 7 + 1) % 40 + ".test";
      bench.send(first, second);
      expected.add(first);
      expected.add(second);
    }
    bench.awaitEmptyQueue();
    Set<String> seen = new TreeSet<>();
    peer.received()
        .forEach(mail ->
            mail.recipients()
                .forEach(
                    each -> assertThat(seen.add(each.substring(1, each.indexOf('>')))).isTrue()));
    assertThat(seen).isEqualTo(expected);
    // Under way, idle, and saying goodbye.
    assertThat(peer.peakConnections()).isLessThanOrEqualTo(8 + 10 + 8);
  }

  @Test
  void anIdleConnectionIsEndedAfterItsTime() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.settings =
        bench.settings.withConcurrency(
            new ConcurrencySettings(10, 2, 2, 100, 100, 10, Duration.ofMillis(50)));
    bench.domain("there.test", 1).start();
    bench.send("bob@there.test");
    bench.awaitEmptyQueue();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> peer.commands().contains("QUIT") && peer.currentConnections() == 0);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(2, TimeUnit.MINUTES)) {
        throw new AssertionError("nobody let us go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
