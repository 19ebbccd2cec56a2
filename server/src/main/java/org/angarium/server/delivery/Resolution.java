package org.angarium.server.delivery;

import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;
import org.jspecify.annotations.Nullable;

/** What a recipient's address stands for. */
public sealed interface Resolution {

  /** It can be delivered. At least one of the lists has an element; no target is there twice. */
  record Deliverable(List<LocalTarget> local, List<EmailAddress> remote) implements Resolution {}

  /** It cannot. */
  record Undeliverable(Reason reason) implements Resolution {}

  /**
   * An account that takes it.
   *
   * @param address the account's own
   * @param detail of a sub-address, or null
   * @param viaAlias whether the recipient stands for others too, or might: an alias, a role, a
   *     catch-all
   */
  record LocalTarget(
      AccountId account, EmailAddress address, @Nullable String detail, boolean viaAlias) {}

  /** Why not. */
  enum Reason {
    UNKNOWN_USER,
    SUSPENDED,
    /** No room at present for the size that was declared, or for any. */
    OVER_QUOTA,
    /** The declared size is more than the mailbox may ever hold. */
    LARGER_THAN_QUOTA,
    /** Not ours, and the session may not relay. */
    RELAYING_DENIED,
    /** Aliases that lead only to themselves, or too deep. */
    ALIAS_LOOP,
    TOO_MANY_TARGETS
  }
}
