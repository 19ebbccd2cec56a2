package org.angarium.store.intake;

import java.io.Serial;
import java.util.Set;
import org.angarium.store.account.AccountId;

/** Accounts have no room for a message; nothing was stored for anybody. Without a stack trace. */
public final class OverQuotaException extends AcceptanceRefusal {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Set<AccountId> accounts;

  OverQuotaException(Set<AccountId> accounts) {
    super(accounts.size() + " accounts have no room");
    this.accounts = Set.copyOf(accounts);
  }

  /** Those without room: at least one. */
  public Set<AccountId> accounts() {
    return accounts;
  }
}
