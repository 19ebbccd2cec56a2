package org.angarium.server.admin.view;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.Quota;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.GrantedAccount;
import org.angarium.store.directory.Grants;
import org.jspecify.annotations.Nullable;

/**
 * An account as administrators see it.
 *
 * @param administers domains that it administers; null in lists, as what is used
 * @param monitor whether it may look at the state of the site; null in lists
 * @param quotaBytes limit in octets; 0 is none
 * @param quotaMessages limit of messages; 0 is none
 * @param usedBytes null in lists, where it would cost a read for each
 * @param usedMessages as {@code usedBytes}
 */
public record AccountView(
    String id,
    String address,
    List<String> names,
    String displayName,
    boolean administrator,
    boolean suspended,
    @Nullable List<String> administers,
    @Nullable Boolean monitor,
    long quotaBytes,
    long quotaMessages,
    @Nullable Long usedBytes,
    @Nullable Long usedMessages,
    Instant created) {

  /** In a list. */
  public static AccountView of(Account account) {
    return of(account, null, null);
  }

  /** What the service shows of it. */
  public static AccountView of(GrantedAccount held, Quota use) {
    return of(held.account(), held.grants(), use);
  }

  private static AccountView of(Account account, @Nullable Grants grants, @Nullable Quota use) {
    return new AccountView(
        account.id().toString(),
        account.primary().toString(),
        account.names().stream().map(EmailAddress::toString).toList(),
        account.displayName(),
        account.administrator(),
        account.suspended(),
        grants == null ? null : grants.domains().stream().sorted().toList(),
        grants == null ? null : grants.monitor(),
        account.quotaBytes(),
        account.quotaMessages(),
        use == null ? null : use.usedBytes(),
        use == null ? null : use.usedMessages(),
        account.created());
  }
}
