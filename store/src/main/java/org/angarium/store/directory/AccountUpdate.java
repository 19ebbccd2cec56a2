package org.angarium.store.directory;

import org.jspecify.annotations.Nullable;

/** What to change in an account; null leaves a thing as it is. */
public record AccountUpdate(
    @Nullable String displayName,
    @Nullable Long quotaBytes,
    @Nullable Long quotaMessages,
    @Nullable Boolean administrator,
    @Nullable Boolean suspended) {

  /** Only suspends or readmits. */
  public static AccountUpdate suspended(boolean suspended) {
    return new AccountUpdate(null, null, null, null, suspended);
  }

  /** Only the limits; 0 is none. */
  public static AccountUpdate quota(long bytes, long messages) {
    return new AccountUpdate(null, bytes, messages, null, null);
  }

  /** Only the right to administer. */
  public static AccountUpdate administrator(boolean administrator) {
    return new AccountUpdate(null, null, null, administrator, null);
  }

  /** Only the name for people. */
  public static AccountUpdate displayName(String displayName) {
    return new AccountUpdate(displayName, null, null, null, null);
  }
}
