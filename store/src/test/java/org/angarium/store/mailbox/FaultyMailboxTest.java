package org.angarium.store.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.FaultyEngine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.view.KeywordTable;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each operation of the engine fails once, for every one of them. Afterwards what was acknowledged
 * is there, nothing is half done, and the store goes on.
 */
class FaultyMailboxTest {
  @TempDir Path folder;

  /** What the scenario was told. */
  private static final class Acknowledged {
    final List<Appended> stored = new ArrayList<>();
    final Set<Long> flagged = new HashSet<>();
    boolean expunged;
    boolean copied;
  }

  private interface Step {
    void run() throws StoreException, MailboxRefusal;
  }

  @Test
  void acknowledgedStaysAndNothingIsHalfDone() throws Exception {
    boolean fired = true;
    int failAt = 1;
    for (; fired; failAt++) {
      FaultyEngine engine = new FaultyEngine(new MemoryEngine(), failAt);
      MailStore store;
      try {
        store = TestMail.on(engine, folder.resolve("n" + failAt));
      } catch (StoreException atOpen) {
        assertThat(engine.fired()).isTrue();
        continue;
      }
      Acknowledged acknowledged = scenario(store);
      fired = engine.fired();
      check(store, acknowledged, String.valueOf(engine.where()));
      store.close();
    }
    assertThat(failAt).isGreaterThan(30);
  }

  private static Acknowledged scenario(MailStore store) {
    Acknowledged acknowledged = new Acknowledged();
    Mailboxes mailboxes = store.mailboxes();
    AccountId bob = new AccountId(7);
    for (int i = 0; i < 3; i++) {
      String subject = "m" + i;
      attempt(() ->
          acknowledged.stored.addAll(
              TestMail.accept(
                      store,
                      TestMail.message(subject, "x"),
                      TestMail.to(7, "INBOX", "A: b\r\n"),
                      TestMail.to(8, "INBOX", ""))
                  .local()));
    }
    attempt(() -> {
      MailboxRef inbox = TestMail.inbox(store, 7);
      acknowledged.stored.add(
          TestMail.append(store, inbox, TestMail.message("a", "x"), "\\Deleted"));
    });
    attempt(() -> {
      MailboxRef inbox = TestMail.inbox(store, 7);
      mailboxes
          .changeFlags(
              inbox, UidSet.range(1, 2), new FlagChange(FlagChange.Kind.ADD, Set.of("work")), null)
          .changed()
          .forEach(acknowledged.flagged::add);
    });
    attempt(() -> {
      MailboxRef archive = mailboxes.find(bob, "Archive").orElseThrow().ref();
      mailboxes.copy(TestMail.inbox(store, 7), UidSet.range(1, 2), archive);
      acknowledged.copied = true;
    });
    attempt(() -> {
      mailboxes.expunge(TestMail.inbox(store, 7), null);
      acknowledged.expunged = true;
    });
    attempt(() -> mailboxes.create(bob, "a/b", Set.of()));
    attempt(() -> mailboxes.rename(mailboxes.find(bob, "a").orElseThrow().ref(), "z"));
    attempt(() -> mailboxes.delete(mailboxes.find(bob, "z/b").orElseThrow().ref()));
    attempt(() ->
        acknowledged.stored.addAll(
            TestMail.accept(store, TestMail.message("last", "x"), TestMail.to(7, "INBOX", ""))
                .local()));
    return acknowledged;
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (StoreException injected) {
      assertThat(injected).hasStackTraceContaining("injected");
    } catch (MailboxRefusal | java.util.NoSuchElementException follows) {
      assertThat(follows).isNotNull();
    }
  }

  private static void check(MailStore store, Acknowledged acknowledged, String where)
      throws Exception {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    try {
      store.verifier().verify(problems::add);
    } catch (StoreException injected) {
      // The fault came as late as this; once more without it.
      store.verifier().verify(problems::add);
    }
    assertThat(problems).as("failed: %s", where).isEmpty();
    for (Appended appended : acknowledged.stored) {
      MailboxView view = store.mailboxes().view(appended.mailbox());
      int index = view.indexOf(appended.uid());
      boolean expunged =
          appended.mailbox().account().value() == 7
              && index < 0
              && store.mailboxes().open(appended.mailbox(), appended.uid()) == null;
      if (expunged) {
        // Only the message that was appended as \Deleted may be gone.
        assertThat(TestMail.expungedSince(store, appended.mailbox(), 0).contains(appended.uid()))
            .isTrue();
      } else {
        assertThat(index).as("failed: %s", where).isNotNegative();
        assertThat(TestMail.read(store, appended.mailbox(), appended.uid())).isNotNull();
      }
    }
    MailboxView inbox = store.mailboxes().view(TestMail.inbox(store, 7));
    for (long uid : acknowledged.flagged) {
      int index = inbox.indexOf(uid);
      assertThat(inbox.flagBits(index) >>> KeywordTable.FIRST).isNotZero();
    }
    if (acknowledged.expunged) {
      assertThat(inbox.info().deleted()).isZero();
    }
    if (acknowledged.copied) {
      MailboxRef archive = store.mailboxes().find(new AccountId(7), "Archive").orElseThrow().ref();
      assertThat(store.mailboxes().view(archive).size()).isPositive();
    }
    // Two different messages never share a UID: a new one gets a fresh one.
    long next = inbox.info().uidNext();
    assertThat(TestMail.append(store, inbox.info().ref(), TestMail.message("after", "x")).uid())
        .isEqualTo(next);
  }
}
