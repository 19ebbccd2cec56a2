package org.angarium.mail.sasl;

/** Knows whether a password is right. May block. */
@FunctionalInterface
public interface PasswordVerifier {
  /**
   * @param identity who it says it is
   * @param password as it was sent; wiped by the mechanism after the call
   */
  boolean verify(SaslIdentity identity, byte[] password) throws SaslException, InterruptedException;
}
