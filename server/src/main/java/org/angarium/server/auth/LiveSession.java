package org.angarium.server.auth;

/** A session of whatever protocol that an account came in with. */
@FunctionalInterface
public interface LiveSession {
  /**
   * Ends the session as soon as may be; it tells its client why. Called by the thread that changed
   * the account, perhaps more than once: must neither wait nor throw.
   */
  void end(Revocation why);
}
