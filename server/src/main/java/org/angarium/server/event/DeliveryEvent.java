package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** The life of a message between its arrival and its mailboxes or the queue. */
public sealed interface DeliveryEvent extends Event {

  /** The message is on disk for all its recipients. */
  record Accepted(
      @Nullable String session,
      String messageTrace,
      String reversePath,
      @Nullable String login,
      @Nullable String client,
      @Nullable String messageId,
      long size,
      long recipients,
      String verdict)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.accepted";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Message accepted";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("from", reversePath);
      visitor.field("login", login);
      visitor.field("client", client);
      visitor.field("messageId", messageId);
      visitor.field("size", size);
      visitor.field("recipients", recipients);
      visitor.field("verdict", verdict);
    }
  }

  /** A copy is in a mailbox. */
  record Delivered(
      @Nullable String session,
      String messageTrace,
      String recipient,
      String account,
      long mailbox,
      long uid)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.delivered";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Message delivered";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("to", recipient);
      visitor.field("account", account);
      visitor.field("mailbox", mailbox);
      visitor.field("uid", uid);
    }
  }

  /**
   * The script of an account was run.
   *
   * @param copies in the owner's mailboxes
   * @param redirects addresses that the message is sent on to
   * @param refused whether the sender is told that the message is refused
   * @param error why the script failed and the message was kept, or null
   */
  record Filtered(
      @Nullable String session,
      String messageTrace,
      String account,
      String script,
      long copies,
      long redirects,
      boolean refused,
      @Nullable String error)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.filtered";
    }

    @Override
    public Severity severity() {
      return error == null ? Severity.INFO : Severity.WARNING;
    }

    @Override
    public String text() {
      return error == null ? "Script was run" : "Script failed, the message is kept";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("account", account);
      visitor.field("script", script);
      visitor.field("copies", copies);
      visitor.field("redirects", redirects);
      visitor.field("refused", refused ? 1 : 0);
      if (error != null) {
        visitor.field("error", error);
      }
    }
  }

  /** The copies for remote recipients are in the queue. */
  record Queued(@Nullable String session, String messageTrace, String queueId, long recipients)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.queued";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Message queued";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("queueId", queueId);
      visitor.field("recipients", recipients);
    }
  }

  /** The message was refused after it had arrived. */
  record Refused(
      @Nullable String session,
      String messageTrace,
      String reversePath,
      String status,
      String reason)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.refused";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Message refused";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("from", reversePath);
      visitor.field("status", status);
      visitor.field("reason", reason);
    }
  }

  /** The store failed; the sender was asked to come again. */
  record Failed(@Nullable String session, String messageTrace, String error)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "Message could not be stored";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("error", error);
    }
  }

  /** Mail the server wrote itself had nowhere to go. */
  record Dropped(String messageTrace, String recipient, String reason) implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.dropped";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Notice without a place to go dropped";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("to", recipient);
      visitor.field("reason", reason);
    }
  }
}
