package org.angarium.server.directory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.event.DirectoryEvent;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.Changed;
import org.angarium.store.directory.Credentials;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.GrantedAccount;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.directory.Tombstone;
import org.jspecify.annotations.Nullable;

/** Changes of accounts: the store's transaction, then the cache, then the event. */
final class AccountChanges {
  private final DirectoryStore store;
  private final DirectoryCache cache;
  private final PasswordHashing passwords;
  private final PasswordPolicy policy;
  private final EventSink events;

  AccountChanges(
      DirectoryStore store,
      DirectoryCache cache,
      PasswordHashing passwords,
      PasswordPolicy policy,
      EventSink events) {
    this.store = store;
    this.cache = cache;
    this.passwords = passwords;
    this.policy = policy;
    this.events = events;
  }

  /** The password array is wiped. */
  List<Account> create(List<NewAccount> accounts, byte[] password)
      throws StoreException, DirectoryRefusal, InterruptedException {
    List<NewAccount> canonical = new ArrayList<>(accounts.size());
    List<Account> made;
    try {
      for (NewAccount account : accounts) {
        canonical.add(
            new NewAccount(
                DirectoryNames.own(account.primary()),
                account.displayName(),
                account.quotaBytes(),
                account.quotaMessages(),
                account.administrator()));
      }
      policy.check(password, canonical.stream().map(NewAccount::primary).toList());
      List<Credentials> credentials = new ArrayList<>(canonical.size());
      try (PasswordHashing.Turn turn = passwords.administratorsTurn()) {
        for (int i = 0; i < canonical.size(); i++) {
          credentials.add(turn.derive(password));
        }
      }
      made = store.createAccounts(canonical, credentials);
    } finally {
      Arrays.fill(password, (byte) 0);
      for (NewAccount account : canonical) {
        cache.dropOwner(account.primary());
      }
    }
    for (Account account : made) {
      cache.dropAccount(account.id());
      events.emit(
          new DirectoryEvent.AccountCreated(
              account.id().value(), account.primary().toString(), account.administrator()));
    }
    return made;
  }

  /** The password array is wiped. */
  Changed<GrantedAccount> change(AccountId id, AccountUpdate update, byte @Nullable [] password)
      throws StoreException, DirectoryRefusal, InterruptedException {
    Changed<GrantedAccount> changed;
    try {
      Credentials credentials = null;
      if (password != null) {
        check(id, password);
        try (PasswordHashing.Turn turn = passwords.administratorsTurn()) {
          credentials = turn.derive(password);
        }
      }
      changed = store.changeAccount(id, update, credentials);
    } finally {
      if (password != null) {
        Arrays.fill(password, (byte) 0);
      }
      cache.dropAccount(id);
    }
    Account account = changed.after().account();
    if (password != null) {
      events.emit(new DirectoryEvent.PasswordChanged(id.value(), account.primary().toString()));
    }
    if (!update.equals(AccountUpdate.NONE)) {
      told(account);
    }
    return changed;
  }

  private void check(AccountId id, byte[] password) throws StoreException, DirectoryRefusal {
    List<EmailAddress> names = new ArrayList<>();
    cache
        .account(id)
        .ifPresent(account -> {
          names.add(account.primary());
          names.addAll(account.names());
        });
    policy.check(password, names);
  }

  Account addName(AccountId id, EmailAddress name) throws StoreException, DirectoryRefusal {
    EmailAddress canonical = DirectoryNames.own(name);
    Account account;
    try {
      account = store.addName(id, canonical);
    } finally {
      cache.dropOwner(canonical);
      cache.dropAccount(id);
    }
    return told(account);
  }

  Account removeName(AccountId id, EmailAddress name) throws StoreException, DirectoryRefusal {
    EmailAddress canonical = name.canonical();
    Account account;
    try {
      account = store.removeName(id, canonical);
    } finally {
      cache.dropOwner(canonical);
      cache.dropAccount(id);
    }
    return told(account);
  }

  Account setPrimary(AccountId id, EmailAddress name) throws StoreException, DirectoryRefusal {
    EmailAddress canonical = DirectoryNames.own(name);
    Optional<Account> old = store.account(id);
    Account account;
    try {
      account = store.setPrimary(id, canonical);
    } finally {
      cache.dropOwner(canonical);
      old.ifPresent(before -> cache.dropOwner(before.primary()));
      cache.dropAccount(id);
    }
    return told(account);
  }

  Tombstone delete(AccountId id) throws StoreException, DirectoryRefusal {
    Optional<Account> old = store.account(id);
    Tombstone tombstone;
    try {
      tombstone = store.deleteAccount(id);
    } finally {
      old.ifPresent(this::dropNames);
      cache.dropAccount(id);
    }
    events.emit(new DirectoryEvent.AccountDeleted(id.value(), tombstone.primary().toString()));
    return tombstone;
  }

  private void dropNames(Account account) {
    cache.dropOwner(account.primary());
    for (EmailAddress name : account.names()) {
      cache.dropOwner(name);
    }
  }

  private Account told(Account account) {
    events.emit(
        new DirectoryEvent.AccountChanged(
            account.id().value(),
            account.primary().toString(),
            account.administrator(),
            account.suspended()));
    return account;
  }
}
