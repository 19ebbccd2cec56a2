package org.angarium.server.outbound;

/** What is asked of TLS on the way to a host. */
public enum TlsLevel {
  /** Not used. */
  NONE,
  /** Used where it is offered and works, any certificate; else in clear (RFC 7435). */
  OPPORTUNISTIC,
  /** Used always, any certificate. */
  ENCRYPTED,
  /** Used always; the certificate must be valid for the host's name. */
  VERIFIED;

  boolean required() {
    return this == ENCRYPTED || this == VERIFIED;
  }
}
