package org.angarium.store.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.OvertakingEngine;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.engine.memory.MemorySpace;
import org.angarium.store.node.FencedException;
import org.angarium.store.node.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one space deliver what each accepted, and take over from each other. */
class QueueOwnersTest {
  private static final Instant NOON = QueueStoreTest.NOON;
  private static final int MESSAGES = 60;

  @TempDir Path folder;
  private final MemorySpace space = MemorySpace.shared(news -> {});
  private OvertakingEngine engine;
  private MailStore a;
  private MailStore b;

  @BeforeEach
  void open() throws Exception {
    engine = new OvertakingEngine(space.node(), false);
    a = MailStore.on(engine, folder.resolve("a"), StoreSettings.DEFAULT, () -> NOON);
    b = on("b");
  }

  private MailStore on(String name) throws StoreException {
    return MailStore.on(space.node(), folder.resolve(name), StoreSettings.DEFAULT, () -> NOON);
  }

  @AfterEach
  void nothingIsWrong() throws Exception {
    assertThat(QueueStoreTest.problems(space.node())).isEmpty();
    a.close();
    b.close();
  }

  private static List<QueueLease> lease(MailStore store) throws StoreException {
    return store.queue().lease("one.test", NOON, 100, 100);
  }

  private static List<QueueRecipient> delivered(QueueLease lease) {
    return lease.recipients().stream()
        .map(each -> each.ended(RecipientStatus.DELIVERED, "250 ok", "2.0.0", "mx.one.test"))
        .toList();
  }

  private long takeOverA() throws StoreException {
    return b.queue().takeOver(a.node().number(), a.node().epoch());
  }

  @Test
  void aNodeIsHandedWhatItAcceptedItself() throws Exception {
    QueueId ofA = QueueStoreTest.add(a, NOON, "x@one.test");
    QueueId ofB = QueueStoreTest.add(b, NOON, "y@one.test");
    assertThat(lease(a)).extracting(each -> each.message().id()).containsExactly(ofA);
    assertThat(lease(b)).extracting(each -> each.message().id()).containsExactly(ofB);
    assertThat(a.queue().due(NOON, null, 100).destinations()).containsExactly("one.test");
    assertThat(a.queue().count(10)).as("all are shown on each node").isEqualTo(2);
  }

  @Test
  void twoSchedulersThatWorkAtOnceNeverLeaseOneEntryBoth() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      QueueStoreTest.add(i % 2 == 0 ? a : b, NOON, "x" + i + "@one.test", "y" + i + "@one.test");
    }
    Set<String> handedOut = ConcurrentHashMap.newKeySet();
    Queue<String> twice = new ConcurrentLinkedQueue<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      QueueStore queue = (t % 2 == 0 ? a : b).queue();
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              List<QueueLease> leases = queue.lease("one.test", NOON, 2, 1);
              while (!leases.isEmpty()) {
                for (QueueLease lease : leases) {
                  String name = lease.message().id() + "/" + lease.recipients();
                  if (!handedOut.add(name)) {
                    twice.add(name);
                  }
                  queue.settle(lease, delivered(lease));
                }
                leases = queue.lease("one.test", NOON, 2, 1);
              }
            } catch (Exception | AssertionError failed) {
              failures.add(failed);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(twice).isEmpty();
    assertThat(handedOut).hasSize(2 * MESSAGES);
    assertThat(a.queue().count(10)).isZero();
  }

  @Test
  void afterATakeOverTheDeadNodeCanDoNothingAnyMore() throws Exception {
    QueueStoreTest.add(a, NOON, "x@one.test");
    QueueStoreTest.add(a, NOON, "y@one.test");
    QueueLease slow = a.queue().lease("one.test", NOON, 1, 1).getFirst();
    List<QueueId> heard = new ArrayList<>();
    b.queue().listen(heard::add);
    assertThat(takeOverA()).isEqualTo(2);
    assertThat(heard).hasSize(2);
    assertThatThrownBy(() -> a.queue().settle(slow, delivered(slow)))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> QueueStoreTest.add(a, NOON, "z@one.test"))
        .isInstanceOf(FencedException.class);
    assertThat(lease(a)).isEmpty();
    List<QueueLease> taken = lease(b);
    assertThat(taken).hasSize(2);
    for (QueueLease lease : taken) {
      b.queue().settle(lease, delivered(lease));
    }
    assertThat(b.queue().count(10)).isZero();
  }

  @Test
  void aTakeOverInTheMiddleOfAnAcceptanceRefusesIt() throws Exception {
    engine.overtaker(attempt -> {
      if (attempt == 0) {
        takeOverA();
      }
    });
    assertThatThrownBy(() -> QueueStoreTest.add(a, NOON, "x@one.test"))
        .isInstanceOf(FencedException.class);
    assertThat(b.queue().count(10)).isZero();
  }

  @Test
  void anInterruptedTakeOverHandsOutNothingTwice() throws Exception {
    QueueId id = QueueStoreTest.add(a, NOON, "x@one.test");
    // Only its first step: the epoch is raised, no entry is moved yet.
    Node.fence(space.node(), a.node().number(), a.node().epoch());
    assertThatThrownBy(() -> lease(a)).isInstanceOf(FencedException.class);
    assertThat(lease(b)).isEmpty();
    assertThat(b.queue().takeOver(a.node().number(), a.node().epoch() + 1)).isEqualTo(1);
    assertThat(lease(b)).extracting(each -> each.message().id()).containsExactly(id);
  }

  @Test
  void heldMessagesAreTakenOverToo() throws Exception {
    QueueId id = QueueStoreTest.add(a, NOON, "x@one.test");
    a.queue().hold(id);
    assertThat(takeOverA()).isEqualTo(1);
    assertThat(lease(b)).isEmpty();
    b.queue().release(id);
    assertThat(lease(b)).hasSize(1);
  }

  @Test
  void aNodeThatWasOpenedAgainIsNotTakenOver() throws Exception {
    QueueStoreTest.add(a, NOON, "x@one.test");
    long seen = a.node().epoch();
    int number = a.node().number();
    MailStore again = on("a");
    assertThat(again.node().number()).isEqualTo(number);
    assertThatThrownBy(() -> b.queue().takeOver(number, seen)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> lease(a)).isInstanceOf(FencedException.class);
    assertThat(lease(again)).as("what it had accepted before").hasSize(1);
    again.close();
  }

  @Test
  void anAdministratorHoldsReleasesAndDeletesOnAnyNode() throws Exception {
    QueueId id = QueueStoreTest.add(a, NOON, "x@one.test", "y@one.test");
    engine.overtaker(attempt -> {
      if (attempt == 0) {
        b.queue().retry(id, NOON.minusSeconds(1));
      }
    });
    assertThat(a.queue().hold(id)).isTrue();
    engine.overtaker(attempt -> {});
    assertThat(engine.reruns()).isEqualTo(1);
    assertThat(lease(a)).isEmpty();
    assertThat(b.queue().release(id)).isTrue();
    assertThat(lease(b)).as("it stays its owner's").isEmpty();
    assertThat(Objects.requireNonNull(a.queue().find(id)).recipients())
        .allMatch(each -> each.nextAttempt().isBefore(NOON));
    QueueLease lease = lease(a).getFirst();
    assertThat(b.queue().delete(id)).isTrue();
    a.queue().settle(lease, delivered(lease));
    assertThat(a.queue().count(10)).isZero();
  }

  @Test
  void aClockThatJumpsMovesTheTimesOfItsOwnNodeOnly() throws Exception {
    QueueId ofA = QueueStoreTest.add(a, NOON, "x@one.test");
    QueueId ofB = QueueStoreTest.add(b, NOON, "y@one.test");
    Instant later = NOON.plus(Duration.ofHours(3));
    assertThat(a.queue().times().move(Duration.ofHours(3), later)).isEqualTo(1);
    assertThat(accepted(ofA)).isEqualTo(later);
    assertThat(accepted(ofB)).isEqualTo(NOON);
  }

  private Instant accepted(QueueId id) throws StoreException {
    return Objects.requireNonNull(a.queue().find(id)).message().acceptedAt();
  }

  @Test
  void keysOfBeforeThereWereNodesAreReadAndGetAnOwner() throws Exception {
    Engine old = new MemoryEngine();
    MailStore store = MailStore.on(old, folder.resolve("old"), StoreSettings.DEFAULT, () -> NOON);
    QueueId id = QueueStoreTest.add(store, NOON, "x@one.test", "y@two.test");
    asBefore(old, id.value());
    assertThat(QueueStoreTest.problems(old)).as("before it is opened").isEmpty();
    QueueStore opened = QueueStore.open(old);
    assertThat(QueueStoreTest.problems(old)).isEmpty();
    for (var range : QueueKeys.unowned()) {
      assertThat(old.scan(range, ScanOrder.ASCENDING, ScanLimit.rows(1), (key, value) -> false))
          .as("no old key is left")
          .isNull();
    }
    assertThat(opened.due(NOON, null, 10).destinations()).containsExactly("one.test", "two.test");
    for (String destination : List.of("one.test", "two.test")) {
      QueueLease lease = opened.lease(destination, NOON, 10, 10).getFirst();
      opened.settle(lease, delivered(lease));
    }
    assertThat(opened.count(10)).isZero();
    assertThat(QueueStoreTest.problems(old)).isEmpty();
    store.close();
  }

  @Test
  void repairReadsKeysOfBeforeThereWereNodes() throws Exception {
    Engine old = new MemoryEngine();
    MailStore store = MailStore.on(old, folder.resolve("old"), StoreSettings.DEFAULT, () -> NOON);
    QueueId id = QueueStoreTest.add(store, NOON, "x@one.test");
    asBefore(old, id.value());
    Set<String> done = new TreeSet<>();
    new QueueRepair(old, (message, what) -> done.add(what)).repair();
    assertThat(done).as("nothing was wrong").isEmpty();
    assertThat(QueueStoreTest.problems(old)).isEmpty();
    assertThat(QueueStore.open(old).lease("one.test", NOON, 10, 10)).hasSize(1);
    store.close();
  }

  /** Writes state and index as they were written by versions without nodes. */
  private static void asBefore(Engine engine, long id) throws StoreException {
    engine.<Integer, StoreException>write(
        List.of(),
        transaction -> {
          QueueState state = Objects.requireNonNull(QueueRecords.state(transaction, id));
          for (QueueRecipient recipient : QueueRecords.recipients(transaction, id)) {
            QueueKeys.Due due = QueueKeys.due(state, id, recipient);
            QueueRecords.unindex(transaction, state, id, recipient);
            transaction.put(due.unownedByTime(), new byte[0]);
            transaction.put(due.unownedByDestination(), new byte[0]);
          }
          byte[] before =
              HexFormat.of()
                  .parseHex("010%d0%d00".formatted(state.recipients(), state.remaining()));
          transaction.put(QueueKeys.state(id), before);
          return 0;
        });
  }
}
