package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** The life of a message between its arrival and its mailboxes or the queue. */
public sealed interface DeliveryEvent extends Event {

  /** The message is on disk for all its recipients. */
  record Accepted(
      @Nullable String session,
      String messageTrace,
      String sender,
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
      visitor.field(Field.SENDER, sender);
      visitor.field(Field.LOGIN, login);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.MESSAGE_ID, messageId);
      visitor.field(Field.SIZE, size);
      visitor.field(Field.RECIPIENTS, recipients);
      visitor.field(Field.VERDICT, verdict);
    }
  }

  /** A copy is in a mailbox. */
  record Delivered(
      @Nullable String session,
      String messageTrace,
      String recipient,
      String account,
      long mailboxId,
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
      visitor.field(Field.RECIPIENT, recipient);
      visitor.field(Field.ACCOUNT, account);
      visitor.field(Field.MAILBOX_ID, mailboxId);
      visitor.field(Field.UID, uid);
    }
  }

  /**
   * The script of an account was run.
   *
   * @param copies in the owner's mailboxes
   * @param redirects addresses that the message is sent on to
   * @param refused whether the sender is told that the message is refused
   * @param cause why the script failed and the message was kept, or null
   */
  record Filtered(
      @Nullable String session,
      String messageTrace,
      String account,
      String script,
      long copies,
      long redirects,
      boolean refused,
      @Nullable String cause)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.filtered";
    }

    @Override
    public Severity severity() {
      return cause == null ? Severity.INFO : Severity.WARNING;
    }

    @Override
    public String text() {
      return cause == null ? "Script was run" : "Script failed, the message is kept";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ACCOUNT, account);
      visitor.field(Field.SCRIPT, script);
      visitor.field(Field.COPIES, copies);
      visitor.field(Field.REDIRECTS, redirects);
      visitor.field(Field.REFUSED, refused);
      visitor.field(Field.CAUSE, cause);
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
      visitor.field(Field.QUEUE_ID, queueId);
      visitor.field(Field.RECIPIENTS, recipients);
    }
  }

  /** The message was refused after it had arrived. */
  record Refused(
      @Nullable String session, String messageTrace, String sender, String status, String reason)
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
      visitor.field(Field.SENDER, sender);
      visitor.field(Field.STATUS, status);
      visitor.field(Field.REASON, reason);
    }
  }

  /** The store failed; the sender was asked to come again. */
  record Failed(@Nullable String session, String messageTrace, String cause)
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
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CAUSE, cause);
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
      visitor.field(Field.RECIPIENT, recipient);
      visitor.field(Field.REASON, reason);
    }
  }

  /** A receipt that the sender asked for (RFC 3461 NOTIFY=SUCCESS) could not be stored. */
  record ReceiptFailed(@Nullable String session, String messageTrace, String cause)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.receipt-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "The message is stored, its delivery receipt is not";
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

  /** A mailbox that a script files into could not be made. */
  record MailboxRefused(@Nullable String session, String messageTrace, String mailbox, String cause)
      implements DeliveryEvent {
    @Override
    public String name() {
      return "delivery.mailbox-refused";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "A mailbox that a script names cannot be made, the copy goes to INBOX";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.MAILBOX, mailbox);
      visitor.field(Field.CAUSE, cause);
    }
  }
}
