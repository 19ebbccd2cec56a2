package org.angarium.server.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happens in IMAP sessions. Logins are in {@link AuthEvent}. */
public sealed interface ImapEvent extends Event {

  /** Why a session ended. */
  enum EndReason {
    /** The client said so. */
    LOGOUT,
    /** The client left without a word. */
    LOST,
    /** Silence, or a client that does not read. */
    TIMED_OUT,
    /** A limit against abuse. */
    ABUSE,
    /** The selected mailbox was deleted. */
    MAILBOX_GONE,
    /** The account may not go on: suspended, deleted, another password. */
    REVOKED,
    /** The server is stopping. */
    STOPPED,
    /** A fault of ours. */
    FAILED
  }

  /**
   * A session is over.
   *
   * @param user null for one that never logged in
   * @param sent octets
   */
  record SessionEnded(
      String session, @Nullable String user, EndReason reason, long commands, long sent)
      implements ImapEvent {
    @Override
    public String name() {
      return "imap.session-ended";
    }

    @Override
    public Severity severity() {
      return switch (reason) {
        case LOGOUT, LOST, TIMED_OUT, MAILBOX_GONE, REVOKED, STOPPED -> Severity.INFO;
        case ABUSE -> Severity.WARNING;
        case FAILED -> Severity.ERROR;
      };
    }

    @Override
    public String text() {
      return "IMAP session ended";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("user", user);
      visitor.field("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      visitor.field("commands", commands);
      visitor.field("sent", sent);
    }
  }

  /** A command could not be carried out because the store failed. */
  record StoreFailed(String session, String error) implements ImapEvent {
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
    public void fields(FieldVisitor visitor) {
      visitor.field("error", error);
    }
  }

  /**
   * A message is there and its record or contents are damaged. Its reader goes on with the others;
   * {@code angarium verify} tells what else is damaged.
   *
   * @param user whose mailbox it is in
   */
  record MessageUnreadable(String session, String user, String mailbox, long uid, String error)
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
      visitor.field("user", user);
      visitor.field("mailbox", mailbox);
      visitor.field("uid", uid);
      visitor.field("error", error);
    }
  }
}
