package org.angarium.server.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.Domains;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes a certificate for a node that has none: ECDSA on P-256, for ten years, signed by itself.
 */
public final class SelfSignedCertificate {
  private static final Duration VALID = Duration.ofDays(3650);

  private SelfSignedCertificate() {}

  /**
   * Writes {@code certificate} and, readable by its owner only, {@code key}. Neither may exist.
   *
   * @param node host name, perhaps international; {@code localhost} and the loopback addresses are
   *     put in as well
   */
  public static void create(String node, Path certificate, Path key, InstantSource clock)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] der;
    try {
      ContentSigner signer =
          new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      der = builder(node, pair, clock).build(signer).getEncoded();
    } catch (OperatorCreationException failure) {
      throw new GeneralSecurityException("the certificate cannot be signed", failure);
    }
    Files.writeString(
        Files.createFile(
            key,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
        PemFiles.key(pair.getPrivate().getEncoded()));
    Files.writeString(certificate, PemFiles.certificate(der), StandardOpenOption.CREATE_NEW);
  }

  /** Whether the file has a certificate that {@link #create} made for another node. */
  public static boolean isForAnother(Path certificate, String node) throws IOException {
    try {
      X509Certificate own = PemFiles.certificates(certificate).getFirst();
      if (!own.getSubjectX500Principal().equals(own.getIssuerX500Principal())
          || own.getSubjectAlternativeNames() == null) {
        return false;
      }
      List<String> names =
          own.getSubjectAlternativeNames().stream()
              .map(name -> String.valueOf(name.get(1)))
              .toList();
      return names.size() == 4
          && names.get(1).equals("localhost")
          && !names.getFirst().equals(Domains.canonical(node));
    } catch (GeneralSecurityException unreadable) {
      return false; // not ours to throw away
    }
  }

  private static X509v3CertificateBuilder builder(String host, KeyPair pair, InstantSource clock)
      throws CertIOException {
    // A dNSName is ASCII: A-labels (RFC 5280 §7.2).
    String node = Domains.canonical(host);
    // A common name has 64 characters at most; clients look at the alternative names only.
    X500Name name =
        new X500NameBuilder().addRDN(BCStyle.CN, node.length() <= 64 ? node : "angarium").build();
    Set<GeneralName> names = new LinkedHashSet<>();
    names.add(new GeneralName(GeneralName.dNSName, node));
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, "::1"));
    return new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
            // an hour back, for peers whose clocks are late
            Date.from(clock.instant().minus(Duration.ofHours(1))),
            Date.from(clock.instant().plus(VALID)),
            name,
            pair.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
  }
}
