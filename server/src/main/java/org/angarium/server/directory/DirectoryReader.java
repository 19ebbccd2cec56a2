package org.angarium.server.directory;

import java.util.List;
import java.util.Optional;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.Alias;
import org.angarium.store.directory.Domain;

/**
 * What the server asks of a directory: whose an address is, which domains are ours. {@link
 * Directory} is the one kept in the store; one that is kept elsewhere (LDAP) answers the same
 * questions and throws {@link StoreException} while it cannot. Thread-safe. Names come in any form.
 */
public interface DirectoryReader {

  /** Whether mail for the domain is ours, enabled or not. Never throws for a malformed name. */
  default boolean isLocalDomain(String domain) throws StoreException {
    return domain(domain).isPresent();
  }

  /** One step; aliases of aliases are followed by the resolver, which guards against loops. */
  RecipientLookup lookup(EmailAddress address) throws StoreException;

  /**
   * Whom an address stands for by its local part alone: the administrators if it is a role that
   * every host answers for, else NotLocal. For names of this host that are no domain of ours.
   */
  RecipientLookup role(EmailAddress address) throws StoreException;

  Optional<Domain> domain(String name) throws StoreException;

  Optional<Account> account(AccountId id) throws StoreException;

  /** By any of its names; never through an alias, a sub-address or a catch-all. */
  Optional<Account> account(EmailAddress name) throws StoreException;

  Optional<Alias> alias(EmailAddress address) throws StoreException;

  /** Accounts with the right to administer everything, by id; at most 1,000. */
  List<Account> administrators() throws StoreException;

  /** From now on the watcher is told of every change. */
  void watch(DirectoryWatcher watcher);
}
