package org.angarium.server.directory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.Alias;
import org.angarium.store.directory.Changed;
import org.angarium.store.directory.Credentials;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.Domain;
import org.angarium.store.directory.DomainUpdate;
import org.angarium.store.directory.GrantedAccount;
import org.angarium.store.directory.Grants;
import org.angarium.store.directory.KnownNetworks;
import org.angarium.store.directory.NameOwner;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.directory.Page;
import org.angarium.store.directory.Tombstone;
import org.jspecify.annotations.Nullable;

/**
 * The directory that is kept in the store: domains, accounts, aliases; and the changes that are
 * made to them.
 *
 * <p>Thread-safe. Look-ups answer from a bounded cache; a change made here is seen by every look-up
 * that begins after the changing call has returned. Names of domains and addresses are taken in any
 * form and made canonical. Every changing method is one durable transaction, and throws {@link
 * DirectoryRefusal} with nothing changed when the request itself is at fault.
 *
 * <p>Quota limits are recorded here and obeyed by {@code Mailboxes}; one transaction writes both.
 * The mailboxes of deleted accounts are emptied by the administration service: see {@link
 * #tombstones}.
 */
public final class Directory implements DirectoryReader {

  private final DirectoryStore store;
  private final DirectoryCache cache;
  private final RecipientSearch recipients;
  private final DomainChanges domains;
  private final AccountChanges accounts;
  private final AliasChanges aliases;

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
    this.domains = new DomainChanges(store, cache, events);
    this.accounts =
        new AccountChanges(
            store, cache, passwords, new PasswordPolicy(settings.minimumPasswordLength()), events);
    this.aliases = new AliasChanges(store, cache, events);
  }

  @Override
  public void watch(DirectoryWatcher watcher) {
    cache.watch(watcher);
  }

  // ------------------------------------------------------------------ looking up

  @Override
  public RecipientLookup lookup(EmailAddress address) throws StoreException {
    return recipients.find(address);
  }

  @Override
  public RecipientLookup role(EmailAddress address) throws StoreException {
    return recipients.role(address);
  }

  @Override
  public Optional<Domain> domain(String name) throws StoreException {
    try {
      return cache.domain(Domains.canonical(name));
    } catch (AddressSyntaxException noDomain) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Account> account(AccountId id) throws StoreException {
    return cache.account(id);
  }

  @Override
  public Optional<Account> account(EmailAddress name) throws StoreException {
    Optional<NameOwner> owner = cache.owner(name.canonical());
    return owner.isPresent() && owner.get() instanceof NameOwner.OfAccount(var id, _)
        ? cache.account(id)
        : Optional.empty();
  }

  @Override
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

  /** What the account may do besides; asked of the store each time. */
  public Grants grants(AccountId id) throws StoreException {
    return store.grants(id);
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
    return store.accounts(
        DirectoryNames.domainOrNull(domain), DirectoryNames.prefix(prefix), after, limit);
  }

  /** Aliases, as {@link #accounts}. */
  public Page<Alias> aliases(
      @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    return store.aliases(
        DirectoryNames.domainOrNull(domain), DirectoryNames.prefix(prefix), after, limit);
  }

  @Override
  public List<Account> administrators() throws StoreException {
    return store.administrators();
  }

  // ------------------------------------------------------------------ domains

  /** Held to stricter rules than names of others, see {@link Domains#registrable}. */
  public Domain createDomain(String name) throws StoreException, DirectoryRefusal {
    return domains.create(name);
  }

  /**
   * A disabled domain stays ours: its mail is put off, not relayed, and nobody logs in. Refused
   * where no administrator could log in any more.
   */
  public Changed<Domain> updateDomain(String name, DomainUpdate update)
      throws StoreException, DirectoryRefusal {
    return domains.update(name, update);
  }

  /** Only enables or disables; see {@link #updateDomain}. */
  public Domain enableDomain(String name, boolean enabled) throws StoreException, DirectoryRefusal {
    return domains.update(name, DomainUpdate.enabled(enabled)).after();
  }

  /** Who gets mail for names that are not there; null for nobody. */
  public Domain setCatchAll(String name, @Nullable EmailAddress catchAll)
      throws StoreException, DirectoryRefusal {
    return domains.update(name, DomainUpdate.catchAll(catchAll)).after();
  }

  /** Refused while it has accounts or aliases. Nobody has rights over the domain any more. */
  public void deleteDomain(String name) throws StoreException, DirectoryRefusal {
    domains.delete(name);
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
  public List<Account> createAccounts(List<NewAccount> made, byte[] password)
      throws StoreException, DirectoryRefusal, InterruptedException {
    return accounts.create(made, password);
  }

  /**
   * Changes an account, its rights, its limits and its password: all of it or nothing. Refused
   * where no administrator could log in any more. Remembered logins with an old password are void
   * at once.
   *
   * @param password null leaves it; wiped otherwise
   */
  public Changed<GrantedAccount> changeAccount(
      AccountId id, AccountUpdate update, byte @Nullable [] password)
      throws StoreException, DirectoryRefusal, InterruptedException {
    return accounts.change(id, update, password);
  }

  /** As {@link #changeAccount}, without a password. */
  public Account updateAccount(AccountId id, AccountUpdate update)
      throws StoreException, DirectoryRefusal, InterruptedException {
    return accounts.change(id, update, null).after().account();
  }

  /** Only the password. The array is wiped. */
  public void setPassword(AccountId id, byte[] password)
      throws StoreException, DirectoryRefusal, InterruptedException {
    accounts.change(id, AccountUpdate.NONE, password);
  }

  /** Gives the account a further address. */
  public Account addName(AccountId id, EmailAddress name) throws StoreException, DirectoryRefusal {
    return accounts.addName(id, name);
  }

  /** Takes a further address away; the primary cannot be. */
  public Account removeName(AccountId id, EmailAddress name)
      throws StoreException, DirectoryRefusal {
    return accounts.removeName(id, name);
  }

  /**
   * Makes {@code name}, new or one of its own, the primary; the old one stays as a further name.
   * Refused where no administrator could log in any more.
   */
  public Account setPrimary(AccountId id, EmailAddress name)
      throws StoreException, DirectoryRefusal {
    return accounts.setPrimary(id, name);
  }

  /**
   * Deletes the account: its names are free and logins fail at once. Its mail is still there, and a
   * tombstone says so: remove the mail with {@code Mailboxes.deleteAccount}, then call {@link
   * #buried}. Refused where no administrator could log in any more.
   */
  public Tombstone deleteAccount(AccountId id) throws StoreException, DirectoryRefusal {
    return accounts.delete(id);
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
    return aliases.create(address, targets);
  }

  /** Makes the alias, or adds the targets where it is there; those it has already are no fault. */
  public Changed<Alias> putAlias(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    return aliases.put(address, targets);
  }

  /** Replaces all targets. */
  public Changed<Alias> setAliasTargets(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    return aliases.set(address, targets);
  }

  /** Those it has already are no fault. */
  public Alias addAliasTargets(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    return aliases.change(address, targets, List.of());
  }

  /** Those it doesn't have are no fault; the last one cannot be removed. */
  public Alias removeAliasTargets(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    return aliases.change(address, List.of(), targets);
  }

  /** Returns what it was. */
  public Alias deleteAlias(EmailAddress address) throws StoreException, DirectoryRefusal {
    return aliases.delete(address);
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
}
