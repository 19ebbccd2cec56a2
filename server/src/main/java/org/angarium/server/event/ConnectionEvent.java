package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** What happens to listeners and connections, whatever protocol they carry. */
public sealed interface ConnectionEvent extends Event {

  /** A listener accepts from now on. */
  record Listening(String listener, String address, int port) implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.listening";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Listening";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LISTENER, listener);
      visitor.field(Field.ADDRESS, address);
      visitor.field(Field.PORT, port);
    }
  }

  /** A listener accepts no more. {@code sessions} sessions had to be ended by force. */
  record Closed(String listener, long sessions) implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.listener-closed";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Listener closed";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LISTENER, listener);
      visitor.field(Field.SESSIONS, sessions);
    }
  }

  /**
   * The system gave no connection although one was there: too many open files and the like. Told
   * once a minute.
   */
  record AcceptFailed(String listener, String cause) implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.accept-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "Could not accept a connection";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LISTENER, listener);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** A peer came in. */
  record Opened(String session, String listener, String client) implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.opened";
    }

    @Override
    public Severity severity() {
      return Severity.DEBUG;
    }

    @Override
    public String text() {
      return "Connection opened";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LISTENER, listener);
      visitor.field(Field.CLIENT, client);
    }
  }

  /** A peer was sent away at the door. */
  record Refused(String listener, String client, RefusalReason reason) implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.refused";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Connection refused";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LISTENER, listener);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.REASON, reason.word);
    }
  }

  /** TLS is up. */
  record Secured(String session, String protocol, String cipher, @Nullable String serverName)
      implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.secured";
    }

    @Override
    public Severity severity() {
      return Severity.DEBUG;
    }

    @Override
    public String text() {
      return "TLS established";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.PROTOCOL, protocol);
      visitor.field(Field.CIPHER, cipher);
      visitor.field(Field.SERVER_NAME, serverName);
    }
  }

  /** A handshake did not come to its end. */
  record HandshakeFailed(String session, String listener, String client, String cause)
      implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.handshake-failed";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "TLS handshake failed";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LISTENER, listener);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** A connection is over. */
  record Ended(
      String session,
      String listener,
      String client,
      EndReason reason,
      long received,
      long sent,
      long millis)
      implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.ended";
    }

    @Override
    public Severity severity() {
      return Severity.DEBUG;
    }

    @Override
    public String text() {
      return "Connection ended";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LISTENER, listener);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.REASON, reason.word);
      visitor.field(Field.RECEIVED, received);
      visitor.field(Field.SENT, sent);
      visitor.duration(Field.DURATION, millis * 1000);
    }
  }

  /** The program failed in a session: a bug. Only that connection is lost. */
  record Failed(String session, String listener, String cause) implements ConnectionEvent {
    @Override
    public String name() {
      return "connection.failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "A session failed by a bug";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LISTENER, listener);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** Why a peer was sent away. */
  enum RefusalReason {
    TOO_MANY_CONNECTIONS("too-many-connections"),
    TOO_MANY_FROM_NETWORK("too-many-from-network"),
    TOO_MANY_FROM_ADDRESS("too-many-from-address");

    private final String word;

    RefusalReason(String word) {
      this.word = word;
    }
  }

  /** How a connection came to its end. */
  enum EndReason {
    FINISHED("finished"),
    TIMED_OUT("timed-out"),
    BROKEN("broken"),
    STOPPED("stopped"),
    BUG("bug");

    private final String word;

    EndReason(String word) {
      this.word = word;
    }
  }
}
