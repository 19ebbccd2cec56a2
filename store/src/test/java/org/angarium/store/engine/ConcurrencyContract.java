package org.angarium.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.junit.jupiter.api.Test;

/** What every engine must do when several threads use it: locks, order of commits, wholeness. */
public abstract class ConcurrencyContract extends EngineFixture {
  @Test
  void incrementsUnderALockAreNeverLost() throws Exception {
    int threads = 16;
    int rounds = 50;
    List<Thread> running = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < threads; i++) {
      running.add(
          Thread.startVirtualThread(() -> {
            try {
              for (int round = 0; round < rounds; round++) {
                engine.write(
                    List.of(Lock.account(7), Lock.account(3), Lock.account(7)),
                    transaction -> {
                      byte[] before = transaction.get(key("n"));
                      int value = before == null ? 0 : ByteBuffer.wrap(before).getInt();
                      transaction.put(key("n"), ByteBuffer.allocate(4).putInt(value + 1).array());
                      return null;
                    });
              }
            } catch (Throwable failure) {
              failures.add(failure);
            }
          }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(ByteBuffer.wrap(engine.get(key("n"))).getInt()).isEqualTo(threads * rounds);
  }

  @Test
  void afterCommitRunsInCommitOrderUnderTheLockAndSeesTheChange() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger next = new AtomicInteger();
    List<Thread> running = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      running.add(
          Thread.startVirtualThread(() -> {
            for (int round = 0; round < 20; round++) {
              try {
                engine.<Integer, StoreException>write(
                    account(1),
                    Durability.RELAXED,
                    transaction -> {
                      int number = next.getAndIncrement();
                      transaction.put(key("n"), bytes("" + number));
                      return number;
                    },
                    number -> {
                      order.add(number);
                      try {
                        assertThat(text(engine.get(key("n")))).isEqualTo("" + number);
                      } catch (StoreException unexpected) {
                        throw new AssertionError(unexpected);
                      }
                    });
              } catch (Throwable failure) {
                failures.add(failure);
              }
            }
          }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(order).hasSize(160).isSorted();
  }

  @Test
  void aLockThatIsNotFreedInTimeIsNamed() throws Exception {
    try (Engine impatient = open(folder.resolve("impatient"), Duration.ofMillis(50))) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Thread holder =
          Thread.startVirtualThread(() -> {
            try {
              impatient.write(
                  account(42),
                  transaction -> {
                    held.countDown();
                    try {
                      done.await();
                    } catch (InterruptedException stop) {
                      throw new IllegalStateException(stop);
                    }
                    return null;
                  });
            } catch (StoreException unexpected) {
              throw new AssertionError(unexpected);
            }
          });
      held.await();
      assertThatThrownBy(() -> impatient.write(account(42), transaction -> null))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("ACCOUNT")
          .hasMessageContaining("42");
      done.countDown();
      holder.join();
      impatient.write(account(42), transaction -> null);
    }
  }

  @Test
  void aTransactionIsSeenWholeOrNotAtAll() throws Exception {
    AtomicInteger stop = new AtomicInteger();
    Thread writer =
        Thread.startVirtualThread(() -> {
          try {
            for (int i = 0; stop.get() == 0; i++) {
              byte[] value = bytes("" + i);
              engine.write(
                  account(1),
                  Durability.RELAXED,
                  transaction -> {
                    transaction.put(key("a"), value);
                    transaction.put(key(Subspace.BLOB, "b"), value);
                    transaction.put(key(Subspace.TRACE, "c"), value);
                    return null;
                  },
                  result -> {});
            }
          } catch (StoreException unexpected) {
            throw new AssertionError(unexpected);
          }
        });
    try {
      for (int i = 0; i < 300; i++) {
        try (Snapshot snapshot = engine.snapshot()) {
          String first = text(snapshot.get(key("a")));
          assertThat(text(snapshot.get(key(Subspace.TRACE, "c")))).isEqualTo(first);
          assertThat(text(snapshot.get(key(Subspace.BLOB, "b")))).isEqualTo(first);
        }
      }
    } finally {
      stop.set(1);
      writer.join();
    }
  }
}
