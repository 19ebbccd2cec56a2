package org.angarium.server.auth;

import org.jspecify.annotations.Nullable;

/** One SASL exchange (RFC 4422) under way; the protocol head carries the bytes. One thread. */
public interface SaslExchange {

  /**
   * Takes the client's response (null at the start when there was no initial response) and says
   * what is next.
   *
   * @throws AuthRefusal when it failed; the exchange is over
   */
  Step respond(byte @Nullable [] response) throws AuthRefusal, InterruptedException;

  /** What is next. */
  sealed interface Step {
    /** Send this challenge (may be empty) and come back with the response. */
    record Challenge(byte[] data) implements Step {}

    /**
     * Done; {@code data} goes with the success where the protocol can carry it, else as a last
     * challenge that gets an empty response.
     */
    record Success(Login login, byte @Nullable [] data) implements Step {}
  }
}
