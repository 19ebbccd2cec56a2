package org.angarium.store.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.BitSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Watch;
import org.angarium.store.engine.RoundTrips;
import org.angarium.store.engine.memory.MemorySpace;
import org.angarium.store.message.OpenedMessages;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often a database would be asked for what a user waits for. A commit counts as one trip. Each
 * trip is half a millisecond or more where the database is on another machine.
 */
class RoundTripsTest {
  private static final long ACCOUNT = 7;
  private static final int MESSAGES = 60;

  /** What clients show at once; larger ones are read in pages of 64, ahead of the client. */
  private static final int PAGE = 16;

  @TempDir Path folder;
  private final MemorySpace space = MemorySpace.shared(news -> {});
  private final RoundTrips trips = new RoundTrips(space.node());
  private MailStore store;

  /** The mailbox is filled by another node, so that nothing of it is in this one's memory. */
  @BeforeEach
  void fill() throws Exception {
    try (MailStore other = TestMail.on(space.node(), folder.resolve("a"))) {
      MailboxRef inbox = TestMail.inbox(other, ACCOUNT);
      for (int i = 0; i < MESSAGES; i++) {
        TestMail.append(other, inbox, TestMail.message("subject " + i, "text " + i));
      }
    }
    store = TestMail.on(trips, folder.resolve("b"));
    trips.take();
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private MailboxView select(MailboxRef inbox) throws Exception {
    store.mailboxes().refresh(inbox.account());
    return store.mailboxes().view(inbox);
  }

  @Test
  void selectOfAMailboxInMemoryTakesOneTrip() throws Exception {
    MailboxRef inbox = TestMail.inbox(store, ACCOUNT);
    select(inbox);
    trips.take();
    assertThat(select(inbox).size()).isEqualTo(MESSAGES);
    assertThat(trips.take()).isLessThanOrEqualTo(1);
  }

  /**
   * More than three, since the account's root record is asked for before and after its records are
   * read: only so do these agree, without a snapshot for each reading.
   */
  @Test
  void theFirstSelectOfAnAccountTakesFourTripsForItsMailboxesAndFourForTheView() throws Exception {
    MailboxRef inbox = TestMail.inbox(store, ACCOUNT);
    assertThat(trips.take()).isLessThanOrEqualTo(4);
    assertThat(store.mailboxes().view(inbox).size()).isEqualTo(MESSAGES);
    assertThat(trips.take()).isLessThanOrEqualTo(4);
  }

  @Test
  void envelopesOfAPageTakeOneTrip() throws Exception {
    MailboxRef inbox = TestMail.inbox(store, ACCOUNT);
    trips.take();
    int[] seen = {0};
    store
        .mailboxes()
        .<RuntimeException>summaries(
            inbox,
            UidSet.range(1, MESSAGES),
            (uid, summary) -> {
              seen[0]++;
              return true;
            });
    assertThat(seen[0]).isEqualTo(MESSAGES);
    assertThat(trips.take()).isEqualTo(1);
  }

  @Test
  void bodiesOfAPageTakeTwoTrips() throws Exception {
    MailboxRef inbox = TestMail.inbox(store, ACCOUNT);
    MailboxView view = store.mailboxes().view(inbox);
    trips.take();
    BitSet page = new BitSet();
    page.set(0, PAGE);
    int seen = 0;
    try (OpenedMessages messages = store.mailboxes().open(inbox, view, page)) {
      while (messages.next() != null) {
        seen++;
      }
    }
    assertThat(seen).isEqualTo(PAGE);
    assertThat(trips.take()).isLessThanOrEqualTo(2);
  }

  @Test
  void oneBodyTakesTwoTrips() throws Exception {
    MailboxRef inbox = TestMail.inbox(store, ACCOUNT);
    trips.take();
    assertThat(TestMail.open(store, inbox, 1).uid()).isEqualTo(1);
    assertThat(trips.take()).isLessThanOrEqualTo(2);
  }

  @Test
  void deliveryTakesAtMostThreeTrips() throws Exception {
    TestMail.accept(store, TestMail.message("one", "text"), TestMail.to(ACCOUNT, "INBOX", ""));
    trips.take();
    TestMail.accept(store, TestMail.message("two", "text"), TestMail.to(ACCOUNT, "INBOX", ""));
    assertThat(trips.take()).as("to an account in memory").isLessThanOrEqualTo(2);
    TestMail.accept(store, TestMail.message("two", "text"), TestMail.to(ACCOUNT, "INBOX", ""));
    assertThat(trips.take()).as("of contents that are there").isLessThanOrEqualTo(3);
    TestMail.accept(store, TestMail.message("three", "text"), TestMail.to(9, "INBOX", ""));
    assertThat(trips.take()).as("to a new account").isLessThanOrEqualTo(3);
    TestMail.accept(
        store,
        TestMail.message("four", "text"),
        TestMail.to(ACCOUNT, "INBOX", ""),
        TestMail.to(9, "INBOX", ""));
    assertThat(trips.take()).as("to two accounts").isLessThanOrEqualTo(3);
  }

  @Test
  void flagsOfAMailboxInMemoryTakeTwoTrips() throws Exception {
    MailboxRef inbox = TestMail.inbox(store, ACCOUNT);
    store.mailboxes().view(inbox);
    trips.take();
    store
        .mailboxes()
        .changeFlags(
            inbox,
            UidSet.range(1, MESSAGES),
            new FlagChange(FlagChange.Kind.ADD, java.util.Set.of("\\Seen")),
            null);
    assertThat(trips.take()).isLessThanOrEqualTo(2);
  }

  @Test
  void allWatchedAccountsAreAskedForInOneTrip() throws Exception {
    for (long account = ACCOUNT; account < ACCOUNT + 5; account++) {
      TestMail.inbox(store, account);
    }
    try (Watch _ = store.mailboxes().watch(new AccountId(ACCOUNT));
        Watch _ = store.mailboxes().watch(new AccountId(ACCOUNT + 1))) {
      trips.take();
      store.mailboxes().refreshWatched();
      assertThat(trips.take()).isEqualTo(1);
    }
  }
}
