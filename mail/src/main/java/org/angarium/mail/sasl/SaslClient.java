package org.angarium.mail.sasl;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of one exchange. Made for one exchange, used by one thread. The protocol's
 * "yes" counts only when {@link #complete} is true by then: else the server left out its own proof.
 */
public interface SaslClient {

  /** The registered name. */
  String mechanism();

  /** Whether the client speaks first, so that an initial response can be sent. */
  boolean hasInitialResponse();

  /**
   * The answer to a challenge; null asks for the initial response. Additional data with success is
   * a challenge too; the answer to it is empty and need not be sent.
   *
   * @throws SaslException the server broke the rules, or is not who it should be
   */
  byte[] respond(byte @Nullable [] challenge) throws SaslException;

  /** Whether everything that the client must see has been seen. */
  boolean complete();
}
