package org.angarium.mail.sieve.action;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a copy of a message that the script sends is to be kept (RFC 8580); only once it was sent.
 *
 * @param create make the mailbox if it isn't there
 * @param specialUse prefer the mailbox of that use; null if none is named
 * @param mailboxId prefer the mailbox of that id; null if none is named
 */
public record FileCarbonCopy(
    String mailbox,
    List<String> flags,
    boolean create,
    @Nullable String specialUse,
    @Nullable String mailboxId) {
  /** Copies the list. */
  public FileCarbonCopy {
    flags = List.copyOf(flags);
  }
}
