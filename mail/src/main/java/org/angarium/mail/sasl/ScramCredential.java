package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import org.angarium.mail.precis.SaslPrep;

/**
 * What a server keeps for SCRAM (RFC 5802 §3). It verifies a login and proves the server to the
 * client, but is not enough to log in elsewhere. Who steals it can guess passwords off line.
 *
 * @param storedKey H(ClientKey)
 */
public record ScramCredential(
    ScramHash hash, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {

  /**
   * @param password prepared with {@link SaslPrep}
   */
  public static ScramCredential derive(
      ScramHash hash, byte[] password, byte[] salt, int iterations) {
    if (iterations < 1 || salt.length == 0) {
      throw new IllegalArgumentException("SCRAM needs a salt and at least one iteration");
    }
    byte[] salted = hash.iterate(password, salt, iterations);
    return new ScramCredential(
        hash, salt, iterations, hash.hash(clientKey(hash, salted)), serverKey(hash, salted));
  }

  static byte[] clientKey(ScramHash hash, byte[] saltedPassword) {
    return hash.hmac(saltedPassword, "Client Key".getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] serverKey(ScramHash hash, byte[] saltedPassword) {
    return hash.hmac(saltedPassword, "Server Key".getBytes(StandardCharsets.US_ASCII));
  }

  /** Never the keys: they would end up in a log. */
  @Override
  public String toString() {
    return "ScramCredential[" + hash + ", iterations=" + iterations + "]";
  }
}
