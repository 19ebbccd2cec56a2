package org.angarium.mail.dkim;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** The signature algorithms of the tag {@code a=}. */
public enum DkimAlgorithm {
  /** RFC 6376 §3.3.1; known in order to be refused (RFC 8301 §3.1). */
  RSA_SHA1("rsa-sha1", "rsa", "sha1"),
  /** RFC 6376 §3.3.2. */
  RSA_SHA256("rsa-sha256", "rsa", "sha256"),
  /** RFC 8463: Ed25519 over the SHA-256 hash. */
  ED25519_SHA256("ed25519-sha256", "ed25519", "sha256");

  private final String tag;
  private final String keyType;
  private final String hash;

  DkimAlgorithm(String tag, String keyType, String hash) {
    this.tag = tag;
    this.keyType = keyType;
    this.hash = hash;
  }

  /** As in the tag {@code k=} of a key record. */
  public String keyType() {
    return keyType;
  }

  /** As in the tag {@code h=} of a key record. */
  public String hash() {
    return hash;
  }

  /** As in the tag {@code a=} of a signature. */
  @Override
  public String toString() {
    return tag;
  }

  /** The algorithm with this name, whatever the case of letters. */
  public static DkimAlgorithm of(String word) throws DkimSyntaxException {
    for (DkimAlgorithm algorithm : values()) {
      if (algorithm.tag.equalsIgnoreCase(word)) {
        return algorithm;
      }
    }
    throw new DkimSyntaxException("unknown algorithm");
  }

  /**
   * Whether {@code signature} is one of {@code signed}. A signature that isn't even one, as by its
   * length, is merely wrong, and so is one by a key that nothing can be checked with.
   *
   * @throws IllegalStateException for {@link #RSA_SHA1}, which never verifies here
   */
  public boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
    String name = javaName();
    try {
      Signature check = Signature.getInstance(name);
      check.initVerify(key);
      check.update(this == ED25519_SHA256 ? sha256(signed) : signed);
      return check.verify(signature);
    } catch (GeneralSecurityException | RuntimeException wrong) {
      // Key and signature are a stranger's: whatever the platform makes of them, it isn't proof.
      return false;
    }
  }

  /** Whether signatures can be checked with the key at all: it may be no point of the curve. */
  boolean takes(PublicKey key) {
    String name = javaName();
    try {
      Signature.getInstance(name).initVerify(key);
      return true;
    } catch (GeneralSecurityException | RuntimeException unusable) {
      return false;
    }
  }

  /** Signs. */
  public byte[] sign(PrivateKey key, byte[] data) {
    try {
      Signature signing = Signature.getInstance(javaName());
      signing.initSign(key);
      signing.update(this == ED25519_SHA256 ? sha256(data) : data);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The key does not suit " + tag, e);
    }
  }

  private String javaName() {
    return switch (this) {
      case RSA_SHA1 -> throw new IllegalStateException("SHA-1 is not to be used (RFC 8301)");
      case RSA_SHA256 -> "SHA256withRSA";
      case ED25519_SHA256 -> "Ed25519";
    };
  }

  private static byte[] sha256(byte[] data) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(data);
  }
}
