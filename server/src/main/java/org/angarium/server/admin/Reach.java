package org.angarium.server.admin;

import java.util.Set;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.jspecify.annotations.Nullable;

/**
 * What an operation may be done to.
 *
 * @param domains canonical; what is in them
 * @param own one account
 */
record Reach(boolean everything, Set<String> domains, @Nullable AccountId own) {
  static final Reach EVERYTHING = new Reach(true, Set.of(), null);
  static final Reach NOTHING = new Reach(false, Set.of(), null);

  Reach {
    domains = Set.copyOf(domains);
  }

  boolean isNothing() {
    return equals(NOTHING);
  }

  /** Whether it holds for all that is in a domain. */
  boolean covers(String canonicalDomain) {
    return everything || domains.contains(canonicalDomain);
  }

  boolean covers(Account account) {
    return covers(account.primary().domain()) || account.id().equals(own);
  }
}
