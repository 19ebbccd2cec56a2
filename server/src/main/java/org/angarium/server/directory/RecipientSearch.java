package org.angarium.server.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.Domain;
import org.angarium.store.directory.NameOwner;
import org.jspecify.annotations.Nullable;

/**
 * Whose an address is, in the order that decides: the address itself, the address without its
 * detail (RFC 5233), a role that each domain must answer for, the catch-all of the domain.
 */
final class RecipientSearch {
  /**
   * Role addresses every domain answers for (RFC 2142 §4, RFC 5321 §4.5.1), and the name that
   * reports carry, which people answer to.
   */
  private static final Set<String> ROLES = Set.of("postmaster", "abuse", "mailer-daemon");

  private final DirectoryStore store;
  private final DirectoryCache cache;
  private final char separator;

  /**
   * @param separator between a name and its detail; 0 for no details
   */
  RecipientSearch(DirectoryStore store, DirectoryCache cache, char separator) {
    this.store = store;
    this.cache = cache;
    this.separator = separator;
  }

  RecipientLookup find(EmailAddress address) throws StoreException {
    EmailAddress wanted = address.canonical();
    Optional<Domain> domain = cache.domain(wanted.domain());
    if (domain.isEmpty()) {
      return new RecipientLookup.NotLocal();
    }
    if (!domain.get().enabled()) {
      return new RecipientLookup.Suspended();
    }
    RecipientLookup exact = exact(wanted, null);
    if (exact != null) {
      return exact;
    }
    if (separator != 0) {
      // The detail as it was written: users sort by it, and its case is theirs.
      Optional<EmailAddress.Subaddress> parts = address.subaddress(separator);
      if (parts.isPresent()) {
        RecipientLookup base = exact(parts.get().base().canonical(), parts.get().detail());
        if (base != null) {
          return base;
        }
      }
    }
    RecipientLookup role = role(wanted);
    if (role instanceof RecipientLookup.Alias) {
      return role;
    }
    EmailAddress catchAll = domain.get().catchAll();
    return catchAll == null
        ? new RecipientLookup.UnknownUser()
        : new RecipientLookup.Alias(wanted, List.of(catchAll));
  }

  /** A role stands for the administrators; nothing else is known, whatever its domain. */
  RecipientLookup role(EmailAddress address) throws StoreException {
    EmailAddress wanted = address.canonical();
    if (!ROLES.contains(wanted.localPart())) {
      return new RecipientLookup.NotLocal();
    }
    List<EmailAddress> administrators = new ArrayList<>();
    for (Account account : store.administrators()) {
      if (!account.suspended()) {
        administrators.add(account.primary());
      }
    }
    return administrators.isEmpty()
        ? new RecipientLookup.UnknownUser()
        : new RecipientLookup.Alias(wanted, administrators);
  }

  private @Nullable RecipientLookup exact(EmailAddress wanted, @Nullable String detail)
      throws StoreException {
    Optional<NameOwner> owner = cache.owner(wanted);
    if (owner.isEmpty()) {
      return null;
    }
    return switch (owner.get()) {
      case NameOwner.OfAlias(var alias) -> new RecipientLookup.Alias(wanted, alias.targets());
      case NameOwner.OfAccount(var id, _) -> {
        Optional<Account> account = cache.account(id);
        // Deleted between the two reads: as if it had been gone at the first.
        yield account.isEmpty()
            ? null
            : account.get().suspended()
                ? new RecipientLookup.Suspended()
                : new RecipientLookup.Account(id, account.get().primary(), detail);
      }
    };
  }
}
