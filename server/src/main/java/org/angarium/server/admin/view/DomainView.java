package org.angarium.server.admin.view;

import java.time.Instant;
import org.angarium.store.directory.Domain;
import org.jspecify.annotations.Nullable;

/** A domain as administrators see it. */
public record DomainView(String name, boolean enabled, @Nullable String catchAll, Instant created) {
  /** What the service shows of it. */
  public static DomainView of(Domain domain) {
    return new DomainView(
        domain.name(),
        domain.enabled(),
        domain.catchAll() == null ? null : domain.catchAll().toString(),
        domain.created());
  }
}
