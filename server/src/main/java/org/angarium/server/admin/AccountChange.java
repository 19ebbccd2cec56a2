package org.angarium.server.admin;

import org.jspecify.annotations.Nullable;

/** What to change in an account; null leaves a thing as it is. */
public record AccountChange(
    @Nullable String displayName,
    @Nullable Long quotaBytes,
    @Nullable Long quotaMessages,
    @Nullable Boolean administrator,
    @Nullable Boolean suspended,
    @Nullable String password) {

  /** The password stays out of every log. */
  @Override
  public String toString() {
    return "AccountChange[…]";
  }
}
