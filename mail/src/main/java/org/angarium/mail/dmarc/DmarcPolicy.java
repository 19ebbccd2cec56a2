package org.angarium.mail.dmarc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a domain wishes for mail that fails, in rising order. */
public enum DmarcPolicy {
  NONE,
  QUARANTINE,
  REJECT;

  /** As in a record. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One step milder, as a domain that tests its policy wishes. */
  DmarcPolicy milder() {
    return this == REJECT ? QUARANTINE : NONE;
  }

  /** The policy with this name, whatever the case of letters; null if there is none. */
  public static @Nullable DmarcPolicy of(@Nullable String word) {
    for (DmarcPolicy policy : values()) {
      if (policy.toString().equalsIgnoreCase(word)) {
        return policy;
      }
    }
    return null;
  }
}
