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
      visitor.field("listener", listener);
      visitor.field("address", address);
      visitor.field("port", port);
    }
  }

  /** A listener accepts no more. {@code cut} sessions had to be ended by force. */
  record Closed(String listener, long cut) implements ConnectionEvent {
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
      visitor.field("listener", listener);
      visitor.field("cut", cut);
    }
  }

  /**
   * The system gave no connection although one was there: too many open files and the like. Told
   * once a minute.
   */
  record AcceptFailed(String listener, String error) implements ConnectionEvent {
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
      visitor.field("listener", listener);
      visitor.field("error", error);
    }
  }

  /** A peer came in. */
  record Opened(String session, String listener, String remote) implements ConnectionEvent {
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
      visitor.field("listener", listener);
      visitor.field("remote", remote);
    }
  }

  /** A peer was sent away at the door. */
  record Refused(String listener, String remote, RefusalReason reason) implements ConnectionEvent {
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
      visitor.field("listener", listener);
      visitor.field("remote", remote);
      visitor.field("reason", reason.word);
    }
  }

  /** TLS is up. */
  record Secured(String session, String protocol, String cipherSuite, @Nullable String serverName)
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
      visitor.field("protocol", protocol);
      visitor.field("cipher", cipherSuite);
      visitor.field("serverName", serverName);
    }
  }

  /** A handshake did not come to its end. */
  record HandshakeFailed(String session, String listener, String remote, String error)
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
      visitor.field("listener", listener);
      visitor.field("remote", remote);
      visitor.field("error", error);
    }
  }

  /** A connection is over. */
  record Ended(
      String session,
      String listener,
      String remote,
      EndReason reason,
      long received,
      long sent,
      long milliseconds)
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
      visitor.field("listener", listener);
      visitor.field("remote", remote);
      visitor.field("reason", reason.word);
      visitor.field("received", received);
      visitor.field("sent", sent);
      visitor.field("milliseconds", milliseconds);
    }
  }

  /** The program failed in a session: a bug. Only that connection is lost. */
  record Failed(String session, String listener, String error) implements ConnectionEvent {
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
      visitor.field("listener", listener);
      visitor.field("error", error);
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
