package org.angarium.mail.sasl;

import org.jspecify.annotations.Nullable;

/**
 * The server's side of one exchange. Made for one exchange, used by one thread. After {@link
 * SaslStep.Done} or an exception the exchange is over; a further call is malformed.
 */
public interface SaslServer {

  /** The registered name, such as {@code SCRAM-SHA-256}. */
  String mechanism();

  /**
   * Takes the client's response; null at the start when there was no initial response (which is not
   * the same as an empty one).
   *
   * @throws SaslException the exchange failed and is over
   * @throws InterruptedException while waiting for whoever knows the credentials
   */
  SaslStep respond(byte @Nullable [] response) throws SaslException, InterruptedException;
}
