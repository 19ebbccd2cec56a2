package org.angarium.store.directory;

import org.angarium.mail.address.EmailAddress;

/**
 * What an account is made from.
 *
 * @param displayName may be empty
 * @param quotaBytes 0 is no limit
 * @param quotaMessages 0 is no limit
 */
public record NewAccount(
    EmailAddress primary,
    String displayName,
    long quotaBytes,
    long quotaMessages,
    boolean administrator) {

  /** A user without limits. */
  public static NewAccount user(EmailAddress primary) {
    return new NewAccount(primary, "", 0, 0, false);
  }

  /** An administrator without limits. */
  public static NewAccount administrator(EmailAddress primary) {
    return new NewAccount(primary, "", 0, 0, true);
  }
}
