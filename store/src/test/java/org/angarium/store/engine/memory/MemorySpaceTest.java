package org.angarium.store.engine.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.News;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds on a space that several nodes change at once. */
class MemorySpaceTest {
  private static final List<Lock> LOCK = List.of(Lock.account(1));
  private static final byte[] COUNT = {Subspace.META.tag(), 'c'};
  private static final byte[] OTHER = {Subspace.META.tag(), 'o'};

  private final MemorySpace space = MemorySpace.shared();
  private final Engine a = space.node();
  private final Engine b = space.node();

  private static byte[] number(int value) {
    return Integer.toString(value).getBytes(UTF_8);
  }

  private static int count(byte @Nullable [] value) {
    return value == null ? 0 : Integer.parseInt(new String(value, UTF_8));
  }

  private static void set(Engine engine, byte[] key, int value) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        LOCK,
        transaction -> {
          transaction.put(key, number(value));
          return null;
        });
  }

  private static int addOne(Transaction transaction, boolean expecting) throws StoreException {
    byte[] before = transaction.get(COUNT);
    if (expecting) {
      transaction.expect(COUNT, before);
    }
    transaction.put(COUNT, number(count(before) + 1));
    return count(before) + 1;
  }

  @Test
  void whatOneNodeCommitsTheOtherReads() throws Exception {
    set(a, COUNT, 7);
    assertThat(count(b.get(COUNT))).isEqualTo(7);
  }

  @Test
  void aWorkThatWasOvertakenRunsAgain() throws Exception {
    List<Integer> attempts = new ArrayList<>();
    AtomicInteger installed = new AtomicInteger();
    int result =
        a.<Integer, StoreException>write(
            LOCK,
            Durability.SYNCED,
            transaction -> {
              attempts.add(transaction.attempt());
              int added = addOne(transaction, true);
              if (transaction.attempt() < 2) {
                onAnotherThread(() -> set(b, COUNT, 10 * (transaction.attempt() + 1)));
              }
              return added;
            },
            done -> installed.set(done));
    assertThat(attempts).containsExactly(0, 1, 2);
    assertThat(result).isEqualTo(21);
    assertThat(installed).hasValue(21);
    assertThat(count(b.get(COUNT))).isEqualTo(21);
  }

  @Test
  void anExpectedAbsenceIsAnExpectation() throws Exception {
    a.<@Nullable Void, StoreException>write(
        LOCK,
        transaction -> {
          byte[] other = transaction.get(OTHER);
          transaction.expect(OTHER, other);
          if (other == null) {
            transaction.put(COUNT, number(1));
            if (transaction.attempt() == 0) {
              onAnotherThread(() -> set(b, OTHER, 1));
            }
          }
          return null;
        });
    assertThat(a.get(COUNT)).isNull();
  }

  @Test
  void whatAnOvertakenWorkThrowsIsNotBelieved() throws Exception {
    int result =
        a.<Integer, StoreException>write(
            LOCK,
            transaction -> {
              transaction.expect(COUNT, transaction.get(COUNT));
              if (transaction.attempt() == 0) {
                onAnotherThread(() -> set(b, COUNT, 1));
                throw new StoreException("an account without a mailbox");
              }
              return count(transaction.get(COUNT));
            });
    assertThat(result).isEqualTo(1);
    assertThatThrownBy(() ->
            a.<Integer, StoreException>write(
                LOCK,
                transaction -> {
                  transaction.expect(COUNT, transaction.get(COUNT));
                  throw new StoreException("truly");
                }))
        .hasMessage("truly");
  }

  @Test
  void whatAnOvertakenWorkOnlyReadIsNotBelieved() throws Exception {
    set(a, COUNT, 1);
    set(a, OTHER, 1);
    List<Integer> read =
        a.<List<Integer>, StoreException>write(
            LOCK,
            transaction -> {
              byte[] count = transaction.get(COUNT);
              transaction.expect(COUNT, count);
              if (transaction.attempt() == 0) {
                onAnotherThread(() -> {
                  set(b, COUNT, 2);
                  set(b, OTHER, 2);
                });
              }
              return List.of(count(count), count(transaction.get(OTHER)));
            });
    assertThat(read).containsExactly(2, 2);
  }

  @Test
  void aWorkIsNotOvertakenForEver() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    int result =
        a.<Integer, StoreException>write(
            LOCK,
            transaction -> {
              runs.incrementAndGet();
              int added = addOne(transaction, true);
              Thread other =
                  Thread.startVirtualThread(() -> {
                    try {
                      b.<Integer, StoreException>write(LOCK, each -> addOne(each, true));
                    } catch (StoreException failed) {
                      refused.incrementAndGet();
                    }
                  });
              if (transaction.attempt() < 2) {
                joined(other);
              }
              return added;
            });
    assertThat(runs).hasValue(3);
    assertThat(result).isEqualTo(3);
    assertThat(refused).hasValue(0);
  }

  /** Shows that the test below would see a lost update. */
  @Test
  void withoutExpectationsUpdatesAreLost() throws Exception {
    a.<Integer, StoreException>write(
        LOCK,
        transaction -> {
          int added = addOne(transaction, false);
          onAnotherThread(
              () -> b.<Integer, StoreException>write(LOCK, each -> addOne(each, false)));
          return added;
        });
    assertThat(count(a.get(COUNT))).isEqualTo(1);
  }

  @Test
  void manyThreadsOnTwoNodesLoseNoUpdate() throws Exception {
    int threads = 8;
    int each = 200;
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Engine node = t % 2 == 0 ? a : b;
      all.add(
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < each; i++) {
                node.<Integer, StoreException>write(LOCK, work -> addOne(work, true));
              }
            } catch (StoreException | RuntimeException failed) {
              failure.set(failed);
            }
          }));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(count(a.get(COUNT))).isEqualTo(threads * each);
  }

  @Test
  void newsReachTheOtherNodesAndNotTheirOwn() throws Exception {
    List<Runnable> late = new ArrayList<>();
    MemorySpace held = MemorySpace.shared(late::add);
    Engine one = held.node();
    Engine two = held.node();
    List<News> atOne = new ArrayList<>();
    List<News> atTwo = new ArrayList<>();
    one.listenToNews(atOne::add);
    two.listenToNews(atTwo::add);
    News news = new News(Lock.Space.ACCOUNT, 1, 5);
    one.<@Nullable Void, StoreException>write(
        LOCK,
        transaction -> {
          transaction.put(COUNT, number(1));
          transaction.tell(news);
          return null;
        });
    assertThat(atTwo).isEmpty();
    late.forEach(Runnable::run);
    assertThat(atTwo).containsExactly(news);
    assertThat(atOne).isEmpty();
    assertThatThrownBy(() ->
            one.<@Nullable Void, StoreException>write(
                LOCK,
                transaction -> {
                  transaction.put(COUNT, number(2));
                  transaction.tell(news);
                  throw new StoreException("no");
                }))
        .isInstanceOf(StoreException.class);
    assertThat(late).as("of what was not committed there is no news").hasSize(1);
  }

  private interface Step {
    void run() throws StoreException;
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** A write within a write is refused on one thread. */
  private static void onAnotherThread(Step step) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.startVirtualThread(() -> {
          try {
            step.run();
          } catch (StoreException | RuntimeException failed) {
            failure.set(failed);
          }
        });
    joined(thread);
    if (failure.get() != null) {
      throw new AssertionError(Objects.requireNonNull(failure.get()));
    }
  }
}
