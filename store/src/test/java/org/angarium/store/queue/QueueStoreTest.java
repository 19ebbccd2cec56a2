package org.angarium.store.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;
import org.angarium.store.intake.Acceptance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the queue keeps, hands out and forgets. */
class QueueStoreTest {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path folder;
  private Engine engine;
  private MailStore store;
  private QueueStore queue;

  @BeforeEach
  void open() throws Exception {
    engine = new MemoryEngine();
    store = MailStore.on(engine, folder, StoreSettings.DEFAULT, () -> NOON);
    queue = store.queue();
  }

  @AfterEach
  void nothingIsWrong() throws Exception {
    assertThat(problems(engine)).isEmpty();
    store.close();
  }

  static List<QueueVerify.Problem> problems(Engine engine) throws StoreException {
    List<QueueVerify.Problem> problems = new ArrayList<>();
    new QueueVerify(engine).verify(problems::add);
    return problems;
  }

  static QueueId add(MailStore store, Instant at, String... recipients) throws StoreException {
    List<NewQueueRecipient> all = new ArrayList<>();
    for (String recipient : recipients) {
      all.add(new NewQueueRecipient(EmailAddress.parse(recipient), Set.of("FAILURE"), null));
    }
    NewQueueEntry entry =
        new NewQueueEntry(
            ReversePath.parse("<ann@here.test>"),
            all,
            "Received: x\r\n".getBytes(UTF_8),
            false,
            true,
            true,
            "HDRS",
            null,
            at,
            "t1",
            false);
    byte[] body = ("Subject: " + recipients.length + "\r\n\r\nx\r\n").getBytes(UTF_8);
    try (BlobWriter writer = store.blobs().writer()) {
      writer.write(body, 0, body.length);
      try (StagedBlob blob = writer.finish()) {
        return store
            .intake()
            .accept(
                new Acceptance(
                    blob,
                    MessageStructure.of(body, MimeLimits.DEFAULT),
                    at,
                    List.of(),
                    List.of(entry)))
            .queued()
            .getFirst();
      }
    }
  }

  private QueueId add(String... recipients) throws StoreException {
    return add(store, NOON, recipients);
  }

  private QueueEntry entry(QueueId id) throws StoreException {
    return Objects.requireNonNull(queue.find(id));
  }

  private static List<QueueRecipient> delivered(QueueLease lease) {
    return lease.recipients().stream()
        .map(each -> each.ended(RecipientStatus.DELIVERED, "250 ok", "2.0.0", "mx.there.test"))
        .toList();
  }

  @Test
  void recipientsOfAMessageAreNotSplitBetweenTwoThatAskAtOnce() throws Exception {
    String[] recipients = new String[40];
    Arrays.setAll(recipients, i -> "r" + i + "@one.test");
    for (int round = 0; round < 200; round++) {
      add(recipients);
      CyclicBarrier together = new CyclicBarrier(2);
      List<FutureTask<List<QueueLease>>> asking = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        FutureTask<List<QueueLease>> task =
            new FutureTask<>(() -> {
              together.await();
              return queue.lease("one.test", NOON, 1, 100);
            });
        asking.add(task);
        Thread.ofPlatform().start(task);
      }
      List<QueueLease> leases = new ArrayList<>(asking.getFirst().get());
      leases.addAll(asking.getLast().get());
      assertThat(leases).extracting(lease -> lease.recipients().size()).containsExactly(40);
      queue.settle(leases.getFirst(), delivered(leases.getFirst()));
    }
  }

  @Test
  void givesBackWhatWasAdded() throws Exception {
    QueueId id = add("a@one.test", "b@two.test");
    QueueEntry entry = entry(id);
    assertThat(entry.held()).isFalse();
    assertThat(entry.message().reversePath()).isEqualTo(ReversePath.parse("<ann@here.test>"));
    assertThat(entry.message().prefix()).asString(UTF_8).isEqualTo("Received: x\r\n");
    assertThat(entry.message().eightBit()).isTrue();
    assertThat(entry.message().dsnReturn()).isEqualTo("HDRS");
    assertThat(entry.message().acceptedAt()).isEqualTo(NOON);
    assertThat(entry.recipients())
        .extracting(each -> each.address().toString())
        .containsExactly("a@one.test", "b@two.test");
    assertThat(entry.recipients().getFirst().notifyOn()).containsExactly("FAILURE");
    assertThat(queue.destinations(id)).containsExactlyInAnyOrder("one.test", "two.test");
  }

  @Test
  void handsOutEachRecipientOnceUntilItIsGivenBack() throws Exception {
    add("a@one.test", "b@one.test", "c@two.test");
    add("d@one.test");
    List<QueueLease> leases = queue.lease("one.test", NOON, 10, 10);
    assertThat(leases).hasSize(2);
    assertThat(leases.getFirst().recipients()).hasSize(2);
    assertThat(queue.lease("one.test", NOON, 10, 10)).isEmpty();
    leases.forEach(queue::giveBack);
    assertThat(queue.lease("one.test", NOON, 1, 1))
        .singleElement()
        .satisfies(lease -> assertThat(lease.recipients()).hasSize(1));
    // The rest of the same message, then the other message.
    assertThat(queue.lease("one.test", NOON, 10, 10)).hasSize(2);
  }

  @Test
  void nothingIsHandedOutBeforeItIsDue() throws Exception {
    add("a@one.test");
    QueueLease lease = queue.lease("one.test", NOON, 1, 10).getFirst();
    Instant later = NOON.plusSeconds(60);
    queue.settle(
        lease,
        List.of(lease.recipients().getFirst().deferred(later, false, "451 no", "4.0.0", null)));
    assertThat(queue.lease("one.test", later.minusMillis(1), 1, 10)).isEmpty();
    assertThat(queue.due(later.minusMillis(1), null, 100).destinations()).isEmpty();
    assertThat(queue.due(later.minusMillis(1), null, 100).nextDue()).isEqualTo(later);
    assertThat(queue.due(later, null, 100).destinations()).containsExactly("one.test");
    QueueRecipient again = queue.lease("one.test", later, 1, 10).getFirst().recipients().getFirst();
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(again.lastReply()).isEqualTo("451 no");
  }

  @Test
  void theMessageGoesWithItsLastRecipientAndLeavesItsContentsToTheCollector() throws Exception {
    QueueId id = add("a@one.test", "c@two.test");
    QueueLease one = queue.lease("one.test", NOON, 1, 10).getFirst();
    queue.settle(one, delivered(one));
    assertThat(entry(id).recipients().getFirst().status()).isEqualTo(RecipientStatus.DELIVERED);
    assertThat(engine.get(BlobKeys.unlinked(one.message().blob()))).isNull();
    QueueLease two = queue.lease("two.test", NOON, 1, 10).getFirst();
    queue.settle(two, delivered(two));
    assertThat(queue.find(id)).isNull();
    assertThat(engine.get(BlobKeys.unlinked(one.message().blob()))).isNotNull();
    assertThat(queue.due(NOON, null, 10).destinations()).isEmpty();
    assertThat(queue.count(10)).isZero();
  }

  @Test
  void whatAnAdministratorDidMeanwhileStands() throws Exception {
    QueueId held = add("a@one.test");
    QueueId deleted = add("b@two.test");
    QueueLease one = queue.lease("one.test", NOON, 1, 10).getFirst();
    QueueLease two = queue.lease("two.test", NOON, 1, 10).getFirst();
    queue.hold(held);
    queue.delete(deleted);
    queue.settle(
        one,
        List.of(
            one.recipients().getFirst().deferred(NOON.plusSeconds(1), false, "x", "4.0.0", null)));
    queue.settle(two, delivered(two));
    assertThat(queue.find(deleted)).isNull();
    assertThat(queue.due(NOON.plusSeconds(60), null, 10).destinations()).isEmpty();
    List<QueueId> announced = new ArrayList<>();
    queue.listen(announced::add);
    queue.release(held);
    assertThat(announced).containsExactly(held);
    assertThat(queue.lease("one.test", NOON.plusSeconds(60), 1, 10)).hasSize(1);
  }

  @Test
  void listsInPagesWhatTheFilterWants() throws Exception {
    for (int i = 0; i < 25; i++) {
      add("user" + i + "@d" + i % 5 + ".test");
    }
    QueueFilter filter = new QueueFilter(null, null, "d3.test", null);
    List<QueueSummary> all = new ArrayList<>();
    QueueId from = null;
    do {
      QueuePage page = queue.list(filter, from, 2);
      assertThat(page.entries().size()).isLessThanOrEqualTo(2);
      all.addAll(page.entries());
      from = page.next();
    } while (from != null);
    assertThat(all)
        .extracting(each -> each.first().getFirst().localPart())
        .containsExactly("user3", "user8", "user13", "user18", "user23");
    assertThat(queue.count(7)).isEqualTo(7);
    assertThat(queue.count(1000)).isEqualTo(25);
  }

  @Test
  void dueDestinationsComeInPagesOfWhatIsDueOnly() throws Exception {
    for (int i = 0; i < 50; i++) {
      add(store, NOON.plusSeconds(i), "user@d" + i + ".test");
    }
    Set<String> seen = new TreeSet<>();
    DuePage page = queue.due(NOON.plusSeconds(29), null, 7);
    while (page.more()) {
      seen.addAll(page.destinations());
      page = queue.due(NOON.plusSeconds(29), page.next(), 7);
    }
    seen.addAll(page.destinations());
    assertThat(seen).hasSize(30);
    assertThat(page.nextDue()).isEqualTo(NOON.plusSeconds(30));
    // Going on from there sees what has become due since, and only that.
    assertThat(queue.due(NOON.plusSeconds(31), page.next(), 100).destinations())
        .containsExactly("d30.test", "d31.test");
  }

  @Test
  void aBigBacklogOfOneDestinationDoesNotSlowTheOthers() throws Exception {
    for (int i = 0; i < 3000; i++) {
      add(store, NOON, "user" + i + "@big.test");
    }
    add(store, NOON.plusMillis(1), "user@small.test");
    CountingEngine counting = new CountingEngine(engine);
    QueueStore measured = QueueStore.open(counting);
    assertThat(measured.lease("small.test", NOON.plusSeconds(1), 1, 100)).hasSize(1);
    assertThat(measured.lease("big.test", NOON.plusSeconds(1), 1, 100)).hasSize(1);
    assertThat(counting.visited()).isLessThan(20);
  }

  @Test
  void aDamagedRecordDoesNotStopTheMailBehindIt() throws Exception {
    QueueId damaged = add("a@one.test");
    QueueId whole = add("b@one.test");
    byte[] key = QueueKeys.recipient(damaged.value(), 0);
    byte[] record = Objects.requireNonNull(engine.get(key));
    engine.<Boolean, StoreException>write(
        List.of(),
        transaction -> {
          transaction.put(key, new byte[] {9});
          return true;
        });
    assertThat(queue.lease("one.test", NOON, 1, 10))
        .singleElement()
        .satisfies(lease -> assertThat(lease.message().id()).isEqualTo(whole));
    assertThat(queue.unreadable()).containsExactly(damaged);
    assertThat(problems(engine))
        .extracting(QueueVerify.Problem::kind)
        .contains(QueueVerify.Kind.RECORD_UNREADABLE);
    engine.<Boolean, StoreException>write(
        List.of(),
        transaction -> {
          transaction.put(key, record);
          return true;
        });
  }

  @Test
  void idsAreNeverUsedAgain() throws Exception {
    Set<QueueId> ids = new HashSet<>();
    for (int opening = 0; opening < 5; opening++) {
      MailStore again = MailStore.on(engine, folder, StoreSettings.DEFAULT, () -> NOON);
      for (int i = 0; i < 5; i++) {
        QueueId id = add(again, NOON, "a@one.test");
        assertThat(ids.add(id)).isTrue();
        again.queue().delete(id);
      }
    }
  }

  @Test
  void leasesReturnWithTheProcess() throws Exception {
    Path place = folder.resolve("rocks");
    QueueId id;
    try (MailStore first = MailStore.open(place, StoreSettings.DEFAULT, () -> NOON)) {
      id = add(first, NOON, "a@one.test", "b@one.test");
      QueueLease lease = first.queue().lease("one.test", NOON, 1, 1).getFirst();
      first.queue().settle(lease, delivered(lease));
      assertThat(first.queue().lease("one.test", NOON, 10, 10)).hasSize(1);
    }
    try (MailStore second = MailStore.open(place, StoreSettings.DEFAULT, () -> NOON)) {
      QueueLease lease = second.queue().lease("one.test", NOON, 1, 10).getFirst();
      assertThat(lease.message().id()).isEqualTo(id);
      assertThat(lease.recipients())
          .extracting(each -> each.address().localPart())
          .containsExactly("b");
      assertThat(problems(second.engine())).isEmpty();
    }
  }

  @Test
  void whateverIsDoneTheIndexesAgree() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Engine rocks = RocksEngine.open(folder.resolve("random"), RocksSettings.DEFAULT)) {
      MailStore both =
          MailStore.on(rocks, folder.resolve("blobs"), StoreSettings.DEFAULT, () -> NOON);
      QueueStore tested = both.queue();
      List<QueueId> ids = new ArrayList<>();
      Instant now = NOON;
      for (int step = 0; step < 400; step++) {
        now = now.plusSeconds(random.nextInt(30));
        QueueId any = ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
        switch (random.nextInt(any == null ? 1 : 7)) {
          case 0 -> ids.add(add(both, now, some(random)));
          case 1 -> tested.hold(Objects.requireNonNull(any));
          case 2 -> tested.release(Objects.requireNonNull(any));
          case 3 -> tested.retry(Objects.requireNonNull(any), now);
          case 4 -> deleteSometimes(tested, any, random);
          default -> work(tested, random, now);
        }
      }
      assertThat(problems(rocks)).as("seed %d", seed).isEmpty();
    }
  }

  private static void deleteSometimes(QueueStore tested, @Nullable QueueId id, Random random)
      throws StoreException {
    if (random.nextInt(4) == 0) {
      tested.delete(Objects.requireNonNull(id));
    }
  }

  private static String[] some(Random random) {
    String[] recipients = new String[1 + random.nextInt(4)];
    for (int i = 0; i < recipients.length; i++) {
      recipients[i] = "u" + i + "@d" + random.nextInt(3) + ".test";
    }
    return recipients;
  }

  private static void work(QueueStore tested, Random random, Instant now) throws StoreException {
    String destination = "d" + random.nextInt(3) + ".test";
    for (QueueLease lease : tested.lease(destination, now, 1 + random.nextInt(3), 2)) {
      List<QueueRecipient> after = new ArrayList<>();
      for (QueueRecipient each : lease.recipients()) {
        assertThat(each.nextAttempt()).isBeforeOrEqualTo(now);
        assertThat(each.destination()).isEqualTo(destination);
        after.add(
            random.nextBoolean()
                ? each.ended(RecipientStatus.FAILED, "550 no", "5.1.1", null)
                : each.deferred(
                    now.plus(Duration.ofSeconds(random.nextInt(100))), false, "4", "4.0.0", "mx"));
      }
      if (random.nextInt(5) == 0) {
        tested.giveBack(lease);
      } else {
        tested.settle(lease, after);
      }
    }
  }
}
