package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** What happens in IMAP sessions. Logins are in {@link AuthEvent}. */
public sealed interface ImapEvent extends Event {

  /**
   * A session is over.
   *
   * @param login null for one that never logged in
   * @param sent octets
   */
  record SessionEnded(
      String session, @Nullable String login, SessionEnd reason, long commands, long sent)
      implements ImapEvent {
    @Override
    public String name() {
      return "imap.session-ended";
    }

    @Override
    public Severity severity() {
      return switch (reason) {
        case QUIT, LOST, TIMED_OUT, MAILBOX_GONE, REVOKED, STOPPED -> Severity.INFO;
        case ABUSE -> Severity.WARNING;
        case UNAVAILABLE, FAILED -> Severity.ERROR;
      };
    }

    @Override
    public String text() {
      return "IMAP session ended";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LOGIN, login);
      visitor.field(Field.REASON, reason.word());
      visitor.field(Field.COMMANDS, commands);
      visitor.field(Field.SENT, sent);
    }
  }

  /** A command could not be carried out because the store failed. */
  record StoreFailed(String session, String cause) implements ImapEvent {
    @Override
    public String name() {
      return "imap.store-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "The store failed an IMAP command";
    }

    @Override
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CAUSE, cause);
    }
  }

  /**
   * A message is there and its record or contents are damaged. Its reader goes on with the others;
   * {@code angarium verify} tells what else is damaged.
   *
   * @param login whose mailbox it is in
   */
  record MessageUnreadable(String session, String login, String mailbox, long uid, String cause)
      implements ImapEvent {
    @Override
    public String name() {
      return "imap.message-unreadable";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "A message cannot be read";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LOGIN, login);
      visitor.field(Field.MAILBOX, mailbox);
      visitor.field(Field.UID, uid);
      visitor.field(Field.CAUSE, cause);
    }
  }
}
