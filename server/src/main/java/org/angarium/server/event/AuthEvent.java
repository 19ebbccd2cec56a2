package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** Attempts to log in. Never carries a password, nor a user name longer than an address may be. */
public sealed interface AuthEvent extends Event {

  String protocol();

  @Override
  @Nullable String session();

  /** Somebody came in. */
  record Succeeded(
      String protocol, @Nullable String session, String client, String mechanism, String login)
      implements AuthEvent {
    @Override
    public String name() {
      return "auth.succeeded";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Login succeeded";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.PROTOCOL, protocol);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.MECHANISM, mechanism);
      visitor.field(Field.LOGIN, login);
    }
  }

  /**
   * Somebody did not come in.
   *
   * @param login the name given, cut to the length of an address; null when it didn't come to that
   * @param reason {@code unknown-user}, {@code wrong-password}, {@code suspended}, {@code
   *     malformed} …
   */
  record Failed(
      String protocol,
      @Nullable String session,
      String client,
      String mechanism,
      @Nullable String login,
      String reason)
      implements AuthEvent {
    @Override
    public String name() {
      return "auth.failed";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Login failed";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.PROTOCOL, protocol);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.MECHANISM, mechanism);
      visitor.field(Field.LOGIN, login);
      visitor.field(Field.REASON, reason);
    }
  }

  /**
   * A session was ended, or not begun, because its account may not go on.
   *
   * @param reason {@code suspended}, {@code deleted}, {@code domain-disabled}, {@code
   *     password-changed}, {@code uncertain}
   */
  record SessionRevoked(
      String protocol, @Nullable String session, String client, String login, String reason)
      implements AuthEvent {
    @Override
    public String name() {
      return "auth.session-revoked";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Session ended, its account may not go on";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.PROTOCOL, protocol);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.LOGIN, login);
      visitor.field(Field.REASON, reason);
    }
  }

  /** A login could not be checked, which says nothing about its password: not counted. */
  record Unavailable(String protocol, @Nullable String session, String client, String cause)
      implements AuthEvent {
    @Override
    public String name() {
      return "auth.unavailable";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "Login could not be checked";
    }

    @Override
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.PROTOCOL, protocol);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** An attempt was turned away unheard, after too many failures from there. */
  record Throttled(
      String protocol,
      @Nullable String session,
      String client,
      @Nullable String login,
      long seconds)
      implements AuthEvent {
    @Override
    public String name() {
      return "auth.throttled";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Login throttled";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.PROTOCOL, protocol);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.LOGIN, login);
      visitor.duration(Field.WAIT, seconds * 1_000_000);
    }
  }

  /** A login succeeded; its network is known until the next start only. */
  record NetworkForgotten(
      String protocol, @Nullable String session, String client, String login, String cause)
      implements AuthEvent {
    @Override
    public String name() {
      return "auth.network-not-kept";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "The network of a login could not be stored";
    }

    @Override
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.PROTOCOL, protocol);
      visitor.field(Field.CLIENT, client);
      visitor.field(Field.LOGIN, login);
      visitor.field(Field.CAUSE, cause);
    }
  }
}
