package org.angarium.server.event;

/** What happens in SMTP and LMTP sessions. */
public sealed interface SmtpEvent extends Event {

  /** A peer sent something before the greeting and was sent away. */
  record SpokeEarly(String session, String remote) implements SmtpEvent {
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
      visitor.field("remote", remote);
    }
  }

  /** A peer speaks HTTP or another protocol to us; the connection was dropped without a word. */
  record ForeignProtocolSpoken(String session, String remote, String protocol)
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
      visitor.field("remote", remote);
      visitor.field("protocol", protocol);
    }
  }

  /** A command was refused. {@code line} is its beginning, without secrets. */
  record CommandRefused(String session, String remote, String line, String reply, String details)
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
      visitor.field("remote", remote);
      visitor.field("line", line);
      visitor.field("reply", reply);
      visitor.field("details", details);
    }
  }

  /** A recipient was refused. */
  record RecipientRefused(
      String session, String messageTrace, String remote, String from, String to, String reply)
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
      visitor.field("remote", remote);
      visitor.field("from", from);
      visitor.field("to", to);
      visitor.field("reply", reply);
    }
  }

  /** A message was refused for its form. */
  record MessageRefused(
      String session, String messageTrace, String remote, String from, String reply)
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
      visitor.field("remote", remote);
      visitor.field("from", from);
      visitor.field("reply", reply);
    }
  }

  /** We ended a session. */
  record SessionCut(String session, String remote, String reply) implements SmtpEvent {
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
      visitor.field("remote", remote);
      visitor.field("reply", reply);
    }
  }

  /** The store failed a command; the client was asked to come again. */
  record StoreFailed(String session, String line, String error) implements SmtpEvent {
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
    public void fields(FieldVisitor visitor) {
      visitor.field("line", line);
      visitor.field("error", error);
    }
  }
}
