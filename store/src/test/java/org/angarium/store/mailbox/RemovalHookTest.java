package org.angarium.store.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.view.MailboxRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks take part when messages go for good, within the transaction that removes them. */
class RemovalHookTest {
  private static final AccountId ANNA = new AccountId(7);
  private static final byte[] MARK = mark();

  @TempDir Path folder;

  private final MemoryEngine engine = new MemoryEngine();
  private final ReadPool reads = new ReadPool("test", 2, 16, Duration.ofSeconds(10));
  private final List<String> told = new ArrayList<>();
  private boolean refusing;
  private MailStore store;
  private Mailboxes mailboxes;
  private MailboxRef inbox;

  private static byte[] mark() {
    byte[] name = "?removed".getBytes(StandardCharsets.US_ASCII);
    name[0] = Subspace.META.tag();
    return name;
  }

  @BeforeEach
  void fill() throws Exception {
    store = TestMail.on(engine, folder);
    inbox = TestMail.inbox(store, ANNA.value());
    for (int i = 0; i < 5; i++) {
      TestMail.append(store, inbox, TestMail.message("m" + i, "text"));
    }
    MailboxCollection hooked =
        MailboxCollection.in(
            engine,
            () -> TestMail.NOON,
            1 << 20,
            List.of((transaction, mailbox, cause, uids, blobs) -> {
              assertThat(blobs).hasSize((int) uids.size());
              told.add(cause + " " + mailbox.mailbox() + " " + uids);
              transaction.put(MARK, new byte[] {1});
              if (refusing) {
                throw new StoreException("it is kept");
              }
            }));
    mailboxes = new Mailboxes(hooked, engine, store.blobs(), reads);
  }

  @AfterEach
  void close() throws Exception {
    reads.close();
    store.close();
  }

  private void delete(UidSet uids) throws Exception {
    mailboxes.changeFlags(
        inbox, uids, new FlagChange(FlagChange.Kind.ADD, Set.of("\\Deleted")), null);
  }

  @Test
  void anExpungeIsToldOnceAndAMoveNever() throws Exception {
    MailboxRef trash = mailboxes.find(ANNA, "Trash").orElseThrow().ref();
    mailboxes.move(inbox, UidSet.range(1, 2), trash);
    assertThat(told).isEmpty();
    assertThat(engine.get(MARK)).isNull();
    delete(UidSet.range(3, 4));
    mailboxes.expunge(inbox, null);
    assertThat(told).containsExactly("EXPUNGED 1 " + UidSet.range(3, 4));
    assertThat(engine.get(MARK)).isNotNull();
  }

  @Test
  void theMessagesOfADeletedMailboxAreTold() throws Exception {
    MailboxRef box = mailboxes.create(ANNA, "box", Set.of()).ref();
    mailboxes.copy(inbox, UidSet.range(1, 3), box);
    mailboxes.delete(box);
    assertThat(told).containsExactly("MAILBOX_DELETED " + box.mailbox() + " " + UidSet.range(1, 3));
  }

  @Test
  void aHookThatFailsKeepsTheMessages() throws Exception {
    refusing = true;
    delete(UidSet.range(1, 1));
    assertThatThrownBy(() -> mailboxes.expunge(inbox, null)).hasMessage("it is kept");
    assertThat(mailboxes.view(inbox).size()).isEqualTo(5);
    assertThat(engine.get(MARK)).as("nothing of the transaction is kept").isNull();
  }
}
