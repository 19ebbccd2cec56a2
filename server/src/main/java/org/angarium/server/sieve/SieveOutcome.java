package org.angarium.server.sieve;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a script wants done with a message.
 *
 * @param script its name
 * @param copies where the message goes in the owner's account; none for a message that is
 *     discarded, refused or only sent on
 * @param redirects addresses that it is sent on to
 * @param refusal what the sender is to be told (RFC 5429), or null; there are no copies then
 * @param error why the script failed, or null; the message is kept then
 */
public record SieveOutcome(
    String script,
    List<Copy> copies,
    List<String> redirects,
    @Nullable String refusal,
    @Nullable String error) {
  public SieveOutcome {
    copies = List.copyOf(copies);
    redirects = List.copyOf(redirects);
  }

  /**
   * One copy in the owner's account.
   *
   * @param mailbox by name; null where mail goes without a script
   * @param flags system flags and keywords (RFC 5232)
   * @param create whether the mailbox is made if it is not there (RFC 5490 §3.2)
   */
  public record Copy(@Nullable String mailbox, Set<String> flags, boolean create) {
    /** Where mail goes without a script. */
    public static final Copy KEPT = new Copy(null, Set.of(), false);

    public Copy {
      flags = Set.copyOf(flags);
    }
  }
}
