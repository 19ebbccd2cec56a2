package org.angarium.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.angarium.mail.sasl.ScramCredential;
import org.angarium.mail.sasl.ScramHash;

/**
 * SCRAM credentials for users that don't exist: made from the name and the installation's secret,
 * so that the salt a stranger is shown is the same tomorrow, as a true one would be. No password
 * fits them.
 */
final class MadeUpCredentials {
  private static final int SALT_BYTES = 16;

  private final byte[] secret;
  private final int iterations;

  MadeUpCredentials(byte[] secret, int iterations) {
    this.secret = secret.clone();
    this.iterations = iterations;
  }

  ScramCredential credential(String user) {
    return new ScramCredential(
        ScramHash.SHA_256,
        Arrays.copyOf(derive("salt", user), SALT_BYTES),
        iterations,
        derive("stored", user),
        derive("server", user));
  }

  private byte[] derive(String what, String user) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal((what + '\0' + user).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
