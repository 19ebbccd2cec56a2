package org.angarium.server.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.Credentials;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.Domain;
import org.angarium.store.directory.NameOwner;

/**
 * Records of the directory in memory, those that are not there too. Loads run inside the cache's
 * own per-key exclusion, and a changed key is dropped after the commit: dropping waits for a load
 * that is under way and takes its result with it, so an old record cannot come back. (Dropping
 * everything at once would not wait, so it is never done.)
 */
final class DirectoryCache {
  private final DirectoryStore store;
  private final Cache<String, Optional<Domain>> domains;
  private final Cache<EmailAddress, Optional<NameOwner>> owners;
  private final Cache<AccountId, Optional<Account>> accounts;
  private final Cache<AccountId, Optional<Credentials>> credentials;
  private final List<DirectoryWatcher> watchers = new CopyOnWriteArrayList<>();

  DirectoryCache(DirectoryStore store, int names) {
    this.store = store;
    this.domains = Caffeine.newBuilder().maximumSize(names).build();
    this.owners =
        Caffeine.newBuilder()
            .maximumWeight(names)
            .weigher((EmailAddress address, Optional<NameOwner> owner) -> weight(owner))
            .build();
    this.accounts = Caffeine.newBuilder().maximumSize(names).build();
    this.credentials = Caffeine.newBuilder().maximumSize(names).build();
  }

  Optional<Domain> domain(String name) throws StoreException {
    return load(domains, name, store::domain);
  }

  Optional<NameOwner> owner(EmailAddress canonical) throws StoreException {
    return load(owners, canonical, store::owner);
  }

  Optional<Account> account(AccountId id) throws StoreException {
    return load(accounts, id, store::account);
  }

  Optional<Credentials> credentials(AccountId id) throws StoreException {
    return load(credentials, id, store::credentials);
  }

  void watch(DirectoryWatcher watcher) {
    watchers.add(watcher);
  }

  void dropDomain(String name) {
    domains.invalidate(name);
    for (DirectoryWatcher watcher : watchers) {
      watcher.domainChanged(name);
    }
  }

  void dropOwner(EmailAddress canonical) {
    owners.invalidate(canonical);
  }

  void dropAccount(AccountId id) {
    accounts.invalidate(id);
    credentials.invalidate(id);
    for (DirectoryWatcher watcher : watchers) {
      watcher.accountChanged(id);
    }
  }

  private interface Load<K, V> {
    V load(K key) throws StoreException;
  }

  /**
   * Carries the failure of a load through the cache; without a trace, it never leaves this class.
   */
  private static final class LoadFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient StoreException failure;

    LoadFailure(StoreException failure) {
      super(null, failure, false, false);
      this.failure = failure;
    }
  }

  private static <K, V> V load(Cache<K, V> cache, K key, Load<K, V> from) throws StoreException {
    V cached = cache.getIfPresent(key);
    if (cached != null) {
      return cached;
    }
    Function<K, V> loader =
        wanted -> {
          try {
            return from.load(wanted);
          } catch (StoreException failure) {
            throw new LoadFailure(failure);
          }
        };
    try {
      return cache.get(key, loader);
    } catch (LoadFailure wrapped) {
      throw wrapped.failure;
    }
  }

  private static int weight(Optional<NameOwner> owner) {
    return owner.isPresent() && owner.get() instanceof NameOwner.OfAlias(var alias)
        ? 1 + alias.targets().size()
        : 1;
  }
}
