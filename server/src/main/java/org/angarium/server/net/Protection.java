package org.angarium.server.net;

/** How a listener uses TLS. */
public enum Protection {
  /** Never. */
  NONE,
  /** When the peer asks for it within the protocol. */
  STARTTLS,
  /** From the first byte (RFC 8314). */
  IMPLICIT
}
