package org.angarium.store.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue's times after the clock was wrong. */
class QueueTimesTest {
  private static final Instant NOON = QueueStoreTest.NOON;
  private static final Duration LONGEST = Duration.ofHours(5);

  @TempDir Path folder;
  private Engine engine;
  private MailStore store;
  private QueueStore queue;
  private QueueTimes times;

  @BeforeEach
  void open() throws Exception {
    engine = new MemoryEngine();
    store = MailStore.on(engine, folder, StoreSettings.DEFAULT, () -> NOON);
    queue = store.queue();
    times = queue.times();
  }

  @AfterEach
  void nothingIsWrong() throws Exception {
    assertThat(QueueStoreTest.problems(engine)).isEmpty();
    store.close();
  }

  private QueueId add(Instant at, String... recipients) throws StoreException {
    return QueueStoreTest.add(store, at, recipients);
  }

  private QueueEntry entry(QueueId id) throws StoreException {
    return Objects.requireNonNull(queue.find(id));
  }

  /** A try that failed at {@code now}. */
  private void postpone(QueueId id, Instant now, Instant until) throws StoreException {
    String destination = queue.destinations(id).iterator().next();
    for (QueueLease lease : queue.lease(destination, now, 1, 100)) {
      queue.settle(
          lease,
          lease.recipients().stream()
              .map(each -> each.deferred(until, false, "451 later", "4.2.0", null))
              .toList());
    }
  }

  @Test
  void allTimesMoveWithTheClock() throws Exception {
    for (Duration jump : List.of(Duration.ofDays(1), Duration.ofDays(-1), Duration.ofMinutes(-2))) {
      QueueId id = add(NOON, "a@x.test", "b@x.test");
      postpone(id, NOON, NOON.plusSeconds(300));
      Instant now = NOON.plusSeconds(10).plus(jump);
      times.move(jump, now);
      assertThat(entry(id).message().acceptedAt()).isEqualTo(NOON.plus(jump));
      assertThat(entry(id).recipients())
          .hasSize(2)
          .allMatch(each -> each.nextAttempt().equals(NOON.plus(jump).plusSeconds(300)))
          .allMatch(each -> each.attempts() == 1);
      queue.delete(id);
    }
  }

  @Test
  void whatWasAcceptedSinceKeepsItsTimes() throws Exception {
    Instant now = NOON.minus(Duration.ofDays(1));
    QueueId before = add(NOON, "a@x.test");
    QueueId since = add(now.minusSeconds(5), "b@x.test");
    assertThat(times.move(Duration.ofDays(-1), now)).isEqualTo(1);
    assertThat(entry(before).message().acceptedAt()).isEqualTo(now);
    assertThat(entry(since).message().acceptedAt()).isEqualTo(now.minusSeconds(5));
  }

  @Test
  void aHeldMessageMovesTooAndStaysHeld() throws Exception {
    QueueId id = add(NOON, "a@x.test");
    queue.hold(id);
    times.move(Duration.ofDays(2), NOON.plus(Duration.ofDays(2)).plusSeconds(10));
    assertThat(entry(id).held()).isTrue();
    assertThat(entry(id).message().acceptedAt()).isEqualTo(NOON.plus(Duration.ofDays(2)));
    queue.release(id);
    assertThat(entry(id).recipients().getFirst().nextAttempt())
        .isEqualTo(NOON.plus(Duration.ofDays(2)));
  }

  @Test
  void whatWaitsLongerThanAnythingMayIsDueNow() throws Exception {
    QueueId atBound = add(NOON, "a@x.test");
    postpone(atBound, NOON, NOON.plus(LONGEST));
    QueueId beyond = add(NOON, "b@y.test");
    postpone(beyond, NOON, NOON.plus(LONGEST).plusMillis(1));
    QueueId future = add(NOON.plus(Duration.ofDays(1)), "c@z.test");
    assertThat(times.pullIn(NOON, LONGEST)).isEqualTo(2);
    assertThat(entry(atBound).recipients().getFirst().nextAttempt()).isEqualTo(NOON.plus(LONGEST));
    assertThat(entry(beyond).recipients().getFirst().nextAttempt()).isEqualTo(NOON);
    assertThat(entry(future).recipients().getFirst().nextAttempt()).isEqualTo(NOON);
    assertThat(entry(future).message().acceptedAt()).isEqualTo(NOON);
    assertThat(times.pullIn(NOON, LONGEST)).isZero();
  }

  @Test
  void aMessageThatIsUnderWayIsSettledAsBefore() throws Exception {
    QueueId id = add(NOON, "a@x.test", "b@x.test");
    QueueLease lease = queue.lease("x.test", NOON, 1, 100).getFirst();
    times.move(Duration.ofDays(1), NOON.plus(Duration.ofDays(1)));
    QueueRecipient first = lease.recipients().getFirst();
    queue.settle(
        lease, List.of(first.ended(RecipientStatus.DELIVERED, "250 ok", "2.0.0", "mx.test")));
    assertThat(entry(id).recipients().getFirst().status()).isEqualTo(RecipientStatus.DELIVERED);
    assertThat(entry(id).recipients().getLast().nextAttempt())
        .isEqualTo(NOON.plus(Duration.ofDays(1)));
  }
}
