package org.angarium.store.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreSettings;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.Watch;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentMailboxTest {
  private static final int ACCOUNTS = 10;
  private static final int DELIVERERS = 100;
  @TempDir Path folder;

  @Test
  void nothingIsLostInMemory() throws Exception {
    nothingIsLost(TestMail.on(new MemoryEngine(), folder), 20);
  }

  @Test
  void nothingIsLostOnRocksDb() throws Exception {
    nothingIsLost(MailStore.open(folder, StoreSettings.DEFAULT, () -> TestMail.NOON), 2);
  }

  /** Many deliver while others copy and expunge. */
  private static void nothingIsLost(MailStore opened, int each) throws Exception {
    long seed = new Random().nextLong();
    try (MailStore store = opened;
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Set<String> delivered = ConcurrentHashMap.newKeySet();
      AtomicLong expunged = new AtomicLong();
      CountDownLatch left = new CountDownLatch(DELIVERERS);
      List<Future<?>> all = new ArrayList<>();
      for (int d = 0; d < DELIVERERS; d++) {
        int deliverer = d;
        all.add(
            threads.submit(() -> {
              try {
                deliver(store, deliverer, each, new Random(seed + deliverer), delivered);
              } finally {
                left.countDown();
              }
              return null;
            }));
      }
      for (int a = 1; a <= ACCOUNTS; a++) {
        MailboxRef inbox = TestMail.inbox(store, a);
        all.add(
            threads.submit(() -> {
              // Waits for deliveries: threads that never wait leave no room for others.
              try (Watch watch = store.mailboxes().watch(inbox.account())) {
                while (left.getCount() > 0) {
                  if (watch.await(20_000_000)) {
                    expunged.addAndGet(churn(store, inbox));
                  }
                }
              }
              return null;
            }));
      }
      for (Future<?> future : all) {
        future.get();
      }
      long kept = 0;
      for (int a = 1; a <= ACCOUNTS; a++) {
        MailboxView view = store.mailboxes().view(TestMail.inbox(store, a));
        for (int i = 0; i < view.size(); i++) {
          assertThat(delivered).contains(a + "/" + view.uid(i));
        }
        kept += view.size();
      }
      assertThat(kept + expunged.get())
          .as("seed %d", seed)
          .isEqualTo(delivered.size())
          .isEqualTo(2L * DELIVERERS * each);
      List<StoreVerify.Problem> problems = new ArrayList<>();
      store.verifier().verify(problems::add);
      assertThat(problems).isEmpty();
    }
  }

  private static void deliver(
      MailStore store, int deliverer, int each, Random random, Set<String> delivered)
      throws Exception {
    for (int i = 0; i < each; i++) {
      int first = 1 + random.nextInt(ACCOUNTS);
      int second = 1 + (first % ACCOUNTS);
      byte[] contents = TestMail.message("m" + deliverer + "." + random.nextInt(3), "x");
      for (Appended appended :
          TestMail.accept(
                  store,
                  contents,
                  TestMail.to(first, "INBOX", ""),
                  TestMail.to(second, "INBOX", "To: x\r\n"))
              .local()) {
        assertThat(delivered.add(appended.mailbox().account().value() + "/" + appended.uid()))
            .isTrue();
      }
    }
  }

  /** Copies some messages and expunges one in four. */
  private static long churn(MailStore store, MailboxRef inbox) throws Exception {
    Mailboxes mailboxes = store.mailboxes();
    MailboxView view = mailboxes.view(inbox);
    UidSet.Builder some = UidSet.builder();
    for (int i = 0; i < view.size(); i++) {
      if (view.uid(i) % 4 == 0) {
        some.add(view.uid(i));
      }
    }
    if (some.build().isEmpty()) {
      return 0;
    }
    MailboxRef archive = mailboxes.find(inbox.account(), "Archive").orElseThrow().ref();
    mailboxes.copy(inbox, some.build(), archive);
    mailboxes.changeFlags(
        inbox, some.build(), new FlagChange(FlagChange.Kind.ADD, Set.of("\\Deleted")), null);
    return mailboxes.expunge(inbox, some.build()).size();
  }
}
