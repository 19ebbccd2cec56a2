package org.angarium.mail.dkim;

import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;

/** A key to sign with and where its public half lies in DNS. Immutable and thread-safe. */
public final class SigningKey {
  private final String domain;
  private final String selector;
  private final PrivateKey key;
  private final DkimAlgorithm algorithm;

  /**
   * A key whose public half is at {@code selector._domainkey.domain}.
   *
   * @param key RSA of 2048 bits at least, or Ed25519
   * @throws IllegalArgumentException for a smaller RSA key (RFC 8301 §3.2) or another kind
   * @throws DkimSyntaxException if domain or selector aren't
   */
  public SigningKey(String domain, String selector, PrivateKey key) throws DkimSyntaxException {
    this.domain = DkimSignatureField.domain(domain);
    this.selector = DkimSignatureField.selector(selector);
    this.key = key;
    if (key instanceof RSAPrivateKey rsa) {
      if (rsa.getModulus().bitLength() < 2048) {
        throw new IllegalArgumentException("RSA keys of less than 2048 bits don't sign");
      }
      this.algorithm = DkimAlgorithm.RSA_SHA256;
    } else if (key instanceof EdECPrivateKey ed && ed.getParams().getName().equals("Ed25519")) {
      this.algorithm = DkimAlgorithm.ED25519_SHA256;
    } else {
      throw new IllegalArgumentException("DKIM knows RSA and Ed25519 keys");
    }
  }

  /** As in {@code d=}. */
  public String domain() {
    return domain;
  }

  /** As in {@code s=}. */
  public String selector() {
    return selector;
  }

  /** As in {@code a=}. */
  public DkimAlgorithm algorithm() {
    return algorithm;
  }

  /** Signs. */
  public byte[] sign(byte[] data) {
    return algorithm.sign(key, data);
  }
}
