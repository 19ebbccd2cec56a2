package org.angarium.store.mailbox;

import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.Rows;
import org.angarium.store.view.RowsLoader;
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
  private final MailboxCollection mailboxes;

  Removal(Accounts accounts, MailboxCollection mailboxes) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
  }

  /** Removes all doomed mailboxes of the account. */
  void doomed(AccountId account) throws StoreException {
    while (accounts.<Boolean, StoreException>change(
        account, (t, changes) -> step(t, mailboxes.of(changes, account)))) {
      // One step per transaction.
    }
  }

  /** Whether there is more to do. */
  private static boolean step(Transaction transaction, MailboxChange change) throws StoreException {
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
    SummaryRecord.Ties[] ties = MessageChanges.ties(transaction, ref, some, all);
    change.messages().expunge(draft, some, all, ties, RemovalHook.Cause.MAILBOX_DELETED);
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
          changes.of(account).delete();
          return null;
        });
    doomed(account);
    while (accounts.<Boolean, StoreException>change(
        account, (transaction, changes) -> changes.of(account).shortenLog(Long.MAX_VALUE, STEP))) {
      // One step per transaction.
    }
  }
}
