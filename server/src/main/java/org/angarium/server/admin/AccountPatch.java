package org.angarium.server.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to change in an account; null leaves a thing as it is.
 *
 * @param administrator of the site
 * @param administers the domains that it administers, all of them
 * @param monitor whether it may look at the state of the site
 */
public record AccountPatch(
    @Nullable String displayName,
    @Nullable Long quotaBytes,
    @Nullable Long quotaMessages,
    @Nullable Boolean administrator,
    @Nullable Boolean suspended,
    @Nullable List<String> administers,
    @Nullable Boolean monitor,
    @Nullable String password) {

  /** The password stays out of every log. */
  @Override
  public String toString() {
    return "AccountChange[…]";
  }
}
