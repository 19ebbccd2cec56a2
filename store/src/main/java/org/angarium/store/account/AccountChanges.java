package org.angarium.store.account;

import java.util.ArrayList;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.Keys;

/** The accounts that one transaction changes. For one thread, inside that transaction. */
public final class AccountChanges {
  private final Accounts accounts;
  private final Transaction transaction;
  private final long now;
  private final List<AccountChange> all = new ArrayList<>(1);

  AccountChanges(Accounts accounts, Transaction transaction, long now) {
    this.accounts = accounts;
    this.transaction = transaction;
    this.now = now;
  }

  /** The account, whose lock the transaction must hold; made if nothing has touched it yet. */
  public AccountChange of(AccountId account) throws StoreException {
    for (AccountChange change : all) {
      if (change.account().equals(account)) {
        return change;
      }
    }
    AccountState base = accounts.locked(account, transaction);
    transaction.expect(Keys.account(account.value()), base == null ? null : base.stored());
    AccountChange change = new AccountChange(account, transaction, base, accounts, now);
    all.add(change);
    if (base == null) {
      change.make();
    }
    return change;
  }

  /** Writes the records of what changed, as the last step of the transaction's work. */
  void finish() throws StoreException {
    for (AccountChange change : all) {
      change.finish();
    }
    for (AccountChange change : all) {
      if (change.isWritten()) {
        accounts.doubt(change.account());
      }
    }
  }

  void install() {
    for (AccountChange change : all) {
      change.install();
    }
  }
}
