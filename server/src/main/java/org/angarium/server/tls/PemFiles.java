package org.angarium.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads and writes the textual form of certificates and keys (RFC 7468). */
final class PemFiles {
  private static final long MAX_OCTETS = 1 << 20;
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  private PemFiles() {}

  /** The certificates of a file in their order: the node's own first. */
  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> chain = new ArrayList<>();
    for (byte[] der : blocks(file, CERTIFICATE)) {
      chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    }
    if (chain.isEmpty()) {
      throw new GeneralSecurityException(file + " has no CERTIFICATE block");
    }
    return chain;
  }

  /** A key in PKCS #8, not encrypted, for the algorithm of the certificate's public key. */
  static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
    List<byte[]> blocks = blocks(file, KEY);
    if (blocks.isEmpty()) {
      throw new GeneralSecurityException(
          file
              + " has no PRIVATE KEY block; convert other forms with"
              + " \"openssl pkcs8 -topk8 -nocrypt\"");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(blocks.getFirst()));
    } catch (InvalidKeySpecException mismatch) {
      throw new GeneralSecurityException(
          "the key in " + file + " is not of the certificate's kind, " + algorithm, mismatch);
    }
  }

  static String certificate(byte[] der) {
    return block(CERTIFICATE, der);
  }

  static String key(byte[] der) {
    return block(KEY, der);
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static List<byte[]> blocks(Path file, String label)
      throws IOException, GeneralSecurityException {
    if (Files.size(file) > MAX_OCTETS) {
      throw new GeneralSecurityException(file + " is larger than 1 MB");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    List<byte[]> blocks = new ArrayList<>();
    for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at)) {
      int stop = text.indexOf(end, at);
      if (stop < 0) {
        throw new GeneralSecurityException(file + " has a " + label + " block without end");
      }
      try {
        blocks.add(Base64.getMimeDecoder().decode(text.substring(at + begin.length(), stop)));
      } catch (IllegalArgumentException malformed) {
        throw new GeneralSecurityException(file + " has a damaged " + label + " block", malformed);
      }
      at = stop + end.length();
    }
    return blocks;
  }
}
