package org.angarium.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.angarium.store.StoreException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ReadPoolTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());

  private Thread read(ReadPool pool, ReadPool.Read<String> read) {
    return Thread.startVirtualThread(() -> {
      try {
        outcomes.add(pool.run(read));
      } catch (StoreException failed) {
        outcomes.add(failed.getMessage() + "");
      }
    });
  }

  private String slow() {
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
    return "slow";
  }

  @Test
  void anInterruptedCallerWaitsForTheReadThatHasBegun() throws Exception {
    try (ReadPool pool = new ReadPool("test", 1, 10, Duration.ofMinutes(2))) {
      Thread caller = read(pool, this::slow);
      begun.await();
      caller.interrupt();
      Awaitility.await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
      assertThat(outcomes).isEmpty();
      goOn.countDown();
      caller.join();
      assertThat(outcomes).containsExactly("slow");
    }
  }

  @Test
  void aReadThatWasGivenUpNeverRuns() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    try (ReadPool pool = new ReadPool("test", 1, 10, Duration.ofMillis(20))) {
      ReadPool.Started<String> first = pool.start(this::slow);
      begun.await();
      Thread second =
          read(
              pool,
              () -> {
                ran.set(true);
                return "second";
              });
      second.join();
      assertThat(outcomes).singleElement().asString().contains("could not begin");
      goOn.countDown();
      assertThat(first.await()).isEqualTo("slow");
      CountDownLatch others = new CountDownLatch(1);
      pool.start(() -> {
        others.countDown();
        return "third";
      });
      others.await();
    }
    assertThat(ran).isFalse();
  }

  @Test
  void aStartedReadRunsWhileTheCallerDoesSomethingElse() throws Exception {
    try (ReadPool pool = new ReadPool("test", 1, 10, Duration.ofMinutes(2))) {
      ReadPool.Started<String> first = pool.start(this::slow);
      begun.await();
      ReadPool.Started<String> unwanted = pool.start(() -> "unwanted");
      ReadPool.Started<String> last = pool.start(() -> "last");
      unwanted.giveUp();
      goOn.countDown();
      assertThat(first.await()).isEqualTo("slow");
      assertThat(last.await()).isEqualTo("last");
      assertThatThrownBy(unwanted::await).hasMessageContaining("the caller has gone");
    }
  }

  @Test
  void asManyRunAtOnceAsThereAreThreadsAndTheseAreUsedAgain() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (ReadPool pool = new ReadPool("test", 3, 10, Duration.ofMinutes(2))) {
      for (int round = 0; round < 20; round++) {
        CyclicBarrier together = new CyclicBarrier(3);
        List<ReadPool.Started<Boolean>> started = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          started.add(
              pool.start(() -> {
                try {
                  together.await();
                } catch (InterruptedException | BrokenBarrierException stop) {
                  throw new IllegalStateException(stop);
                }
                return threads.add(Thread.currentThread());
              }));
        }
        for (ReadPool.Started<Boolean> read : started) {
          read.await();
        }
      }
    }
    assertThat(threads).hasSize(3);
  }

  @Test
  void moreThanTheQueueHoldsIsRefused() throws Exception {
    try (ReadPool pool = new ReadPool("test", 1, 1, Duration.ofMinutes(2))) {
      Thread first = read(pool, this::slow);
      begun.await();
      Thread second = read(pool, () -> "second");
      Awaitility.await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
      read(pool, () -> "third").join();
      assertThat(outcomes).singleElement().asString().contains("too many");
      goOn.countDown();
      first.join();
      second.join();
      assertThat(outcomes).contains("slow", "second");
    }
  }

  @Test
  void closingWaitsForTheReadsThatWereTakenAndRefusesOthers() throws Exception {
    ReadPool pool = new ReadPool("test", 1, 10, Duration.ofMinutes(2));
    ReadPool.Started<String> first = pool.start(this::slow);
    begun.await();
    ReadPool.Started<String> second = pool.start(() -> "second");
    Thread closing = Thread.startVirtualThread(pool::close);
    Awaitility.await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    assertThatThrownBy(() -> pool.start(() -> "late")).hasMessageContaining("closes");
    goOn.countDown();
    closing.join();
    assertThat(first.await() + " " + second.await()).isEqualTo("slow second");
  }
}
