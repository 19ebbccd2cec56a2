package org.angarium.store.mailbox;

import java.util.Set;

/** A change of flags. */
public record FlagChange(Kind kind, Set<String> flags) {
  /** RFC 9051 §6.4.6. */
  public enum Kind {
    REPLACE,
    ADD,
    REMOVE
  }
}
