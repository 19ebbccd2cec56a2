package org.angarium.store.mailbox;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.angarium.store.StoreException;
import org.angarium.store.account.Accounts;
import org.angarium.store.engine.Durability;
import org.angarium.store.view.MailboxRef;

/**
 * Writes the rows of large mailboxes together ({@link org.angarium.store.view.RowsPack}), soon and
 * on a thread of its own. Where that fails (the store is closing, the disk is nearly full) the next
 * load takes longer, and that is all. Thread-safe.
 */
final class PackWriter {
  private final Accounts accounts;
  private final MailboxCollection mailboxes;

  /** Mailboxes whose pack is being written. */
  private final Set<MailboxRef> writing = ConcurrentHashMap.newKeySet();

  PackWriter(Accounts accounts, MailboxCollection mailboxes) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
  }

  void writeSoon(MailboxRef ref) {
    if (writing.add(ref)) {
      Thread.ofVirtual()
          .name("pack")
          .start(() -> {
            try {
              write(ref);
            } catch (StoreException failed) {
              // As said above.
            } finally {
              writing.remove(ref);
            }
          });
    }
  }

  private void write(MailboxRef ref) throws StoreException {
    if (accounts.state(ref.account()) == null) {
      return;
    }
    accounts.<Boolean, StoreException>change(
        List.of(ref.account()),
        List.of(),
        Durability.RELAXED,
        (transaction, changes) -> mailboxes.of(changes, ref.account()).writePack(ref.mailbox()),
        written -> {});
  }
}
