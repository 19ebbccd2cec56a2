package org.angarium.mail.sieve.action;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run wants done with the message. Done in order: changes of the header apply to what
 * follows.
 */
public sealed interface SieveAction {
  /** Deliver where mail goes without a script, with these flags. */
  record Keep(List<String> flags) implements SieveAction {}

  /**
   * Deliver into a mailbox.
   *
   * @param create make the mailbox if it isn't there (RFC 5490 §3.2)
   * @param specialUse prefer the mailbox of that use (RFC 8579 §4); null if none is named
   * @param mailboxId prefer the mailbox of that id (RFC 9042 §4); null if none is named
   */
  record FileInto(
      String mailbox,
      List<String> flags,
      boolean create,
      @Nullable String specialUse,
      @Nullable String mailboxId)
      implements SieveAction {}

  /**
   * Send on to an address. The reverse path is kept, unless {@link
   * RedirectParameters#reportsToOwner} or the script runs on an event of IMAP.
   */
  record Redirect(String address, RedirectParameters parameters) implements SieveAction {
    /** Without wishes. */
    public Redirect(String address) {
      this(address, RedirectParameters.NONE);
    }
  }

  /**
   * Send on to all members of a list that is kept elsewhere (RFC 6134 §2.3), who don't see one
   * another. Whoever expands it bounds their number.
   */
  record RedirectToList(String list, RedirectParameters parameters) implements SieveAction {}

  /**
   * Send a message that tells of this one (RFC 5435, RFC 5436). All rules against it were obeyed
   * already. If it can't be sent, forget it; it is never sent twice.
   *
   * @param copy where to keep a copy; null for nowhere
   */
  record Notify(MailNotice notice, @Nullable FileCarbonCopy copy) implements SieveAction {}

  /** Don't deliver. Stands alone or beside header changes and memories. */
  record Discard() implements SieveAction {}

  /**
   * Refuse the message (RFC 5429).
   *
   * @param duringProtocol whether by an SMTP or LMTP reply if that can still be done ({@code
   *     ereject}); else a notice may be sent to the sender as well
   */
  record Reject(String reason, boolean duringProtocol) implements SieveAction {}

  /**
   * Answer the sender (RFC 5230). All rules against answering were obeyed already.
   *
   * @param to the reverse path
   * @param from who answers; null for the owner's address
   * @param subject already with the prefix for automatic answers if the script named none
   * @param mime whether the reason is a MIME entity with its header, else plain text
   * @param handle what to remember the answer under
   * @param interval how long to remember it
   * @param copy where to keep a copy of the answer; null for nowhere
   */
  record Vacation(
      String to,
      @Nullable String from,
      String subject,
      String reason,
      boolean mime,
      String handle,
      Duration interval,
      @Nullable FileCarbonCopy copy)
      implements SieveAction {}

  /**
   * Add a field.
   *
   * @param value Unicode, on one line, not encoded
   * @param last at the bottom of the header, else at the top
   */
  record AddHeader(String name, String value, boolean last) implements SieveAction {}

  /**
   * Take fields away.
   *
   * @param positions which of the fields of that name, as the header is when this action's turn
   *     comes; from 1 for the topmost, ascending
   */
  record DeleteHeader(String name, List<Integer> positions) implements SieveAction {}

  /**
   * From here on the message is this one (RFC 5703 §5, §6, RFC 6558). Header changes before it are
   * in it already.
   *
   * @param message its segments; they name places of the message as it came, before any action
   */
  record Rewrite(List<MessageSegment> message) implements SieveAction {
    /** Copies the list. */
    public Rewrite {
      message = List.copyOf(message);
    }
  }

  /** Remember an id for {@code SieveWorld}; only once all else was done. */
  record RememberDuplicate(String handle, String id, Duration interval) implements SieveAction {}
}
