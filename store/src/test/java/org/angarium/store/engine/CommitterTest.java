package org.angarium.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CommitterTest {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
  private final List<Boolean> syncs = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch firstBatch = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /** The first batch waits until told; so whatever comes meanwhile piles up. */
  private BitSet write(List<Changes> transactions, boolean synced) {
    batches.add(transactions.size());
    syncs.add(synced);
    if (batches.size() == 1) {
      firstBatch.countDown();
      try {
        goOn.await();
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    }
    return Committer.BatchWriter.NONE_SKIPPED;
  }

  private static Changes changes(int bytes) {
    Changes changes = new Changes();
    changes.put(new byte[] {1}, new byte[bytes]);
    return changes;
  }

  private static Thread commit(Committer committer, Durability durability, AtomicInteger done) {
    return Thread.startVirtualThread(() -> {
      try {
        committer.commit(changes(99), durability);
        done.incrementAndGet();
      } catch (StoreException refused) {
        done.addAndGet(1000);
      }
    });
  }

  private static void awaitParked(List<Thread> threads) {
    Awaitility.await()
        .until(
            () -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
  }

  @Test
  void whatArrivesDuringAWriteIsTheNextBatchWithOneSync() throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    try (Committer committer = new Committer("test", this::write, 1 << 20, DEADLINE)) {
      threads.add(commit(committer, Durability.RELAXED, done));
      firstBatch.await();
      for (int i = 0; i < 9; i++) {
        threads.add(commit(committer, i == 5 ? Durability.SYNCED : Durability.RELAXED, done));
      }
      awaitParked(threads);
      goOn.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(batches).containsExactly(1, 9);
    assertThat(syncs).containsExactly(false, true);
    assertThat(done).hasValue(10);
  }

  @Test
  void aBatchEndsWhenItsBytesAreReached() throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    try (Committer committer = new Committer("test", this::write, 250, DEADLINE)) {
      threads.add(commit(committer, Durability.SYNCED, done));
      firstBatch.await();
      for (int i = 0; i < 7; i++) {
        threads.add(commit(committer, Durability.SYNCED, done));
      }
      awaitParked(threads);
      goOn.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(batches).containsExactly(1, 3, 3, 1);
  }

  @Test
  void afterAFailedWriteNothingIsAcknowledgedAnyMore() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Committer.BatchWriter broken =
        (transactions, synced) -> {
          if (calls.incrementAndGet() == 2) {
            throw new StoreException("disk on fire");
          }
          return Committer.BatchWriter.NONE_SKIPPED;
        };
    try (Committer committer = new Committer("test", broken, 1 << 20, DEADLINE)) {
      committer.commit(changes(1), Durability.SYNCED);
      assertThatThrownBy(() -> committer.commit(changes(1), Durability.SYNCED))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("disk on fire");
      assertThatThrownBy(() -> committer.commit(changes(1), Durability.SYNCED))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("read-only")
          .hasMessageContaining("disk on fire");
      assertThat(committer.failure()).isNotNull();
    }
    assertThat(calls).hasValue(2);
  }

  @Test
  void aSkippedTransactionIsToldSoAndItsNeighboursAreNot() throws Exception {
    Committer.BatchWriter skipping =
        (transactions, synced) -> {
          BitSet skipped = new BitSet();
          for (int i = 0; i < transactions.size(); i++) {
            skipped.set(i, transactions.get(i).bytes() > 20);
          }
          return skipped;
        };
    try (Committer committer = new Committer("test", skipping, 1 << 20, DEADLINE)) {
      List<CompletableFuture<Boolean>> outcomes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int size = i % 2 == 0 ? 1 : 30;
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        outcomes.add(outcome);
        Thread.startVirtualThread(() -> {
          try {
            outcome.complete(committer.commit(changes(size), Durability.SYNCED));
          } catch (StoreException failed) {
            outcome.completeExceptionally(failed);
          }
        });
      }
      for (int i = 0; i < outcomes.size(); i++) {
        assertThat(outcomes.get(i).get(30, TimeUnit.SECONDS)).as("%d", i).isEqualTo(i % 2 == 0);
      }
      assertThat(committer.failure()).isNull();
    }
  }

  @Test
  void aFailedBatchFailsAllItsTransactions() throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    Committer.BatchWriter second =
        (transactions, synced) -> {
          write(transactions, synced);
          if (batches.size() == 2) {
            throw new StoreException("no");
          }
          return Committer.BatchWriter.NONE_SKIPPED;
        };
    try (Committer committer = new Committer("test", second, 1 << 20, DEADLINE)) {
      threads.add(commit(committer, Durability.SYNCED, done));
      firstBatch.await();
      for (int i = 0; i < 5; i++) {
        threads.add(commit(committer, Durability.SYNCED, done));
      }
      awaitParked(threads);
      goOn.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(done).hasValue(5001);
  }

  @Test
  void aDiskThatDoesNotAnswerFailsTheStore() throws Exception {
    Committer committer = new Committer("test", this::write, 1 << 20, Duration.ofMillis(50));
    assertThatThrownBy(() -> committer.commit(changes(1), Durability.SYNCED))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("did not answer");
    assertThatThrownBy(() -> committer.commit(changes(1), Durability.SYNCED))
        .hasMessageContaining("read-only");
    goOn.countDown();
    // Each waits for the thread's end no longer than for the disk.
    Awaitility.await()
        .ignoreExceptionsInstanceOf(StoreException.class)
        .until(() -> {
          committer.close();
          return true;
        });
  }

  @Test
  void closingWritesWhatWaitsAndRefusesTheRest() throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    Committer committer = new Committer("test", this::write, 1 << 20, DEADLINE);
    threads.add(commit(committer, Durability.SYNCED, done));
    firstBatch.await();
    for (int i = 0; i < 5; i++) {
      threads.add(commit(committer, Durability.SYNCED, done));
    }
    awaitParked(threads);
    Thread closing =
        Thread.startVirtualThread(() -> {
          try {
            committer.close();
          } catch (StoreException late) {
            throw new IllegalStateException(late);
          }
        });
    awaitClosed(committer);
    goOn.countDown();
    closing.join();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(done).hasValue(6);
    committer.close();
  }

  private static void awaitClosed(Committer committer) {
    Awaitility.await().until(committer::isClosed);
    assertThatThrownBy(() -> committer.commit(changes(1), Durability.SYNCED))
        .hasMessageContaining("closed");
  }

  @Test
  void anInterruptedWaiterStillGetsTheOutcome() throws Exception {
    AtomicInteger done = new AtomicInteger();
    try (Committer committer = new Committer("test", this::write, 1 << 20, DEADLINE)) {
      Thread waiter = commit(committer, Durability.SYNCED, done);
      firstBatch.await();
      waiter.interrupt();
      goOn.countDown();
      waiter.join();
    }
    assertThat(done).hasValue(1);
  }
}
