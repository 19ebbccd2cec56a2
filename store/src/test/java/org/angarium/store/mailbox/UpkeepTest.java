package org.angarium.store.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.ChangeLog;
import org.angarium.store.engine.FaultyEngine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.view.MailboxRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {
  private static final AccountId BOB = new AccountId(7);

  @TempDir Path folder;

  private static void sound(MailStore store) throws StoreException {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    store.verifier().verify(problems::add);
    assertThat(problems).isEmpty();
  }

  /** The deletion fails at each of its operations in turn, and the upkeep ends it. */
  @Test
  void removalsThatWereCutShortAreFinished() throws Exception {
    int unfinished = 0;
    boolean fired = true;
    for (int failAt = 1; fired; failAt++) {
      FaultyEngine engine = new FaultyEngine(new MemoryEngine(), Integer.MAX_VALUE);
      try (MailStore store = TestMail.on(engine, folder.resolve("n" + failAt))) {
        MailboxRef box = store.mailboxes().create(BOB, "box", Set.of()).ref();
        TestMail.append(store, box, TestMail.message("a", "x"));
        TestMail.append(store, box, TestMail.message("b", "x"));
        engine.failAfter(failAt);
        try {
          store.mailboxes().delete(box);
        } catch (StoreException injected) {
          assertThat(injected).hasStackTraceContaining("injected");
        }
        fired = engine.fired();
        engine.failAfter(Integer.MAX_VALUE);
        unfinished += store.upkeep().finishRemovals(() -> true);
        // A change makes sure of what became of a commit in doubt; reads alone do not.
        store.mailboxes().limit(BOB, 0, 0);
        boolean gone = store.mailboxes().find(BOB, "box").isEmpty();
        assertThat(store.upkeep().finishRemovals(() -> true)).isZero();
        assertThat(store.mailboxes().quota(BOB).usedMessages()).isEqualTo(gone ? 0 : 2);
        sound(store);
      }
    }
    assertThat(unfinished).isPositive();
  }

  @Test
  void changesThatAreTooOldAreDroppedAndTheHorizonSaysSo() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(TestMail.NOON);
    try (MailStore store =
        MailStore.on(new MemoryEngine(), folder, StoreSettings.DEFAULT, now::get)) {
      Mailboxes mailboxes = store.mailboxes();
      MailboxRef inbox = TestMail.inbox(store, 7);
      for (int i = 0; i < 3; i++) {
        TestMail.append(store, inbox, TestMail.message("m" + i, "x"), "\\Deleted");
      }
      final long start = mailboxes.view(inbox).info().highestModSeq();
      mailboxes.expunge(inbox, UidSet.of(1));
      final long first = mailboxes.view(inbox).info().highestModSeq();
      now.updateAndGet(then -> then.plus(ChangeLog.MAX_AGE));
      mailboxes.expunge(inbox, UidSet.of(2));
      final long second = mailboxes.view(inbox).info().highestModSeq();
      assertThat(store.upkeep().shortenLogs(() -> true)).isZero();

      now.updateAndGet(then -> then.plus(Duration.ofSeconds(1)));
      assertThat(store.upkeep().shortenLogs(() -> true)).isEqualTo(1);
      assertThat(mailboxes.expungedSince(inbox, start)).isNull();
      assertThat(TestMail.expungedSince(store, inbox, first)).isEqualTo(UidSet.of(2));
      // Shortening is no change of the mail: nobody has to look again.
      assertThat(mailboxes.view(inbox).info().highestModSeq()).isEqualTo(second);
      sound(store);

      // A whole log may go; the account's numbering goes on all the same.
      now.updateAndGet(then -> then.plus(ChangeLog.MAX_AGE).plusSeconds(1));
      assertThat(store.upkeep().shortenLogs(() -> true)).isEqualTo(1);
      assertThat(store.upkeep().shortenLogs(() -> true)).isZero();
      assertThat(mailboxes.expungedSince(inbox, first)).isNull();
      mailboxes.expunge(inbox, UidSet.of(3));
      assertThat(mailboxes.view(inbox).info().highestModSeq()).isEqualTo(second + 1);
      assertThat(TestMail.expungedSince(store, inbox, second)).isEqualTo(UidSet.of(3));
      sound(store);
    }
  }
}
