package org.angarium.server.admin;

/** What somebody is to the server. An actor may have several. */
public enum Role {
  /** The machine itself: its command line, by the token in the data folder. Everything. */
  SYSTEM,
  /** An administrator of the site. Everything. */
  ADMINISTRATOR,
  /** Looks at state, metrics, queue and traces of the site, and changes nothing. */
  MONITOR,
  /** Administers the accounts and aliases of some domains, and does not see the others. */
  DOMAIN_ADMINISTRATOR,
  /** Has an account: its own data. */
  HOLDER;

  /** Whether what it may do, it may do to everything there is. */
  boolean everywhere() {
    return switch (this) {
      case SYSTEM, ADMINISTRATOR, MONITOR -> true;
      case DOMAIN_ADMINISTRATOR, HOLDER -> false;
    };
  }
}
