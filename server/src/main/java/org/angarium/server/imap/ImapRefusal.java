package org.angarium.server.imap;

import java.io.Serial;
import org.angarium.mail.imap.Undoable;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.store.mailbox.MailboxRefusal;
import org.jspecify.annotations.Nullable;

/**
 * A command is declined: {@code NO} where it could not be done, {@code BAD} where it made no sense.
 * The one place where the refusals of other parts become response codes (RFC 5530).
 */
final class ImapRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean bad;
  private final @Nullable String code;

  private ImapRefusal(boolean bad, @Nullable String code, @Nullable String text) {
    super(text, null, false, false);
    this.bad = bad;
    this.code = code;
  }

  static ImapRefusal no(@Nullable String code, String text) {
    return new ImapRefusal(false, code, text);
  }

  static ImapRefusal bad(String text) {
    return new ImapRefusal(true, null, text);
  }

  static ImapRefusal of(Undoable undoable) {
    return no(undoable.code(), undoable.text());
  }

  static ImapRefusal of(MailboxRefusal refusal) {
    String code =
        switch (refusal.reason()) {
          case NONEXISTENT -> "NONEXISTENT";
          case ALREADY_EXISTS -> "ALREADYEXISTS";
          case OVER_QUOTA -> "OVERQUOTA";
          case CANNOT -> "CANNOT";
          case HAS_CHILDREN -> "HASCHILDREN";
          case LIMIT -> "LIMIT";
          case TOO_LARGE -> "TOOBIG";
          case EXPUNGED -> "EXPUNGEISSUED";
        };
    return no(code, sentence(refusal.getMessage()));
  }

  static ImapRefusal of(AuthRefusal refusal) {
    String text = sentence(refusal.getMessage());
    return switch (refusal.reason()) {
      case FAILED -> no("AUTHENTICATIONFAILED", text);
      case THROTTLED -> no("UNAVAILABLE", text);
      case MALFORMED -> bad(text);
      case ABORTED -> bad("Authentication cancelled");
      case CLEARTEXT_REFUSED -> no("PRIVACYREQUIRED", text);
      case UNKNOWN_MECHANISM -> no("CANNOT", text);
      case UNAVAILABLE -> no("UNAVAILABLE", text);
    };
  }

  /** The mailbox named is not there, where creating it would help (RFC 9051 §7.1). */
  static ImapRefusal tryCreate() {
    return no("TRYCREATE", "There is no such mailbox");
  }

  static ImapRefusal noSuchMailbox() {
    return no("NONEXISTENT", "There is no such mailbox");
  }

  /** The store failed; the client may try again. */
  static ImapRefusal unavailable() {
    return no("UNAVAILABLE", "The mail store is not available, try again later");
  }

  private static String sentence(@Nullable String text) {
    return text == null || text.isEmpty()
        ? "Refused"
        : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  boolean bad() {
    return bad;
  }

  @Nullable String code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
