package org.angarium.mail.sasl;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hash functions SCRAM is registered with. */
public enum ScramHash {
  /** RFC 5802. Broken for signatures, not for this; kept for old clients. */
  SHA_1("SCRAM-SHA-1", "SHA-1", "HmacSHA1", 20),
  /** RFC 7677. */
  SHA_256("SCRAM-SHA-256", "SHA-256", "HmacSHA256", 32),
  /** draft-melnikov-scram-sha-512. */
  SHA_512("SCRAM-SHA-512", "SHA-512", "HmacSHA512", 64);

  private final String mechanism;
  private final String digest;
  private final String hmac;
  private final int length;

  ScramHash(String mechanism, String digest, String hmac, int length) {
    this.mechanism = mechanism;
    this.digest = digest;
    this.hmac = hmac;
    this.length = length;
  }

  /** The mechanism's name without {@code -PLUS}. */
  public String mechanism() {
    return mechanism;
  }

  /** Octets of a hash. */
  public int length() {
    return length;
  }

  byte[] hash(byte[] data) {
    try {
      return MessageDigest.getInstance(digest).digest(data);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  byte[] hmac(byte[] key, byte[] data) {
    return mac(key).doFinal(data);
  }

  /** Hi() of RFC 5802 §2.2: PBKDF2 with this hash and one block. */
  byte[] iterate(byte[] password, byte[] salt, int iterations) {
    Mac mac = mac(password);
    mac.update(salt);
    byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] result = round.clone();
    try {
      for (int i = 1; i < iterations; i++) {
        mac.update(round);
        mac.doFinal(round, 0);
        for (int j = 0; j < result.length; j++) {
          result[j] ^= round[j];
        }
      }
    } catch (GeneralSecurityException longEnough) {
      throw new IllegalStateException(longEnough);
    }
    return result;
  }

  private Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(hmac);
      // An empty password is no key for the JDK; HMAC pads keys with zeros, so one zero is the
      // same.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, hmac));
      return mac;
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
