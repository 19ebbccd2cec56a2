package org.angarium.store.directory;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;

/**
 * Somebody with mailboxes here.
 *
 * @param primary the address he is known by, canonical
 * @param names further addresses that are his, canonical, without the primary
 * @param displayName for people; may be empty
 * @param quotaBytes limit of all his messages; 0 is none
 * @param quotaMessages limit of their number; 0 is none
 * @param suspended may neither receive nor log in; his mail is kept
 */
public record Account(
    AccountId id,
    EmailAddress primary,
    List<EmailAddress> names,
    String displayName,
    long quotaBytes,
    long quotaMessages,
    boolean administrator,
    boolean suspended,
    Instant created) {
  public Account {
    names = List.copyOf(names);
  }
}
