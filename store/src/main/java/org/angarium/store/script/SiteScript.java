package org.angarium.store.script;

import java.time.Instant;

/**
 * A script of the administrators.
 *
 * @param text UTF-8; the record's own array
 * @param changedAt when it was last put
 */
public record SiteScript(String name, Role role, byte[] text, Instant changedAt) {
  /** When it runs. The numbers of the roles are stored and never change. */
  public enum Role {
    /** Before those of each account. */
    BEFORE(1),
    /** After those of each account. */
    AFTER(2),
    /** Where another script includes it (RFC 6609, {@code :global}). */
    LIBRARY(3);

    private final int number;

    Role(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }
}
