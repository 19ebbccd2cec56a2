package org.angarium.server.auth;

import java.io.Serial;

/** Not let in. The text may be shown to the client and never says whether the account exists. */
public final class AuthRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What heads map to their codes (535 5.7.8, AUTHENTICATIONFAILED …). */
  public enum Reason {
    /** Unknown user, wrong password, suspended: all the same to the client. */
    FAILED,
    /** Too many failures from there; come back later. */
    THROTTLED,
    /** The exchange was malformed. */
    MALFORMED,
    /** The client gave up with {@code *}. */
    ABORTED,
    /** Not without TLS. */
    CLEARTEXT_REFUSED,
    UNKNOWN_MECHANISM,
    /** The directory did not answer. */
    UNAVAILABLE
  }

  private final Reason reason;

  public AuthRefusal(Reason reason, String publicText) {
    super(publicText);
    this.reason = reason;
  }

  /** The store, or a turn to hash, was not to be had: says nothing about the password. */
  static AuthRefusal unavailable() {
    return new AuthRefusal(Reason.UNAVAILABLE, "Authentication is not available at present");
  }

  public Reason reason() {
    return reason;
  }
}
