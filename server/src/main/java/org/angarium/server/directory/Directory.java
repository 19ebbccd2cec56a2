package org.angarium.server.directory;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.event.DirectoryEvent;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.Alias;
import org.angarium.store.directory.Credentials;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.Domain;
import org.angarium.store.directory.KnownNetworks;
import org.angarium.store.directory.NameOwner;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.directory.Page;
import org.angarium.store.directory.Tombstone;
import org.angarium.store.mailbox.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Who exists: domains, accounts, aliases; and the changes an administrator makes to them.
 *
 * <p>Thread-safe. Look-ups answer from a bounded cache; a change made here is seen by every look-up
 * that begins after the changing call has returned. Names of domains and addresses are taken in any
 * form and made canonical. Every changing method is one durable transaction, and throws {@link
 * DirectoryRefusal} with nothing changed when the request itself is at fault.
 *
 * <p>Quota limits are recorded here and enforced by {@code Mailboxes}: the administration service
 * hands them on with {@code Mailboxes.limit}. In the same way it empties the mailboxes of deleted
 * accounts: see {@link #tombstones}.
 */
public final class Directory {

  private final DirectoryStore store;
  private final DirectoryCache cache;
  private final RecipientSearch recipients;
  private final PasswordHashing passwords;
  private final PasswordPolicy policy;
  private final EventSink events;

  /**
   * On a store; passwords are hashed by {@code passwords}, changes are reported to {@code events}.
   */
  public Directory(
      DirectoryStore store,
      PasswordHashing passwords,
      DirectorySettings settings,
      EventSink events) {
    this.store = store;
    this.cache = new DirectoryCache(store, settings.cachedNames());
    this.recipients = new RecipientSearch(store, cache, settings.separator());
    this.passwords = passwords;
    this.policy = new PasswordPolicy(settings.minimumPasswordLength());
    this.events = events;
  }

  /** From now on the watcher is told of every change that is made here. */
  public void watch(DirectoryWatcher watcher) {
    cache.watch(watcher);
  }

  // ------------------------------------------------------------------ looking up

  /** Whether mail for the domain is ours, enabled or not. Never throws for a malformed name. */
  public boolean isLocalDomain(String domain) throws StoreException {
    return domain(domain).isPresent();
  }

  /** One step; aliases of aliases are followed by the resolver, which guards against loops. */
  public RecipientLookup lookup(EmailAddress address) throws StoreException {
    return recipients.find(address);
  }

  /**
   * Whom an address stands for by its local part alone: the administrators if it is a role that
   * every host answers for, else NotLocal. For names of this host that are no domain of ours.
   */
  public RecipientLookup role(EmailAddress address) throws StoreException {
    return recipients.role(address);
  }

  public Optional<Domain> domain(String name) throws StoreException {
    try {
      return cache.domain(Domains.canonical(name));
    } catch (AddressSyntaxException noDomain) {
      return Optional.empty();
    }
  }

  public Optional<Account> account(AccountId id) throws StoreException {
    return cache.account(id);
  }

  /** By any of its names; never through an alias, a sub-address or a catch-all. */
  public Optional<Account> account(EmailAddress name) throws StoreException {
    Optional<NameOwner> owner = cache.owner(name.canonical());
    return owner.isPresent() && owner.get() instanceof NameOwner.OfAccount(var id, _)
        ? cache.account(id)
        : Optional.empty();
  }

  public Optional<Alias> alias(EmailAddress address) throws StoreException {
    Optional<NameOwner> owner = cache.owner(address.canonical());
    return owner.isPresent() && owner.get() instanceof NameOwner.OfAlias(var alias)
        ? Optional.of(alias)
        : Optional.empty();
  }

  /** What proves the account's owner; empty when the account is gone. */
  public Optional<Credentials> credentials(AccountId id) throws StoreException {
    return cache.credentials(id);
  }

  // ------------------------------------------------------------------ listing

  /** Domains whose name begins with {@code prefix}, by name. */
  public Page<Domain> domains(String prefix, @Nullable String after, int limit)
      throws StoreException {
    return store.domains(prefix.toLowerCase(Locale.ROOT), after, limit);
  }

  /**
   * Accounts whose primary local part begins with {@code prefix}, by domain and local part; of one
   * domain only, unless {@code domain} is null.
   */
  public Page<Account> accounts(
      @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    return store.accounts(canonicalOrNull(domain), fold(prefix), after, limit);
  }

  /** Aliases, as {@link #accounts}. */
  public Page<Alias> aliases(
      @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    return store.aliases(canonicalOrNull(domain), fold(prefix), after, limit);
  }

  /** Accounts with the right to administer, by id; at most 1,000. */
  public List<Account> administrators() throws StoreException {
    return store.administrators();
  }

  // ------------------------------------------------------------------ domains

  /** Held to stricter rules than names of others, see {@link Domains#registrable}. */
  public Domain createDomain(String name) throws StoreException, DirectoryRefusal {
    String canonical;
    try {
      canonical = Domains.registrable(name);
    } catch (AddressSyntaxException malformed) {
      throw badDomain(malformed);
    }
    Domain domain;
    try {
      domain = store.createDomain(canonical);
    } finally {
      cache.dropDomain(canonical);
    }
    events.emit(new DirectoryEvent.DomainCreated(canonical));
    return domain;
  }

  /** A disabled domain stays ours: its mail is put off, not relayed, and nobody logs in. */
  public Domain enableDomain(String name, boolean enabled) throws StoreException, DirectoryRefusal {
    String canonical = canonicalDomain(name);
    Domain domain;
    try {
      domain = store.enableDomain(canonical, enabled);
    } finally {
      cache.dropDomain(canonical);
    }
    return changed(domain);
  }

  /** Who gets mail for names that are not there; null for nobody. */
  public Domain setCatchAll(String name, @Nullable EmailAddress catchAll)
      throws StoreException, DirectoryRefusal {
    String canonical = canonicalDomain(name);
    Domain domain;
    try {
      domain = store.setCatchAll(canonical, catchAll);
    } finally {
      cache.dropDomain(canonical);
    }
    return changed(domain);
  }

  /** Refused while it has accounts or aliases. */
  public void deleteDomain(String name) throws StoreException, DirectoryRefusal {
    String canonical = canonicalDomain(name);
    try {
      store.deleteDomain(canonical);
    } finally {
      cache.dropDomain(canonical);
    }
    events.emit(new DirectoryEvent.DomainDeleted(canonical));
  }

  // ------------------------------------------------------------------ accounts

  /**
   * Makes one account. The password array is wiped.
   *
   * @throws InterruptedException while waiting for a turn to hash
   */
  public Account createAccount(NewAccount account, byte[] password)
      throws StoreException, DirectoryRefusal, InterruptedException {
    return createAccounts(List.of(account), password).getFirst();
  }

  /**
   * Makes all of them or none, all with this password, which is hashed for each with salts of its
   * own: so nothing that is kept or shown tells that they have it in common. The password array is
   * wiped.
   */
  public List<Account> createAccounts(List<NewAccount> accounts, byte[] password)
      throws StoreException, DirectoryRefusal, InterruptedException {
    List<NewAccount> canonical = new ArrayList<>(accounts.size());
    List<Account> made;
    try {
      for (NewAccount account : accounts) {
        canonical.add(
            new NewAccount(
                ownName(account.primary()),
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

  public Account updateAccount(AccountId id, AccountUpdate update)
      throws StoreException, DirectoryRefusal {
    Account account;
    try {
      account = store.updateAccount(id, update);
    } finally {
      cache.dropAccount(id);
    }
    return changed(account);
  }

  /**
   * Whether the account could be given this password; nothing is changed. The array is left alone.
   *
   * @throws DirectoryRefusal when not
   */
  public void checkPassword(AccountId id, byte[] password) throws StoreException, DirectoryRefusal {
    List<EmailAddress> names = new ArrayList<>();
    cache
        .account(id)
        .ifPresent(account -> {
          names.add(account.primary());
          names.addAll(account.names());
        });
    policy.check(password, names);
  }

  /** The password array is wiped. Remembered logins with the old one are void at once. */
  public void setPassword(AccountId id, byte[] password)
      throws StoreException, DirectoryRefusal, InterruptedException {
    try {
      checkPassword(id, password);
      Credentials credentials;
      try (PasswordHashing.Turn turn = passwords.administratorsTurn()) {
        credentials = turn.derive(password);
      }
      store.setCredentials(id, credentials);
    } finally {
      Arrays.fill(password, (byte) 0);
      cache.dropAccount(id);
    }
    Optional<Account> account = cache.account(id);
    if (account.isPresent()) {
      events.emit(
          new DirectoryEvent.PasswordChanged(id.value(), account.get().primary().toString()));
    }
  }

  /** Gives the account a further address. */
  public Account addName(AccountId id, EmailAddress name) throws StoreException, DirectoryRefusal {
    EmailAddress canonical = ownName(name);
    Account account;
    try {
      account = store.addName(id, canonical);
    } finally {
      cache.dropOwner(canonical);
      cache.dropAccount(id);
    }
    return changed(account);
  }

  /** Takes a further address away; the primary cannot be. */
  public Account removeName(AccountId id, EmailAddress name)
      throws StoreException, DirectoryRefusal {
    EmailAddress canonical = name.canonical();
    Account account;
    try {
      account = store.removeName(id, canonical);
    } finally {
      cache.dropOwner(canonical);
      cache.dropAccount(id);
    }
    return changed(account);
  }

  /**
   * Makes {@code name}, new or one of its own, the primary; the old one stays as a further name.
   */
  public Account setPrimary(AccountId id, EmailAddress name)
      throws StoreException, DirectoryRefusal {
    EmailAddress canonical = ownName(name);
    Optional<Account> old = store.account(id);
    Account account;
    try {
      account = store.setPrimary(id, canonical);
    } finally {
      cache.dropOwner(canonical);
      old.ifPresent(before -> cache.dropOwner(before.primary()));
      cache.dropAccount(id);
    }
    return changed(account);
  }

  /**
   * Deletes the account: its names are free and logins fail at once. Its mail is still there, and a
   * tombstone says so: remove the mail with {@code Mailboxes.deleteAccount}, then call {@link
   * #buried}.
   */
  public Tombstone deleteAccount(AccountId id) throws StoreException, DirectoryRefusal {
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

  /** Deleted accounts whose mail may still be there, by id; work through them at start. */
  public List<Tombstone> tombstones(int limit) throws StoreException {
    return store.tombstones(limit);
  }

  /** The account's mail is gone; forgets the tombstone. */
  public void buried(AccountId id) throws StoreException {
    store.forget(id);
  }

  // ------------------------------------------------------------------ aliases

  public Alias createAlias(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    EmailAddress canonical = ownName(address);
    Alias alias;
    try {
      alias = store.createAlias(canonical, targets);
    } finally {
      cache.dropOwner(canonical);
    }
    return changed(alias);
  }

  /** Replaces all targets. */
  public Alias setAliasTargets(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    EmailAddress canonical = address.canonical();
    Alias alias;
    try {
      alias = store.setTargets(canonical, targets);
    } finally {
      cache.dropOwner(canonical);
    }
    return changed(alias);
  }

  /** Those it has already are no fault. */
  public Alias addAliasTargets(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    EmailAddress canonical = address.canonical();
    Alias alias;
    try {
      alias = store.changeTargets(canonical, targets, List.of());
    } finally {
      cache.dropOwner(canonical);
    }
    return changed(alias);
  }

  /** Those it doesn't have are no fault; the last one cannot be removed. */
  public Alias removeAliasTargets(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    EmailAddress canonical = address.canonical();
    Alias alias;
    try {
      alias = store.changeTargets(canonical, List.of(), targets);
    } finally {
      cache.dropOwner(canonical);
    }
    return changed(alias);
  }

  public void deleteAlias(EmailAddress address) throws StoreException, DirectoryRefusal {
    EmailAddress canonical = address.canonical();
    try {
      store.deleteAlias(canonical);
    } finally {
      cache.dropOwner(canonical);
    }
    events.emit(new DirectoryEvent.AliasDeleted(canonical.toString()));
  }

  // ------------------------------------------------------------------ the rest

  /**
   * The same password kept with another cost; nothing happens if it was changed meanwhile. For the
   * authenticator, which has the password at hand.
   */
  public void refreshCredentials(AccountId id, Credentials fresh)
      throws StoreException, DirectoryRefusal {
    try {
      store.refreshCredentials(id, fresh);
    } finally {
      cache.dropAccount(id);
    }
  }

  /** Where accounts came in from. */
  public KnownNetworks networks() {
    return store.networks();
  }

  /** The installation's secret, for steady answers about users that don't exist. */
  public byte[] secret() throws StoreException {
    return store.secret();
  }

  private void dropNames(Account account) {
    cache.dropOwner(account.primary());
    for (EmailAddress name : account.names()) {
      cache.dropOwner(name);
    }
  }

  private Domain changed(Domain domain) {
    EmailAddress catchAll = domain.catchAll();
    events.emit(
        new DirectoryEvent.DomainChanged(
            domain.name(), domain.enabled(), catchAll == null ? null : catchAll.toString()));
    return domain;
  }

  private Account changed(Account account) {
    events.emit(
        new DirectoryEvent.AccountChanged(
            account.id().value(),
            account.primary().toString(),
            account.administrator(),
            account.suspended()));
    return account;
  }

  private Alias changed(Alias alias) {
    events.emit(
        new DirectoryEvent.AliasChanged(alias.address().toString(), alias.targets().size()));
    return alias;
  }

  private static String canonicalDomain(String name) throws DirectoryRefusal {
    String canonical;
    try {
      canonical = Domains.canonical(name);
    } catch (AddressSyntaxException malformed) {
      throw badDomain(malformed);
    }
    if (canonical.startsWith("[")) {
      throw new DirectoryRefusal(
          DirectoryRefusal.Reason.BAD_DOMAIN, "An address literal is not a domain name");
    }
    return canonical;
  }

  private static DirectoryRefusal badDomain(AddressSyntaxException malformed) {
    return new DirectoryRefusal(
        DirectoryRefusal.Reason.BAD_DOMAIN, "Not a domain name: " + malformed.reason());
  }

  /** A name to be given away here: canonical. */
  private static EmailAddress ownName(EmailAddress address) throws DirectoryRefusal {
    try {
      return address.canonical();
    } catch (AddressSyntaxException malformed) {
      throw new DirectoryRefusal(
          DirectoryRefusal.Reason.BAD_ADDRESS, "Not an address: " + malformed.reason());
    }
  }

  private static @Nullable String canonicalOrNull(@Nullable String domain) {
    if (domain == null) {
      return null;
    }
    try {
      return Domains.canonical(domain);
    } catch (AddressSyntaxException noDomain) {
      // Of a domain that cannot be there are no accounts.
      return domain;
    }
  }

  private static String fold(String prefix) {
    return Normalizer.normalize(prefix, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
