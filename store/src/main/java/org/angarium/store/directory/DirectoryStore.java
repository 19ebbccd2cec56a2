package org.angarium.store.directory;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.Transaction;
import org.angarium.store.engine.Work;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the directory on an engine: every change is one transaction under the directory's one lock,
 * durable on return. Thread-safe. Names of domains and addresses come in canonical form, except
 * those an alias points at, which are kept as they are.
 *
 * <p>A write that fails with StoreException happened as a whole or not at all; a reader that asks
 * again finds out which.
 */
public final class DirectoryStore {
  static final List<Lock> LOCK = List.of(new Lock(Lock.Space.DIRECTORY, 0));
  static final int SECRET_BYTES = 32;

  private final Engine engine;
  private final DirectoryLimits limits;
  private final DirectoryRules rules;
  private final InstantSource clock;
  private final DirectoryLists lists;
  private final DirectoryAccounts accounts;

  private DirectoryStore(
      Engine engine, @Nullable Accounts mailboxes, DirectoryLimits limits, InstantSource clock) {
    this.engine = engine;
    this.limits = limits;
    this.clock = clock;
    this.lists = new DirectoryLists(engine, limits.pageRows());
    this.rules = new DirectoryRules(limits, lists);
    this.accounts = new DirectoryAccounts(engine, mailboxes, limits, rules);
  }

  /** A directory without mailboxes: limits are recorded, and nobody is held to them. */
  public static DirectoryStore open(Engine engine, DirectoryLimits limits, InstantSource clock)
      throws StoreException {
    return open(engine, null, limits, clock);
  }

  /**
   * Opens the directory of a store; makes what a new one needs. The engine is not closed by it.
   *
   * @param mailboxes obey the limits that are recorded here
   */
  public static DirectoryStore open(
      Engine engine, @Nullable Accounts mailboxes, DirectoryLimits limits, InstantSource clock)
      throws StoreException {
    if (engine.get(DirectoryKeys.secret()) == null) {
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      engine.<@Nullable Void, StoreException>write(
          LOCK,
          transaction -> {
            byte[] there = transaction.get(DirectoryKeys.secret());
            transaction.expect(DirectoryKeys.secret(), there);
            if (there == null) {
              transaction.put(DirectoryKeys.secret(), secret);
            }
            return null;
          });
    }
    return new DirectoryStore(engine, mailboxes, limits, clock);
  }

  /**
   * Refuses what {@link #open} would refuse. Changes nothing.
   *
   * @param reader may be an engine that is only looked at
   */
  public static void check(Reader reader) throws StoreException {
    reader.get(DirectoryKeys.secret());
  }

  /** The address an account is known by; null where that is not known or cannot be read. */
  public static @Nullable EmailAddress addressOf(Reader reader, AccountId id)
      throws StoreException {
    byte[] record = reader.get(DirectoryKeys.account(id));
    if (record == null) {
      return null;
    }
    try {
      return DirectoryCodec.account(record).primary();
    } catch (StoreException damaged) {
      return null;
    }
  }

  /** The bounds it was opened with. */
  public DirectoryLimits limits() {
    return limits;
  }

  /**
   * 32 random bytes of this installation, the same for ever: what answers about names that don't
   * exist are made from, so that they are as steady as true ones.
   */
  public byte[] secret() throws StoreException {
    byte[] secret = engine.get(DirectoryKeys.secret());
    if (secret == null || secret.length != SECRET_BYTES) {
      throw new StoreException("the directory's secret is missing or damaged");
    }
    return secret;
  }

  // ------------------------------------------------------------------ reading

  /** By canonical name. */
  public Optional<Domain> domain(String name) throws StoreException {
    byte[] record = engine.get(DirectoryKeys.domain(name));
    return record == null ? Optional.empty() : Optional.of(DirectoryCodec.domain(record));
  }

  public Optional<Account> account(AccountId id) throws StoreException {
    byte[] record = engine.get(DirectoryKeys.account(id));
    return record == null ? Optional.empty() : Optional.of(DirectoryCodec.account(record));
  }

  /** What the account may do besides; {@link Grants#NONE} where it is not there. */
  public Grants grants(AccountId id) throws StoreException {
    return GrantRecords.read(engine, id);
  }

  public Optional<Credentials> credentials(AccountId id) throws StoreException {
    byte[] record = engine.get(DirectoryKeys.credentials(id));
    return record == null ? Optional.empty() : Optional.of(DirectoryCodec.credentials(record));
  }

  /** Whom a canonical address belongs to. */
  public Optional<NameOwner> owner(EmailAddress address) throws StoreException {
    byte[] record = engine.get(DirectoryKeys.name(address));
    if (record == null) {
      return Optional.empty();
    }
    DirectoryCodec.Name name = DirectoryCodec.name(record);
    if (name.account() != null) {
      return Optional.of(new NameOwner.OfAccount(name.account(), name.primary()));
    }
    // Two reads, not one snapshot: an alias deleted in between is simply not there any more.
    byte[] alias = engine.get(DirectoryKeys.alias(address));
    return alias == null
        ? Optional.empty()
        : Optional.of(new NameOwner.OfAlias(DirectoryCodec.alias(alias)));
  }

  /** Domains whose name begins with {@code prefix}, by name; {@code after} a name, exclusive. */
  public Page<Domain> domains(String prefix, @Nullable String after, int limit)
      throws StoreException {
    return lists.domains(prefix, after, limit);
  }

  /**
   * Accounts by primary address, domain first; those of {@code domain} unless it is null, whose
   * local part begins with {@code prefix}; {@code after} as a page said, or an address.
   */
  public Page<Account> accounts(
      @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    return lists.accounts(domain, prefix, after, limit);
  }

  /** Aliases, listed as accounts are. */
  public Page<Alias> aliases(
      @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    return lists.aliases(domain, prefix, after, limit);
  }

  /** Accounts with the right to administer, by id, as many as a page holds. */
  public List<Account> administrators() throws StoreException {
    return lists.administrators(engine);
  }

  /** The keys that sign the mail of domains. */
  public DomainKeys keys() {
    return new DomainKeys(engine);
  }

  /** Where accounts came in from. */
  public KnownNetworks networks() {
    return new KnownNetworks(engine);
  }

  /** Deleted accounts whose mail may still be there, by id. */
  public List<Tombstone> tombstones(int limit) throws StoreException {
    return lists.tombstones(limit);
  }

  // ------------------------------------------------------------------ domains

  public Domain createDomain(String name) throws StoreException, DirectoryRefusal {
    Domain domain = new Domain(name, true, null, now());
    return write(transaction -> {
      if (transaction.get(DirectoryKeys.domain(name)) != null) {
        throw new DirectoryRefusal(Reason.EXISTS, "The domain " + name + " exists already");
      }
      transaction.put(DirectoryKeys.domain(name), DirectoryCodec.encode(domain));
      return domain;
    });
  }

  /** Refused where nobody could sign in and administer afterwards. */
  public Changed<Domain> updateDomain(String name, DomainUpdate update)
      throws StoreException, DirectoryRefusal {
    return write(transaction -> {
      Domain old = DirectoryRules.requireDomain(transaction, name);
      Boolean enabled = update.enabled();
      DomainUpdate.CatchAll catchAll = update.catchAll();
      Domain changed =
          new Domain(
              name,
              enabled == null ? old.enabled() : enabled,
              catchAll == null ? old.catchAll() : catchAll.target(),
              old.created());
      rules.keepAdministrator(
          transaction,
          () -> transaction.put(DirectoryKeys.domain(name), DirectoryCodec.encode(changed)));
      return new Changed<>(old, changed);
    });
  }

  /** Refused while the domain has accounts or aliases. */
  public void deleteDomain(String name) throws StoreException, DirectoryRefusal {
    write(transaction -> {
      DirectoryRules.requireDomain(transaction, name);
      if (DirectoryLists.hasNames(transaction, name)) {
        throw new DirectoryRefusal(
            Reason.DOMAIN_NOT_EMPTY, "The domain " + name + " has accounts or aliases");
      }
      transaction.delete(DirectoryKeys.domain(name));
      GrantRecords.revoke(transaction, name);
      DomainKeys.deleteAll(transaction, name);
      return name;
    });
  }

  // ------------------------------------------------------------------ accounts

  /**
   * Makes all or none, each with its own of the credentials, in the same order, as its first. Their
   * mailboxes obey the limits from the beginning.
   */
  public List<Account> createAccounts(List<NewAccount> made, List<Credentials> credentials)
      throws StoreException, DirectoryRefusal {
    return accounts.create(made, credentials, now());
  }

  public Account updateAccount(AccountId id, AccountUpdate update)
      throws StoreException, DirectoryRefusal {
    return changeAccount(id, update, null).after().account();
  }

  /**
   * Changes an account, its rights and limits, and its credentials: all of it or nothing. Refused
   * where nobody could sign in and administer afterwards.
   *
   * @param credentials take the place of the account's, with the next generation; null leaves them
   */
  public Changed<GrantedAccount> changeAccount(
      AccountId id, AccountUpdate update, @Nullable Credentials credentials)
      throws StoreException, DirectoryRefusal {
    return accounts.change(id, update, credentials, now());
  }

  /** Replaces the account's credentials; returns them with their new generation. */
  public Credentials setCredentials(AccountId id, Credentials credentials)
      throws StoreException, DirectoryRefusal {
    Instant now = now();
    return write(transaction -> {
      DirectoryRules.requireAccount(transaction, id);
      return DirectoryAccounts.put(transaction, id, credentials, now);
    });
  }

  /**
   * Keeps the same password in another form (other parameters), unless the password was changed
   * meanwhile: only if the stored generation is that of {@code fresh}. Says whether it did.
   */
  public boolean refreshCredentials(AccountId id, Credentials fresh)
      throws StoreException, DirectoryRefusal {
    return write(transaction -> {
      byte[] old = transaction.get(DirectoryKeys.credentials(id));
      if (old == null || DirectoryCodec.credentials(old).generation() != fresh.generation()) {
        return false;
      }
      transaction.put(DirectoryKeys.credentials(id), DirectoryCodec.encode(fresh));
      return true;
    });
  }

  public Account addName(AccountId id, EmailAddress name) throws StoreException, DirectoryRefusal {
    return write(transaction -> {
      Account old = DirectoryRules.requireAccount(transaction, id);
      List<EmailAddress> names = new ArrayList<>(old.names());
      names.add(name);
      rules.checkNames(names);
      DirectoryRules.claim(transaction, name, new DirectoryCodec.Name(id, false));
      return DirectoryAccounts.put(
          transaction, DirectoryAccounts.renamed(old, old.primary(), names));
    });
  }

  /** Takes a further address away; the primary cannot be. */
  public Account removeName(AccountId id, EmailAddress name)
      throws StoreException, DirectoryRefusal {
    return write(transaction -> {
      Account old = DirectoryRules.requireAccount(transaction, id);
      if (old.primary().equals(name)) {
        throw new DirectoryRefusal(Reason.BAD_VALUE, name + " is the account's primary address");
      }
      List<EmailAddress> names = new ArrayList<>(old.names());
      if (!names.remove(name)) {
        throw new DirectoryRefusal(Reason.UNKNOWN, name + " is not an address of " + old.primary());
      }
      transaction.delete(DirectoryKeys.name(name));
      return DirectoryAccounts.put(
          transaction, DirectoryAccounts.renamed(old, old.primary(), names));
    });
  }

  /**
   * Makes {@code name}, new or its own, the primary; the old one stays as a further name. Refused
   * where nobody could sign in and administer afterwards.
   */
  public Account setPrimary(AccountId id, EmailAddress name)
      throws StoreException, DirectoryRefusal {
    return write(transaction -> {
      Account old = DirectoryRules.requireAccount(transaction, id);
      if (old.primary().equals(name)) {
        return old;
      }
      List<EmailAddress> names = new ArrayList<>(old.names());
      if (names.remove(name)) {
        transaction.delete(DirectoryKeys.name(name));
      }
      names.add(old.primary());
      rules.checkNames(names);
      DirectoryRules.claim(transaction, name, new DirectoryCodec.Name(id, true));
      transaction.put(
          DirectoryKeys.name(old.primary()),
          DirectoryCodec.encode(new DirectoryCodec.Name(id, false)));
      Account changed = DirectoryAccounts.renamed(old, name, names);
      rules.keepAdministrator(transaction, () -> DirectoryAccounts.put(transaction, changed));
      return changed;
    });
  }

  /** Deletes the account with its names and credentials; leaves a tombstone for its mail. */
  public Tombstone deleteAccount(AccountId id) throws StoreException, DirectoryRefusal {
    Instant now = now();
    // The account's own lock keeps out what is written of it beside the directory.
    List<Lock> locks = List.of(LOCK.getFirst(), Lock.account(id.value()));
    return engine.write(
        locks,
        transaction -> DirectoryVersion.change(transaction, change -> bury(change, id, now)));
  }

  private Tombstone bury(Transaction transaction, AccountId id, Instant now)
      throws StoreException, DirectoryRefusal {
    Account old = DirectoryRules.requireAccount(transaction, id);
    transaction.delete(DirectoryKeys.name(old.primary()));
    for (EmailAddress name : old.names()) {
      transaction.delete(DirectoryKeys.name(name));
    }
    transaction.delete(DirectoryKeys.networks(id));
    transaction.delete(DirectoryKeys.grants(id));
    rules.keepAdministrator(
        transaction,
        () -> {
          transaction.delete(DirectoryKeys.credentials(id));
          transaction.delete(DirectoryKeys.administrator(id));
          transaction.delete(DirectoryKeys.account(id));
        });
    Tombstone tombstone = new Tombstone(id, old.primary(), now);
    transaction.put(DirectoryKeys.tombstone(id), DirectoryCodec.encode(tombstone));
    return tombstone;
  }

  /** The account's mail is gone too. */
  public void forget(AccountId deleted) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        LOCK,
        transaction -> {
          transaction.delete(DirectoryKeys.tombstone(deleted));
          return null;
        });
  }

  // ------------------------------------------------------------------ aliases

  public Alias createAlias(EmailAddress address, Collection<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    Alias alias =
        new Alias(address, rules.checkTargets(address, new LinkedHashSet<>(targets)), now());
    return write(transaction -> {
      DirectoryRules.claim(transaction, address, DirectoryCodec.Name.ALIAS);
      transaction.put(DirectoryKeys.alias(address), DirectoryCodec.encode(alias));
      return alias;
    });
  }

  /** Makes the alias, or adds the targets where it is there. */
  public Changed<Alias> putAlias(EmailAddress address, Collection<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    Instant now = now();
    return write(transaction -> {
      byte[] there = transaction.get(DirectoryKeys.alias(address));
      if (there != null) {
        Alias old = DirectoryCodec.alias(there);
        Set<EmailAddress> all = new LinkedHashSet<>(old.targets());
        all.addAll(targets);
        return new Changed<>(old, putAlias(transaction, old, all));
      }
      DirectoryRules.claim(transaction, address, DirectoryCodec.Name.ALIAS);
      Alias made = new Alias(address, List.of(), now);
      return new Changed<Alias>(null, putAlias(transaction, made, new LinkedHashSet<>(targets)));
    });
  }

  /**
   * Takes {@code removed} from the targets, then adds {@code added}; what is so already is fine.
   */
  public Alias changeTargets(
      EmailAddress address, Collection<EmailAddress> added, Collection<EmailAddress> removed)
      throws StoreException, DirectoryRefusal {
    return write(transaction -> {
      Alias old = DirectoryRules.requireAlias(transaction, address);
      Set<EmailAddress> targets = new LinkedHashSet<>(old.targets());
      for (EmailAddress target : removed) {
        targets.remove(target);
      }
      targets.addAll(added);
      return putAlias(transaction, old, targets);
    });
  }

  /** Replaces all targets. */
  public Changed<Alias> setTargets(EmailAddress address, Collection<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    return write(transaction -> {
      Alias old = DirectoryRules.requireAlias(transaction, address);
      return new Changed<>(old, putAlias(transaction, old, new LinkedHashSet<>(targets)));
    });
  }

  /** Returns what it was. */
  public Alias deleteAlias(EmailAddress address) throws StoreException, DirectoryRefusal {
    return write(transaction -> {
      Alias old = DirectoryRules.requireAlias(transaction, address);
      transaction.delete(DirectoryKeys.alias(address));
      transaction.delete(DirectoryKeys.name(address));
      return old;
    });
  }

  // ------------------------------------------------------------------ the rules

  private <R> R write(Work<R, DirectoryRefusal> work) throws StoreException, DirectoryRefusal {
    return engine.write(LOCK, transaction -> DirectoryVersion.change(transaction, work));
  }

  /** Milliseconds are what is kept. */
  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  private Alias putAlias(Transaction transaction, Alias old, Set<EmailAddress> targets)
      throws DirectoryRefusal {
    Alias changed =
        new Alias(old.address(), rules.checkTargets(old.address(), targets), old.created());
    transaction.put(DirectoryKeys.alias(old.address()), DirectoryCodec.encode(changed));
    return changed;
  }
}
