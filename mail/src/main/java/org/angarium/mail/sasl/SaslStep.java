package org.angarium.mail.sasl;

import org.jspecify.annotations.Nullable;

/** What a server does next in an exchange. */
public sealed interface SaslStep {
  /** Send this, possibly empty, and come back with the response. */
  record Challenge(byte[] data) implements SaslStep {}

  /**
   * The peer has shown who it is.
   *
   * @param data additional data with success (RFC 4422 §5), or null; where a protocol cannot carry
   *     it, it goes as a challenge that gets an empty response
   */
  record Done(SaslIdentity identity, byte @Nullable [] data) implements SaslStep {}
}
