package org.angarium.mail.dsn;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of a message for one recipient (RFC 3464 §2.3.3). */
public enum DsnAction {
  /** Given up: it was not and will not be delivered. */
  FAILED,
  /** Not delivered yet, still tried. */
  DELAYED,
  /** In the recipient's mailbox. */
  DELIVERED,
  /** Passed on to a system that won't report success. */
  RELAYED,
  /** Delivered to a list or alias and sent on to its members. */
  EXPANDED;

  /** The value of the Action field. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The action with that keyword, or null. */
  public static @Nullable DsnAction of(String keyword) {
    for (DsnAction action : values()) {
      if (action.keyword().equalsIgnoreCase(keyword)) {
        return action;
      }
    }
    return null;
  }
}
