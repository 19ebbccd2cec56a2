package org.angarium.store.directory;

import java.util.Set;

/**
 * Rights of an account besides those over itself; the right to administer everything is in {@link
 * Account#administrator}.
 *
 * @param domains canonical names of the domains that it administers
 * @param monitor may look at the state of the server, its queue and traces
 */
public record Grants(Set<String> domains, boolean monitor) {
  public static final Grants NONE = new Grants(Set.of(), false);

  public Grants {
    domains = Set.copyOf(domains);
  }
}
