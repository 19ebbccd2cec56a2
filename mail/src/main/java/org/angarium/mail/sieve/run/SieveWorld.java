package org.angarium.mail.sieve.run;

import java.time.Duration;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.compile.ScriptLocation;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What a script may ask about the world outside the message. All answers are looked up, nothing is
 * changed: what a run wants done comes back as {@link SieveAction}s. A world without annotations
 * and lists need not say so.
 */
public interface SieveWorld {
  /** Whether the user may deliver into the mailbox (RFC 5490 §3.1). */
  boolean mailboxExists(String mailbox);

  /** Whether a mailbox of that id exists (RFC 9042 §6). */
  boolean mailboxIdExists(String mailboxId);

  /**
   * Whether a mailbox has the special use (RFC 8579 §3).
   *
   * @param mailbox its name; empty for any mailbox of the user
   * @param use such as {@code \Junk}
   */
  boolean specialUseExists(String mailbox, String use);

  /** Whether the id is remembered under the handle (RFC 7352). */
  boolean duplicateSeen(String handle, String id);

  /** Whether the vacation notice of that handle went to the sender within that time. */
  boolean vacationAnswered(String handle, String sender, Duration within);

  /**
   * An annotation that the user may read (RFC 5490 §3.3); null if the mailbox or the annotation
   * isn't there.
   *
   * @param entry its name, such as {@code /private/comment}
   */
  default @Nullable String metadata(String mailbox, String entry) {
    return null;
  }

  /** An annotation of the server that the user may read (RFC 5490 §4.1); null if it isn't there. */
  default @Nullable String serverMetadata(String entry) {
    return null;
  }

  /**
   * Whether a list that is kept elsewhere can be used (RFC 6134 §2.7).
   *
   * @param list its name, an absolute URI; the short form {@code :x} is written out already, and
   *     the default address book is always {@code urn:ietf:params:sieve:addrbook:default}
   */
  default boolean listExists(String list) {
    return false;
  }

  /**
   * The member of such a list that is the value, as the list writes it (RFC 6134 §2.2); null if
   * there is none, or no such list. Address books don't heed the case of letters.
   */
  default @Nullable String listMember(String list, String value) {
    return null;
  }

  /**
   * The script to include (RFC 6609 §3.2), compiled; null if there is none of that name.
   *
   * @throws SieveSyntaxException if there is one that can't be compiled
   */
  @Nullable SieveProgram script(ScriptLocation location, String name) throws SieveSyntaxException;

  /** A world with nothing in it: no mailbox exists, nothing was seen or answered. */
  static SieveWorld empty() {
    return new EmptyWorld();
  }

  /** A world with nothing in it. */
  record EmptyWorld() implements SieveWorld {
    @Override
    public boolean mailboxExists(String mailbox) {
      return false;
    }

    @Override
    public boolean mailboxIdExists(String mailboxId) {
      return false;
    }

    @Override
    public boolean specialUseExists(String mailbox, String use) {
      return false;
    }

    @Override
    public boolean duplicateSeen(String handle, String id) {
      return false;
    }

    @Override
    public boolean vacationAnswered(String handle, String sender, Duration within) {
      return false;
    }

    @Override
    public @Nullable SieveProgram script(ScriptLocation location, String name) {
      return null;
    }
  }
}
