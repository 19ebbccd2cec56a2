package org.angarium.mail.sasl;

import org.angarium.mail.precis.SaslPrep;

/** Knows SCRAM credentials. May block. */
@FunctionalInterface
public interface ScramLookup {
  /**
   * The user's credential. For one who isn't there, a made-up credential that is the same each time
   * he is asked for, so that the client cannot tell (RFC 5802 §9).
   *
   * @param user prepared with {@link SaslPrep}
   */
  ScramCredential credential(ScramHash hash, String user)
      throws SaslException, InterruptedException;
}
