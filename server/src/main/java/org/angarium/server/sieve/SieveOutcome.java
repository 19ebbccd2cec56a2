package org.angarium.server.sieve;

import java.util.List;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.sieve.action.RedirectParameters;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.store.script.MemoryNote;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts of an account want done with a message.
 *
 * @param script their names, in order
 * @param copies where the message goes in the owner's account; none for a message that is
 *     discarded, refused or only sent on
 * @param redirects where it is sent on to
 * @param letters messages that they write
 * @param notes what they are to remember beside its letters, if all else is done
 * @param refusal what the sender is to be told (RFC 5429), or null; there are no copies then
 * @param error which of them failed and why, or null; those kept the message
 */
public record SieveOutcome(
    String script,
    List<Copy> copies,
    List<Redirect> redirects,
    List<Letter> letters,
    List<MemoryNote> notes,
    @Nullable String refusal,
    @Nullable String error) {
  public SieveOutcome {
    copies = List.copyOf(copies);
    redirects = List.copyOf(redirects);
    letters = List.copyOf(letters);
    notes = List.copyOf(notes);
  }

  /**
   * One copy in the owner's account.
   *
   * @param mailbox by name; null where mail goes without a script
   * @param flags system flags and keywords (RFC 5232)
   * @param create whether the mailbox is made if it is not there (RFC 5490 §3.2)
   * @param changes of the message, in order; see {@link org.angarium.mail.sieve.run.MessageChanges}
   */
  public record Copy(
      @Nullable String mailbox, Set<String> flags, boolean create, List<SieveAction> changes) {
    /** Where mail goes without a script. */
    public static final Copy KEPT = new Copy(null, Set.of(), false, List.of());

    public Copy {
      flags = Set.copyOf(flags);
      changes = List.copyOf(changes);
    }
  }

  /**
   * A copy that is sent on.
   *
   * @param parameters what the script wants beside the address
   * @param changes of the message, as for copies
   */
  public record Redirect(String address, RedirectParameters parameters, List<SieveAction> changes) {
    public Redirect {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A message that a script writes: an answer to the sender (RFC 5230), a notice (RFC 5436).
   *
   * @param trace id of this message
   * @param recipients at least one
   * @param message whole, with CRLF line ends; the record's own array
   * @param copy where the owner keeps a copy (RFC 8580), or null
   * @param note what is to be remembered if it is sent, or null
   * @param always whether it is sent even if the message may be spam
   */
  public record Letter(
      String trace,
      ReversePath reversePath,
      List<EmailAddress> recipients,
      byte[] message,
      @Nullable Copy copy,
      @Nullable MemoryNote note,
      boolean always) {
    public Letter {
      recipients = List.copyOf(recipients);
    }
  }
}
