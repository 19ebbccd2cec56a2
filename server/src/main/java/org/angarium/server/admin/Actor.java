package org.angarium.server.admin;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.GrantedAccount;
import org.jspecify.annotations.Nullable;

/**
 * Somebody that asks for an operation: what it is, how that was shown, and what follows from it. A
 * value of one request; rights that are taken away hold from the next request on.
 *
 * @param name for the record: {@code token}, or the address of the account
 * @param account null where it is none
 * @param domains canonical names of the domains that it administers
 */
public record Actor(
    String name, Proof proof, Set<Role> roles, @Nullable AccountId account, Set<String> domains) {

  public Actor {
    roles = Set.copyOf(roles);
    domains = Set.copyOf(domains);
  }

  /** The machine's own command line. */
  public static Actor system() {
    return new Actor("token", Proof.TOKEN, Set.of(Role.SYSTEM), null, Set.of());
  }

  /** Somebody that has an account, with the rights that it was granted. */
  public static Actor of(GrantedAccount held, Proof proof) {
    EnumSet<Role> roles = EnumSet.of(Role.HOLDER);
    if (held.account().administrator()) {
      roles.add(Role.ADMINISTRATOR);
    }
    if (held.grants().monitor()) {
      roles.add(Role.MONITOR);
    }
    if (!held.grants().domains().isEmpty()) {
      roles.add(Role.DOMAIN_ADMINISTRATOR);
    }
    return new Actor(
        held.account().primary().toString(),
        proof,
        roles,
        held.account().id(),
        held.grants().domains());
  }

  /** How far its right to an operation goes; {@link Reach#NOTHING} where it has none. */
  Reach reach(Operation operation) {
    Set<String> within = new HashSet<>();
    AccountId own = null;
    for (Role role : roles) {
      if (!operation.allows(role)) {
        continue;
      }
      if (role.everywhere()) {
        return Reach.EVERYTHING;
      }
      if (role == Role.DOMAIN_ADMINISTRATOR) {
        within.addAll(domains);
      } else {
        own = account;
      }
    }
    return new Reach(false, within, own);
  }

  /** Whether it has all rights that the account has: else it may not act in the account's place. */
  boolean outranks(GrantedAccount other) {
    if (roles.contains(Role.SYSTEM) || roles.contains(Role.ADMINISTRATOR)) {
      return true;
    }
    return !other.account().administrator()
        && (!other.grants().monitor() || roles.contains(Role.MONITOR))
        && domains.containsAll(other.grants().domains());
  }
}
