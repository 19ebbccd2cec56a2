package org.angarium.store.directory;

import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/** What to change in a domain; null leaves a thing as it is. */
public record DomainUpdate(@Nullable Boolean enabled, @Nullable CatchAll catchAll) {

  /**
   * Where mail goes for names that are not there.
   *
   * @param target null for nobody
   */
  public record CatchAll(@Nullable EmailAddress target) {}

  /** Only enables or disables. */
  public static DomainUpdate enabled(boolean enabled) {
    return new DomainUpdate(enabled, null);
  }

  /** Only the catch-all; null for nobody. */
  public static DomainUpdate catchAll(@Nullable EmailAddress target) {
    return new DomainUpdate(null, new CatchAll(target));
  }
}
