package org.angarium.store.directory;

import org.angarium.store.account.AccountId;

/** Whom an address of ours belongs to. */
public sealed interface NameOwner {

  /** An account's primary or further address. */
  record OfAccount(AccountId account, boolean primary) implements NameOwner {}

  /** An alias. */
  record OfAlias(Alias alias) implements NameOwner {}
}
