package org.angarium.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

/**
 * Reads and writes the textual form of certificates and keys (RFC 7468). Whatever the files hold,
 * what cannot be read becomes a {@link CertificateRefusal}.
 */
final class PemFiles {
  private static final long MAX_OCTETS = 1 << 20;
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  private PemFiles() {}

  /** The certificates of a file in their order: the node's own first. */
  static List<X509Certificate> certificates(Path file) throws CertificateRefusal {
    List<X509Certificate> chain = new ArrayList<>();
    for (byte[] der : blocks(file, text(file), CERTIFICATE)) {
      try {
        chain.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der)));
      } catch (GeneralSecurityException | RuntimeException damaged) {
        throw damaged(file, CERTIFICATE);
      }
    }
    if (chain.isEmpty()) {
      throw new CertificateRefusal(
          file,
          "The file has no CERTIFICATE block.",
          "Put the certificate there in PEM form, the node's own first.");
    }
    return chain;
  }

  /** A key in PKCS #8, not encrypted, for the algorithm of the certificate's public key. */
  static PrivateKey key(Path file, String algorithm) throws CertificateRefusal {
    String text = text(file);
    if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        || text.contains("Proc-Type: 4,ENCRYPTED")) {
      throw new CertificateRefusal(
          file,
          "The key is encrypted, and there is nobody to type its password.",
          "Decrypt it with \"openssl pkey -in OLD -out NEW\" and let only the server read it.");
    }
    List<byte[]> blocks = blocks(file, text, KEY);
    if (blocks.isEmpty()) {
      throw new CertificateRefusal(
          file,
          "The file has no PRIVATE KEY block.",
          "Convert other forms with \"openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW\".");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(blocks.getFirst()));
    } catch (InvalidKeySpecException mismatch) {
      throw new CertificateRefusal(
          file,
          "The key is damaged, or not of the certificate's kind, " + algorithm + ".",
          "Put the key there that the certificate was made for.");
    } catch (GeneralSecurityException | RuntimeException unknown) {
      throw new CertificateRefusal(
          file,
          "Keys of the certificate's kind, " + algorithm + ", cannot be used.",
          "Take an ECDSA or RSA key.");
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

  private static String text(Path file) throws CertificateRefusal {
    try {
      if (Files.size(file) > MAX_OCTETS) {
        throw new CertificateRefusal(
            file, "The file is larger than 1 MB.", "Put one certificate chain or key there.");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw new CertificateRefusal(
          file,
          "There is no such file.",
          "Put the file there, or name another in tls.certificate and tls.key.");
    } catch (AccessDeniedException forbidden) {
      throw new CertificateRefusal(
          file, "The server may not read the file.", "Let the user that it runs as read it.");
    } catch (IOException unreadable) {
      throw new CertificateRefusal(
          file, "The file cannot be read.", "Look whether it is a file and its disk is sound.");
    }
  }

  private static List<byte[]> blocks(Path file, String text, String label)
      throws CertificateRefusal {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    List<byte[]> blocks = new ArrayList<>();
    for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at)) {
      int stop = text.indexOf(end, at);
      if (stop < 0) {
        throw new CertificateRefusal(
            file,
            "The file has a " + label + " block without end.",
            "It may be half written: put the whole file there.");
      }
      String base64 = text.substring(at + begin.length(), stop).replaceAll("[ \t\r\n]", "");
      try {
        blocks.add(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException malformed) {
        throw damaged(file, label);
      }
      at = stop + end.length();
    }
    return blocks;
  }

  private static CertificateRefusal damaged(Path file, String label) {
    return new CertificateRefusal(
        file,
        "The file has a damaged " + label + " block.",
        "Put the file there again from where it came.");
  }
}
