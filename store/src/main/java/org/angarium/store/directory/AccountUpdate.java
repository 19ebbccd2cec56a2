package org.angarium.store.directory;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to change in an account; null leaves a thing as it is.
 *
 * @param administers canonical names of the domains that it administers, all of them
 * @param monitor whether it may look at the state of the server
 */
public record AccountUpdate(
    @Nullable String displayName,
    @Nullable Long quotaBytes,
    @Nullable Long quotaMessages,
    @Nullable Boolean administrator,
    @Nullable Boolean suspended,
    @Nullable Set<String> administers,
    @Nullable Boolean monitor) {

  /** Changes nothing. */
  public static final AccountUpdate NONE =
      new AccountUpdate(null, null, null, null, null, null, null);

  /** Only suspends or readmits. */
  public static AccountUpdate suspended(boolean suspended) {
    return new AccountUpdate(null, null, null, null, suspended, null, null);
  }

  /** Only the limits; 0 is none. */
  public static AccountUpdate quota(long bytes, long messages) {
    return new AccountUpdate(null, bytes, messages, null, null, null, null);
  }

  /** Only the right to administer. */
  public static AccountUpdate administrator(boolean administrator) {
    return new AccountUpdate(null, null, null, administrator, null, null, null);
  }

  /** Only the name for people. */
  public static AccountUpdate displayName(String displayName) {
    return new AccountUpdate(displayName, null, null, null, null, null, null);
  }

  /** Only the domains that it administers. */
  public static AccountUpdate administers(Set<String> domains) {
    return new AccountUpdate(null, null, null, null, null, domains, null);
  }

  /** Only the right to look at the state of the server. */
  public static AccountUpdate monitor(boolean monitor) {
    return new AccountUpdate(null, null, null, null, null, null, monitor);
  }
}
