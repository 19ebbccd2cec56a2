package org.angarium.store.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Watch;
import org.angarium.store.engine.memory.MemorySpace;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.angarium.store.view.StoredView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stores on one space, as two nodes of a cluster on one database. */
class TwoNodesTest {
  private static final int THREADS = 8;
  private static final int STEPS = 60;
  private static final long ACCOUNT = 7;

  @TempDir Path folder;

  @Test
  void whatManyThreadsOnBothNodesDoInOneAccountIsDoneOnce() throws Exception {
    long seed = new Random().nextLong();
    MemorySpace space = MemorySpace.shared();
    List<MailStore> nodes =
        List.of(
            TestMail.on(space.node(), folder.resolve("a")),
            TestMail.on(space.node(), folder.resolve("b")));
    MailboxRef inbox = TestMail.inbox(nodes.getFirst(), ACCOUNT);
    MailboxRef archive = ref(nodes.getFirst(), "Archive");
    AtomicInteger stored = new AtomicInteger();
    AtomicInteger removed = new AtomicInteger();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int number = t;
      MailStore node = nodes.get(t % 2);
      threads.add(
          Thread.startVirtualThread(() -> {
            Random random = new Random(seed + number);
            try {
              for (int i = 0; i < STEPS; i++) {
                UidSet some = UidSet.range(1 + random.nextInt(100), 100 + random.nextInt(100));
                switch (random.nextInt(8)) {
                  case 0, 1, 2 -> {
                    TestMail.append(node, inbox, TestMail.message("m" + number + "." + i, "text"));
                    stored.incrementAndGet();
                  }
                  case 3 -> {
                    TestMail.accept(
                        node,
                        TestMail.message("d" + number + "." + i, "text"),
                        TestMail.to(ACCOUNT, "INBOX", ""));
                    stored.incrementAndGet();
                  }
                  case 4 ->
                      node.mailboxes()
                          .changeFlags(
                              inbox,
                              some,
                              new FlagChange(
                                  FlagChange.Kind.ADD,
                                  Set.of(random.nextBoolean() ? "\\Deleted" : "k" + number)),
                              null);
                  case 5 ->
                      stored.addAndGet(
                          node.mailboxes()
                              .copy(inbox, UidSet.range(1, 3), archive)
                              .targetUids()
                              .size());
                  case 6 -> node.mailboxes().move(inbox, some, archive);
                  default -> {
                    UidSet gone = node.mailboxes().expunge(inbox, some);
                    removed.addAndGet((int) gone.size());
                  }
                }
              }
            } catch (Exception | AssertionError failed) {
              failures.add(failed);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).as("seed %d", seed).isEmpty();
    int left = 0;
    for (MailboxRef mailbox : List.of(inbox, archive)) {
      MailboxView a = fresh(nodes.getFirst(), mailbox);
      MailboxView b = fresh(nodes.getLast(), mailbox);
      assertThat(((StoredView) a).rows().sameAs(((StoredView) b).rows()))
          .as("seed %d", seed)
          .isTrue();
      left += a.size();
    }
    assertThat(left).as("seed %d", seed).isEqualTo(stored.get() - removed.get());
    for (MailStore node : nodes) {
      List<StoreVerify.Problem> problems = new ArrayList<>();
      node.verifier().verify(problems::add);
      assertThat(problems).as("seed %d", seed).isEmpty();
    }
    for (MailStore node : nodes) {
      node.close();
    }
  }

  private static MailboxRef ref(MailStore store, String name) throws StoreException {
    return store.mailboxes().find(new AccountId(ACCOUNT), name).orElseThrow().ref();
  }

  private static MailboxView fresh(MailStore store, MailboxRef mailbox)
      throws StoreException, MailboxRefusal {
    store.mailboxes().refresh(mailbox.account());
    return store.mailboxes().view(mailbox);
  }

  @Test
  void aWatchOnOneNodeWakesForAChangeOnTheOther() throws Exception {
    MemorySpace space = MemorySpace.shared(Runnable::run);
    try (MailStore a = TestMail.on(space.node(), folder.resolve("a"));
        MailStore b = TestMail.on(space.node(), folder.resolve("b"));
        Watch watch = b.mailboxes().watch(new AccountId(ACCOUNT))) {
      MailboxRef inbox = TestMail.inbox(b, ACCOUNT);
      watch.await(0);
      TestMail.append(a, inbox, TestMail.message("m", "text"));
      assertThat(watch.await(0)).isTrue();
      assertThat(b.mailboxes().view(inbox).size()).isEqualTo(1);
      watch.await(0);
      a.scripts().put(new AccountId(ACCOUNT), "s", new byte[0]);
      assertThat(watch.await(0)).isTrue();
      assertThat(b.scripts().list(new AccountId(ACCOUNT))).hasSize(1);
    }
  }

  @Test
  void whereNewsAreLostAskingShowsTheChange() throws Exception {
    MemorySpace space = MemorySpace.shared(news -> {});
    try (MailStore a = TestMail.on(space.node(), folder.resolve("a"));
        MailStore b = TestMail.on(space.node(), folder.resolve("b"));
        Watch watch = b.mailboxes().watch(new AccountId(ACCOUNT))) {
      MailboxRef inbox = TestMail.inbox(b, ACCOUNT);
      assertThat(b.mailboxes().view(inbox).size()).isZero();
      watch.await(0);
      TestMail.append(a, inbox, TestMail.message("m", "text"));
      assertThat(watch.await(0)).isFalse();
      assertThat(b.mailboxes().view(inbox).size()).isZero();
      b.mailboxes().refreshWatched();
      assertThat(watch.await(0)).isTrue();
      assertThat(b.mailboxes().view(inbox).size()).isEqualTo(1);
      b.mailboxes().refreshWatched();
      assertThat(watch.await(0)).as("nothing new").isFalse();
    }
  }
}
