package org.angarium.store.mailbox;

import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Removes mailboxes that are out of sight already, in steps of bounded size, so that a mailbox of a
 * million messages neither fills the memory nor holds the account's lock. A step that never came
 * (the process died) is made by {@link Upkeep} after the next start; until then the messages count
 * against the quota.
 */
final class Removal {
  private static final int STEP = 2000;

  private final Accounts accounts;

  Removal(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Removes all doomed mailboxes of the account. */
  void doomed(AccountId account) throws StoreException {
    while (accounts.<Boolean, StoreException>change(
        account, (t, changes) -> step(t, changes.of(account)))) {
      // One step per transaction.
    }
  }

  /** Whether there is more to do. */
  private static boolean step(Transaction transaction, AccountChange change) throws StoreException {
    MailboxDraft draft = change.anyDoomed();
    if (draft == null) {
      return false;
    }
    long account = change.account().value();
    Rows some = RowsLoader.load(transaction, account, draft.id, ScanLimit.rows(STEP));
    draft.rows = some;
    int[] all = new int[some.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    MailboxRef ref = new MailboxRef(change.account(), draft.id);
    change.expunge(draft, all, MessageChanges.blobs(transaction, ref, some, all));
    if (all.length < STEP) {
      change.drop(draft);
    }
    return true;
  }

  /** Removes everything of the account but the record that says that it is deleted. */
  void account(AccountId account) throws StoreException {
    accounts.<@Nullable Void, StoreException>change(
        account,
        (transaction, changes) -> {
          AccountChange change = changes.of(account);
          change.record(change.record().asDeleted());
          for (MailboxDraft draft : change.all()) {
            change.doom(draft);
          }
          change.subscriptions(List.of());
          return null;
        });
    doomed(account);
    while (accounts.<Boolean, StoreException>change(
        account, (transaction, changes) -> changes.of(account).shortenLog(Long.MAX_VALUE, STEP))) {
      // One step per transaction.
    }
  }
}
