package org.angarium.server.directory;

import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;
import org.jspecify.annotations.Nullable;

/** What the directory knows of an address. */
public sealed interface RecipientLookup {

  /**
   * An account takes it.
   *
   * @param detail of a sub-address ({@code user+detail@}), or null
   */
  record Account(AccountId account, EmailAddress primary, @Nullable String detail)
      implements RecipientLookup {}

  /** An alias, or the domain's catch-all, stands for these. */
  record Alias(EmailAddress alias, List<EmailAddress> targets) implements RecipientLookup {}

  /** The domain is ours, the address is not there. */
  record UnknownUser() implements RecipientLookup {}

  /** The account is there and may not receive at present. */
  record Suspended() implements RecipientLookup {}

  /** The domain is not ours. */
  record NotLocal() implements RecipientLookup {}
}
