package org.angarium.mail.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * A key to sign with and the record to publish for it.
 *
 * @param privateKey for {@link DkimSigner}; secret
 * @param record for {@code selector._domainkey.domain}
 */
public record DkimKeyPair(PrivateKey privateKey, DkimKeyRecord record) {

  /** A new RSA key; 2048 bits fit every DNS and are what is asked for today. */
  public static DkimKeyPair rsa(int bits, SecureRandom random) {
    if (bits < 2048 || bits > 4096) {
      throw new IllegalArgumentException("2048 to 4096 bits");
    }
    return generate("RSA", bits, random);
  }

  /** A new Ed25519 key (RFC 8463). */
  public static DkimKeyPair ed25519(SecureRandom random) {
    return generate("Ed25519", 0, random);
  }

  private static DkimKeyPair generate(String kind, int bits, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (bits > 0) {
        generator.initialize(bits, random);
      }
      KeyPair pair = generator.generateKeyPair();
      return new DkimKeyPair(pair.getPrivate(), DkimKeyRecord.of(pair.getPublic()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The private key in PEM (RFC 7468 §10, PKCS #8, unencrypted). */
  public String pem() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(privateKey.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  /** Reads a private key in PEM, RSA or Ed25519, PKCS #8. */
  public static PrivateKey privateKey(String pem) throws DkimSyntaxException {
    String begin = "-----BEGIN PRIVATE KEY-----";
    int start = pem.indexOf(begin);
    int end = pem.indexOf("-----END PRIVATE KEY-----");
    if (start < 0 || end < start) {
      throw new DkimSyntaxException("not a private key in PEM (PKCS #8)");
    }
    byte[] der;
    try {
      der =
          Base64.getMimeDecoder()
              .decode(
                  pem.substring(start + begin.length(), end).getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new DkimSyntaxException("not base64");
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (GeneralSecurityException notRsa) {
      try {
        return KeyFactory.getInstance("Ed25519").generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        throw new DkimSyntaxException("neither an RSA nor an Ed25519 key");
      }
    }
  }
}
