package org.angarium.server.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.server.tls.CertificateFinding.Weight;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain, the node's own first, and the key of the first. What can be read and fits
 * together is here; what careful peers will object to is among the {@link #findings}.
 *
 * @param file of the chain
 */
record ServerCertificate(Path file, List<X509Certificate> chain, PrivateKey key) {
  private static final Duration SOON = Duration.ofDays(14);
  private static final int LEAST_RSA_BITS = 2048;
  private static final int LEAST_EC_BITS = 256;
  private static final int DNS_NAME = 2;
  private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_USE = "2.5.29.37.0";

  ServerCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads the files.
   *
   * @throws CertificateRefusal when no handshake could succeed with them
   */
  static ServerCertificate read(Path certificate, Path key) throws CertificateRefusal {
    List<X509Certificate> chain = PemFiles.certificates(certificate);
    PublicKey own = chain.getFirst().getPublicKey();
    PrivateKey secret = PemFiles.key(key, own.getAlgorithm());
    if (!fits(secret, own, key)) {
      for (X509Certificate other : chain.subList(1, chain.size())) {
        if (other.getPublicKey().getAlgorithm().equals(own.getAlgorithm())
            && fits(secret, other.getPublicKey(), key)) {
          throw new CertificateRefusal(
              certificate,
              "The certificates are in the wrong order.",
              "Put the node's own first, then the one that signed it, and so on.");
        }
      }
      throw new CertificateRefusal(
          key,
          "The key is not the one of the certificate in " + certificate + ".",
          "Put both files there from one and the same issue.");
    }
    for (X509Certificate each : chain) {
      if (each.getSigAlgName().toUpperCase(Locale.ROOT).matches("MD[245].*")) {
        throw new CertificateRefusal(
            certificate,
            "A certificate is signed with " + each.getSigAlgName() + ", which nobody accepts.",
            "Have it issued anew with SHA-256.");
      }
    }
    return new ServerCertificate(certificate, chain, secret);
  }

  X509Certificate own() {
    return chain.getFirst();
  }

  /**
   * What peers may object to.
   *
   * @param host the name of the node that it has to cover, or null
   */
  List<CertificateFinding> findings(@Nullable String host, Instant now) {
    List<CertificateFinding> findings = new ArrayList<>();
    for (X509Certificate each : chain) {
      time(each, now, findings);
      strength(each, findings);
    }
    order(findings);
    use(findings);
    if (host != null && !covers(host)) {
      findings.add(
          finding(
              Weight.WARNING,
              "The certificate does not name " + host + ".",
              "Clients that use this name will warn: have it issued for it."));
    }
    return findings;
  }

  private void time(X509Certificate each, Instant now, List<CertificateFinding> findings) {
    String which = each.equals(own()) ? "The certificate" : "A certificate of the chain";
    Instant until = each.getNotAfter().toInstant();
    Instant from = each.getNotBefore().toInstant();
    if (now.isAfter(until)) {
      findings.add(
          finding(
              Weight.UNFIT,
              which + " expired on " + until + ".",
              "Renew it, and look why that did not happen by itself."));
    } else if (now.isBefore(from)) {
      findings.add(
          finding(
              Weight.UNFIT,
              which + " is not valid before " + from + ".",
              "Wait until then, or set the clock of this machine right."));
    } else if (now.plus(SOON).isAfter(until)) {
      findings.add(finding(Weight.WARNING, which + " expires on " + until + ".", "Renew it."));
    }
  }

  private void strength(X509Certificate each, List<CertificateFinding> findings) {
    Key publicKey = each.getPublicKey();
    int bits =
        switch (publicKey) {
          case RSAKey rsa -> rsa.getModulus().bitLength();
          case ECKey ec -> ec.getParams().getCurve().getField().getFieldSize();
          default -> Integer.MAX_VALUE;
        };
    int least = publicKey instanceof RSAKey ? LEAST_RSA_BITS : LEAST_EC_BITS;
    if (bits < least) {
      findings.add(
          finding(
              Weight.UNFIT,
              "A key has " + bits + " bits only.",
              "Take one of at least " + least + " bits."));
    }
    boolean root = each.getIssuerX500Principal().equals(each.getSubjectX500Principal());
    if (each.getSigAlgName().toUpperCase(Locale.ROOT).startsWith("SHA1")
        && (!root || each.equals(own()))) {
      findings.add(
          finding(
              Weight.UNFIT,
              "A certificate is signed with SHA-1, which peers do not accept any more.",
              "Have it issued anew with SHA-256."));
    }
  }

  private void order(List<CertificateFinding> findings) {
    for (int i = 0; i + 1 < chain.size(); i++) {
      if (!signed(chain.get(i), chain.get(i + 1))) {
        findings.add(
            finding(
                Weight.UNFIT,
                "Certificate " + (i + 1) + " of the file is not signed by the one after it.",
                "Put the node's own first, then the one that signed it, and so on; nothing else."));
        return;
      }
    }
    X509Certificate last = chain.getLast();
    if (last.getIssuerX500Principal().equals(last.getSubjectX500Principal())) {
      if (!signed(last, last)) {
        findings.add(
            finding(
                Weight.UNFIT,
                "The last certificate is damaged: its signature is wrong.",
                "Put the file there again from where it came."));
      }
    } else if (chain.size() == 1) {
      findings.add(
          finding(
              Weight.WARNING,
              "The file has the node's own certificate only.",
              "Peers need the intermediate ones as well: append them (\"fullchain\")."));
    }
  }

  private static boolean signed(X509Certificate each, X509Certificate by) {
    if (!each.getIssuerX500Principal().equals(by.getSubjectX500Principal())) {
      return false;
    }
    try {
      each.verify(by.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException wrong) {
      return false;
    }
  }

  private void use(List<CertificateFinding> findings) {
    try {
      List<String> uses = own().getExtendedKeyUsage();
      if (uses != null && !uses.contains(SERVER_USE) && !uses.contains(ANY_USE)) {
        findings.add(
            finding(
                Weight.UNFIT,
                "The certificate is not for servers (extended key usage).",
                "Have one issued for TLS servers."));
      }
    } catch (CertificateParsingException damaged) {
      findings.add(
          finding(
              Weight.UNFIT, "What the certificate is for cannot be read.", "Have it issued anew."));
    }
  }

  /** RFC 6125 §6.4: a name as a whole, or with a star for its first label. */
  private boolean covers(String host) {
    String wanted;
    try {
      wanted = Domains.canonical(host);
    } catch (AddressSyntaxException noHost) {
      return false;
    }
    try {
      Collection<List<?>> names = own().getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        if (name.get(0).equals(DNS_NAME) && matches(String.valueOf(name.get(1)), wanted)) {
          return true;
        }
      }
      return false;
    } catch (CertificateParsingException damaged) {
      return false;
    }
  }

  private static boolean matches(String pattern, String host) {
    String name = pattern.toLowerCase(Locale.ROOT);
    int dot = host.indexOf('.');
    return name.equals(host)
        || name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot));
  }

  /** Whether what the one signs the other verifies. */
  private static boolean fits(PrivateKey secret, PublicKey shown, Path file)
      throws CertificateRefusal {
    byte[] text = "Do these two belong together?".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signer = signature(shown);
      signer.initSign(secret);
      signer.update(text);
      byte[] signed = signer.sign();
      Signature verifier = signature(shown);
      verifier.initVerify(shown);
      verifier.update(text);
      return verifier.verify(signed);
    } catch (java.security.SignatureException | java.security.InvalidKeyException wrong) {
      return false;
    } catch (GeneralSecurityException | RuntimeException unknown) {
      throw new CertificateRefusal(
          file,
          "Keys of the kind " + shown.getAlgorithm() + " cannot be used.",
          "Take an ECDSA or RSA key.");
    }
  }

  private static Signature signature(PublicKey shown) throws GeneralSecurityException {
    return switch (shown.getAlgorithm()) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "EdDSA", "Ed25519", "Ed448" -> Signature.getInstance("EdDSA");
      case "RSASSA-PSS" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        yield pss;
      }
      default -> throw new GeneralSecurityException("no TLS key: " + shown.getAlgorithm());
    };
  }

  private CertificateFinding finding(Weight weight, String problem, String remedy) {
    return new CertificateFinding(weight, file, problem, remedy);
  }
}
