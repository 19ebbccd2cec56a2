package org.angarium.store.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Changes of accounts, each in one transaction. Limits are kept twice, here and with the mailboxes
 * that obey them: both are written by the same transaction.
 */
final class DirectoryAccounts {
  private final Engine engine;
  private final @Nullable Accounts mailboxes;
  private final DirectoryLimits limits;
  private final DirectoryRules rules;

  /**
   * @param mailboxes null for a directory without mailboxes
   */
  DirectoryAccounts(
      Engine engine, @Nullable Accounts mailboxes, DirectoryLimits limits, DirectoryRules rules) {
    this.engine = engine;
    this.mailboxes = mailboxes;
    this.limits = limits;
    this.rules = rules;
  }

  /** Sets the limits of mailboxes within a transaction. */
  private interface Limiter {
    Limiter NONE = (account, bytes, messages) -> {};

    void limit(AccountId account, long bytes, long messages) throws StoreException;
  }

  private interface Step<R extends @Nullable Object> {
    R run(Transaction transaction, Limiter limiter) throws StoreException, DirectoryRefusal;
  }

  /** Under the directory's lock and those of the accounts whose limits change. */
  private <R extends @Nullable Object> R write(List<AccountId> limited, Step<R> step)
      throws StoreException, DirectoryRefusal {
    Accounts accounts = mailboxes;
    if (accounts == null || limited.isEmpty()) {
      return engine.<R, DirectoryRefusal>write(
          DirectoryStore.LOCK,
          transaction ->
              DirectoryVersion.change(transaction, change -> step.run(change, Limiter.NONE)));
    }
    return accounts.<R, DirectoryRefusal>change(
        limited,
        DirectoryStore.LOCK,
        (transaction, changes) ->
            DirectoryVersion.change(
                transaction,
                change ->
                    step.run(
                        change,
                        (account, bytes, messages) -> changes.of(account).limit(bytes, messages))),
        result -> {});
  }

  List<Account> create(List<NewAccount> accounts, List<Credentials> credentials, Instant now)
      throws StoreException, DirectoryRefusal {
    if (accounts.size() > limits.accountsPerCall()) {
      throw new DirectoryRefusal(
          Reason.LIMIT, "At most " + limits.accountsPerCall() + " accounts at a time");
    }
    boolean limited = false;
    for (NewAccount account : accounts) {
      rules.checkValues(account.displayName(), account.quotaBytes(), account.quotaMessages());
      limited |= account.quotaBytes() > 0 || account.quotaMessages() > 0;
    }
    while (true) {
      // The numbers decide which locks are needed, so they are looked up before.
      long first = nextAccount(engine);
      List<AccountId> ids = new ArrayList<>();
      for (int i = 0; limited && i < accounts.size(); i++) {
        ids.add(new AccountId(first + i));
      }
      List<Account> made =
          this.<@Nullable List<Account>>write(
              ids,
              (transaction, limiter) ->
                  nextAccount(transaction) == first
                      ? create(transaction, limiter, first, accounts, credentials, now)
                      : null);
      if (made != null) {
        return made;
      }
    }
  }

  private List<Account> create(
      Transaction transaction,
      Limiter limiter,
      long first,
      List<NewAccount> accounts,
      List<Credentials> credentials,
      Instant now)
      throws StoreException, DirectoryRefusal {
    List<Account> made = new ArrayList<>(accounts.size());
    for (int i = 0; i < accounts.size(); i++) {
      NewAccount wanted = accounts.get(i);
      AccountId id = new AccountId(first + i);
      DirectoryRules.claim(transaction, wanted.primary(), new DirectoryCodec.Name(id, true));
      Account account =
          new Account(
              id,
              wanted.primary(),
              List.of(),
              wanted.displayName(),
              wanted.quotaBytes(),
              wanted.quotaMessages(),
              wanted.administrator(),
              false,
              now);
      Credentials own = credentials.get(i);
      transaction.put(
          DirectoryKeys.credentials(id),
          DirectoryCodec.encode(new Credentials(own.passwordHash(), own.scram(), 1)));
      if (wanted.quotaBytes() > 0 || wanted.quotaMessages() > 0) {
        limiter.limit(id, wanted.quotaBytes(), wanted.quotaMessages());
      }
      made.add(put(transaction, account));
    }
    transaction.put(DirectoryKeys.nextAccount(), DirectoryKeys.longValue(first + accounts.size()));
    return made;
  }

  /**
   * @param credentials what takes the place of the account's, or null to leave them
   * @param now for credentials that replace a damaged record
   */
  Changed<GrantedAccount> change(
      AccountId id, AccountUpdate update, @Nullable Credentials credentials, Instant now)
      throws StoreException, DirectoryRefusal {
    boolean limited = update.quotaBytes() != null || update.quotaMessages() != null;
    return write(
        limited ? List.of(id) : List.of(),
        (transaction, limiter) -> {
          Account old = DirectoryRules.requireAccount(transaction, id);
          Grants oldGrants = GrantRecords.read(transaction, id);
          Account changed = updated(old, update);
          rules.checkValues(changed.displayName(), changed.quotaBytes(), changed.quotaMessages());
          Grants grants = grants(transaction, oldGrants, update);
          rules.keepAdministrator(
              transaction,
              () -> {
                put(transaction, changed);
                if (!grants.equals(oldGrants)) {
                  GrantRecords.put(transaction, id, grants);
                }
                if (credentials != null) {
                  put(transaction, id, credentials, now);
                }
              });
          if (limited) {
            limiter.limit(id, changed.quotaBytes(), changed.quotaMessages());
          }
          return new Changed<>(
              new GrantedAccount(old, oldGrants), new GrantedAccount(changed, grants));
        });
  }

  private static Account updated(Account old, AccountUpdate update) {
    return new Account(
        old.id(),
        old.primary(),
        old.names(),
        Objects.requireNonNullElse(update.displayName(), old.displayName()),
        Objects.requireNonNullElse(update.quotaBytes(), old.quotaBytes()),
        Objects.requireNonNullElse(update.quotaMessages(), old.quotaMessages()),
        Objects.requireNonNullElse(update.administrator(), old.administrator()),
        Objects.requireNonNullElse(update.suspended(), old.suspended()),
        old.created());
  }

  private Grants grants(Transaction transaction, Grants old, AccountUpdate update)
      throws StoreException, DirectoryRefusal {
    Set<String> domains = Objects.requireNonNullElse(update.administers(), old.domains());
    if (domains.size() > limits.domainsPerAdministrator()) {
      throw new DirectoryRefusal(
          Reason.LIMIT,
          "At most " + limits.domainsPerAdministrator() + " domains of one administrator");
    }
    if (update.administers() != null) {
      for (String domain : domains) {
        if (transaction.get(DirectoryKeys.domain(domain)) == null) {
          throw new DirectoryRefusal(
              Reason.UNKNOWN_DOMAIN, "There is no domain " + domain + " here");
        }
      }
    }
    return new Grants(domains, Objects.requireNonNullElse(update.monitor(), old.monitor()));
  }

  /** With the generation after the one that is kept. */
  static Credentials put(
      Transaction transaction, AccountId id, Credentials credentials, Instant now)
      throws StoreException {
    byte[] old = transaction.get(DirectoryKeys.credentials(id));
    long generation = old == null ? 1 : nextGeneration(old, now);
    Credentials changed =
        new Credentials(credentials.passwordHash(), credentials.scram(), generation);
    transaction.put(DirectoryKeys.credentials(id), DirectoryCodec.encode(changed));
    return changed;
  }

  /** A new password mends a damaged record; its generation is then one that was never given out. */
  private static long nextGeneration(byte[] old, Instant now) {
    try {
      return DirectoryCodec.credentials(old).generation() + 1;
    } catch (StoreException damaged) {
      return now.toEpochMilli();
    }
  }

  static Account put(Transaction transaction, Account account) {
    transaction.put(DirectoryKeys.account(account.id()), DirectoryCodec.encode(account));
    byte[] administrator = DirectoryKeys.administrator(account.id());
    if (account.administrator()) {
      transaction.put(administrator, new byte[0]);
    } else {
      transaction.delete(administrator);
    }
    return account;
  }

  static Account renamed(Account old, EmailAddress primary, List<EmailAddress> names) {
    return new Account(
        old.id(),
        primary,
        names,
        old.displayName(),
        old.quotaBytes(),
        old.quotaMessages(),
        old.administrator(),
        old.suspended(),
        old.created());
  }

  private static long nextAccount(Reader reader) throws StoreException {
    byte[] counter = reader.get(DirectoryKeys.nextAccount());
    if (counter == null) {
      return 1;
    }
    if (counter.length != Long.BYTES) {
      throw new StoreException("the counter of accounts is damaged");
    }
    return DirectoryKeys.readLong(counter, 0);
  }
}
