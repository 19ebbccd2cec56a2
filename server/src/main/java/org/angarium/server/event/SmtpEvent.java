package org.angarium.server.event;

/** What happens in SMTP and LMTP sessions. */
public sealed interface SmtpEvent extends Event {

  /** A peer sent something before the greeting and was sent away. */
  record SpokeEarly(String session, String client) implements SmtpEvent {
    @Override
    public String name() {
      return "smtp.spoke-early";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Peer spoke before the greeting";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CLIENT, client);
    }
  }

  /** A peer speaks HTTP or another protocol to us; the connection was dropped without a word. */
  record ForeignProtocolSpoken(String session, String client, String protocol)
      implements SmtpEvent {
    @Override
    public String name() {
      return "smtp.foreign-protocol";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Another protocol spoken to the mail port";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.PROTOCOL, protocol);
    }
  }

  /** A command was refused. {@code line} is its beginning, without secrets. */
  record CommandRefused(String session, String client, String line, String reply, String cause)
      implements SmtpEvent {
    @Override
    public String name() {
      return "smtp.command-refused";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Command refused";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.LINE, line);
      visitor.field(Field.REPLY, reply);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** A recipient was refused. */
  record RecipientRefused(
      String session,
      String messageTrace,
      String client,
      String sender,
      String recipient,
      String reply)
      implements SmtpEvent {
    @Override
    public String name() {
      return "smtp.recipient-refused";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Recipient refused";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.SENDER, sender);
      visitor.field(Field.RECIPIENT, recipient);
      visitor.field(Field.REPLY, reply);
    }
  }

  /** A message was refused for its form. */
  record MessageRefused(
      String session, String messageTrace, String client, String sender, String reply)
      implements SmtpEvent {
    @Override
    public String name() {
      return "smtp.message-refused";
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
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.SENDER, sender);
      visitor.field(Field.REPLY, reply);
    }
  }

  /** We ended a session. */
  record SessionCut(String session, String client, String reply) implements SmtpEvent {
    @Override
    public String name() {
      return "smtp.session-cut";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Session ended by the server";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.REPLY, reply);
    }
  }

  /** The store failed a command; the client was asked to come again. */
  record StoreFailed(String session, String line, String cause) implements SmtpEvent {
    @Override
    public String name() {
      return "smtp.store-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "Store failed a command";
    }

    @Override
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LINE, line);
      visitor.field(Field.CAUSE, cause);
    }
  }
}
