package org.angarium.mail.sasl;

import java.util.Optional;

/** Knows whose an access token is. May block. */
@FunctionalInterface
public interface TokenVerifier {
  /**
   * Whose token it is, if it is good at present.
   *
   * @param claimed the user the client names, or empty; the token decides
   */
  Optional<String> user(String claimed, String token) throws SaslException, InterruptedException;
}
