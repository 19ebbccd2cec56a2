package org.angarium.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.angarium.server.event.Event;
import org.angarium.server.event.TlsEvent;
import org.angarium.server.tls.CertificateFinding.Weight;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of certificates and keys that are no good, and that a good one stays. */
class CertificateFaultsTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09Z");
  private static final String HOST = "mail.example.test";
  private static final KeyPair EC = keys("EC", 256);
  private static final KeyPair OTHER = keys("EC", 256);
  private static final KeyPair AUTHORITY = keys("EC", 256);
  private static final KeyPair RSA = keys("RSA", 2048);
  private static final KeyPair SHORT_RSA = keys("RSA", 1024);

  @TempDir Path folder;
  private Path certificate;
  private Path key;
  private final List<Event> events = new ArrayList<>();
  private int version;

  @BeforeEach
  void name() {
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
  }

  private static KeyPair keys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  /** A certificate as PEM. */
  private static String issue(
      String subject,
      KeyPair keys,
      String issuer,
      KeyPair by,
      String algorithm,
      Instant from,
      Instant until)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=" + issuer),
            BigInteger.TEN,
            Date.from(from),
            Date.from(until),
            new X500Name("CN=" + subject),
            keys.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, subject)));
    return PemFiles.certificate(
        builder.build(new JcaContentSignerBuilder(algorithm).build(by.getPrivate())).getEncoded());
  }

  private static String own(KeyPair keys, String algorithm, Instant from, Instant until)
      throws Exception {
    return issue(HOST, keys, HOST, keys, algorithm, from, until);
  }

  private static String good(KeyPair keys) throws Exception {
    return own(
        keys,
        keys.getPublic().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA",
        NOW.minus(Duration.ofDays(30)),
        NOW.plus(Duration.ofDays(60)));
  }

  private static String issued(String subject, KeyPair keys) throws Exception {
    return issue(
        subject,
        keys,
        "authority",
        AUTHORITY,
        "SHA256withECDSA",
        NOW.minus(Duration.ofDays(1)),
        NOW.plus(Duration.ofDays(60)));
  }

  private static String authority() throws Exception {
    return issue(
        "authority",
        AUTHORITY,
        "authority",
        AUTHORITY,
        "SHA256withECDSA",
        NOW.minus(Duration.ofDays(1)),
        NOW.plus(Duration.ofDays(600)));
  }

  private static String pem(KeyPair keys) {
    return PemFiles.key(keys.getPrivate().getEncoded());
  }

  private void write(String certificateText, String keyText) throws Exception {
    Files.writeString(certificate, certificateText);
    Files.writeString(key, keyText);
    // Two writes within one tick of the file system's clock are two writes.
    version++;
    Files.setLastModifiedTime(
        certificate, java.nio.file.attribute.FileTime.fromMillis(1_000_000L * version));
  }

  private List<CertificateFinding> check() {
    return CertificateCheck.run(certificate, key, HOST, NOW);
  }

  private void assertFound(Weight weight, String words) {
    assertThat(check())
        .as(words)
        .anySatisfy(finding -> {
          assertThat(finding.weight()).isEqualTo(weight);
          assertThat(finding.problem()).contains(words);
          assertThat(finding.remedy()).endsWith(".");
          assertThat(finding.file().toString()).startsWith(folder.toString());
          assertThat(finding.sentence()).doesNotContain("Exception").doesNotContain("java.");
        });
  }

  @Test
  void saysNothingOfGoodOnes() throws Exception {
    write(good(EC), pem(EC));
    assertThat(check()).isEmpty();
    write(good(RSA), pem(RSA));
    assertThat(check()).isEmpty();
    write("a comment\n" + issued(HOST, EC) + "\r\n" + authority(), pem(EC));
    assertThat(check()).isEmpty();
  }

  @Test
  void saysWhatIsUnusable() throws Exception {
    write(good(EC), pem(EC));
    Files.delete(certificate);
    assertFound(Weight.UNUSABLE, "no such file");
    write(good(EC), pem(EC));
    Files.delete(key);
    assertFound(Weight.UNUSABLE, "no such file");
    write("", pem(EC));
    assertFound(Weight.UNUSABLE, "no CERTIFICATE block");
    write(good(EC), "");
    assertFound(Weight.UNUSABLE, "no PRIVATE KEY block");
    write(good(EC), pem(OTHER));
    assertFound(Weight.UNUSABLE, "not the one of the certificate");
    write(good(EC), pem(RSA));
    assertFound(Weight.UNUSABLE, "not of the certificate's kind");
    write(good(RSA), pem(EC));
    assertFound(Weight.UNUSABLE, "not of the certificate's kind");
    write(good(EC), pem(EC).replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    assertFound(Weight.UNUSABLE, "encrypted");
    write(good(RSA), "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n");
    assertFound(Weight.UNUSABLE, "encrypted");
    write(authority() + issued(HOST, EC), pem(EC));
    assertFound(Weight.UNUSABLE, "wrong order");
    write(
        own(RSA, "MD5withRSA", NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(60))),
        pem(RSA));
    assertFound(Weight.UNUSABLE, "MD5");
    write("x".repeat((1 << 20) + 1), pem(EC));
    assertFound(Weight.UNUSABLE, "larger than 1 MB");
    Files.delete(certificate);
    Files.createDirectory(certificate);
    assertFound(Weight.UNUSABLE, "cannot be read");
  }

  @Test
  void saysWhatIsDamagedWhereverItIs() throws Exception {
    String whole = good(EC);
    for (int cut : new int[] {30, 60, 200, whole.length() - 30, whole.length() - 2}) {
      write(whole.substring(0, cut), pem(EC));
      assertThat(check()).anyMatch(finding -> finding.weight() == Weight.UNUSABLE);
    }
    for (int at = 40; at < whole.length() - 40; at += 37) {
      write(whole.substring(0, at) + "!" + whole.substring(at + 1), pem(EC));
      assertThat(check()).as("damaged at %d", at).isNotEmpty();
      write(whole.substring(0, at) + whole.substring(at + 5), pem(EC));
      assertThat(check()).as("shorter at %d", at).isNotEmpty();
    }
    String secret = pem(EC);
    for (int at = 40; at < secret.length() - 40; at += 11) {
      write(whole, secret.substring(0, at) + "!" + secret.substring(at + 1));
      assertThat(check()).as("key damaged at %d", at).isNotEmpty();
    }
  }

  @Test
  void saysWhatPeersObjectTo() throws Exception {
    Duration day = Duration.ofDays(1);
    write(own(EC, "SHA256withECDSA", NOW.minus(day), NOW.minusSeconds(1)), pem(EC));
    assertFound(Weight.UNFIT, "expired on 2026-05-06T07:08:08Z");
    write(own(EC, "SHA256withECDSA", NOW.plusSeconds(1), NOW.plus(Duration.ofDays(60))), pem(EC));
    assertFound(Weight.UNFIT, "not valid before 2026-05-06T07:08:10Z");
    write(own(EC, "SHA256withECDSA", NOW, NOW), pem(EC));
    assertFound(Weight.WARNING, "expires on");
    write(
        own(SHORT_RSA, "SHA256withRSA", NOW.minus(day), NOW.plus(Duration.ofDays(60))),
        pem(SHORT_RSA));
    assertFound(Weight.UNFIT, "1024 bits");
    write(own(RSA, "SHA1withRSA", NOW.minus(day), NOW.plus(Duration.ofDays(60))), pem(RSA));
    assertFound(Weight.UNFIT, "SHA-1");
    write(issued(HOST, EC) + issued("another", OTHER) + authority(), pem(EC));
    assertFound(Weight.UNFIT, "not signed by the one after it");
    write(issued(HOST, EC), pem(EC));
    assertFound(Weight.WARNING, "own certificate only");
    write(issued("www.example.test", EC) + authority(), pem(EC));
    assertFound(Weight.WARNING, "does not name mail.example.test");
    write(issued("*.example.test", EC) + authority(), pem(EC));
    assertThat(check()).isEmpty();
    write(issued("*.test", EC) + authority(), pem(EC));
    assertFound(Weight.WARNING, "does not name mail.example.test");
    JcaX509v3CertificateBuilder client =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=c"),
            BigInteger.ONE,
            Date.from(NOW.minus(day)),
            Date.from(NOW.plus(Duration.ofDays(60))),
            new X500Name("CN=c"),
            EC.getPublic());
    client.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    write(
        PemFiles.certificate(
            client
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(EC.getPrivate()))
                .getEncoded()),
        pem(EC));
    assertFound(Weight.UNFIT, "not for servers");
  }

  private Certificates load() throws Exception {
    return Certificates.load(certificate, key, HOST, InstantSource.fixed(NOW), events::add);
  }

  @Test
  void aGoodOneStaysUntilAnotherGoodOneComes() throws Exception {
    write(good(EC), pem(EC));
    Certificates certificates = load();
    assertThat(events).isEmpty();
    SSLContext before = certificates.get();
    X509Certificate first = certificates.own();
    Duration day = Duration.ofDays(1);
    String[][] bad = {
      {good(EC), pem(OTHER)},
      {good(OTHER), pem(EC)},
      {own(OTHER, "SHA256withECDSA", NOW.minus(day), NOW.minusSeconds(1)), pem(OTHER)},
      {own(OTHER, "SHA256withECDSA", NOW.plusSeconds(1), NOW.plus(day)), pem(OTHER)},
      {own(SHORT_RSA, "SHA256withRSA", NOW.minus(day), NOW.plus(day)), pem(SHORT_RSA)},
      {own(RSA, "SHA1withRSA", NOW.minus(day), NOW.plus(day)), pem(RSA)},
      {good(OTHER).substring(0, 200), pem(OTHER)},
      {good(OTHER), ""},
      {issued(HOST, OTHER) + good(EC), pem(OTHER)},
    };
    for (String[] files : bad) {
      events.clear();
      write(files[0], files[1]);
      certificates.lookNow();
      certificates.lookNow();
      assertThat(events)
          .singleElement()
          .isInstanceOfSatisfying(
              TlsEvent.CertificateUnfit.class,
              unfit -> {
                assertThat(unfit.severity()).isEqualTo(Event.Severity.ERROR);
                assertThat(unfit.remedy()).isNotEmpty();
              });
      assertThat(certificates.get()).isSameAs(before);
      assertThat(certificates.own()).isEqualTo(first);
    }
    events.clear();
    Files.delete(key);
    certificates.lookNow();
    certificates.lookNow();
    assertThat(events).singleElement().isInstanceOf(TlsEvent.CertificateUnfit.class);
    events.clear();
    write(good(OTHER), pem(OTHER));
    certificates.lookNow();
    assertThat(events).singleElement().isInstanceOf(TlsEvent.CertificateLoaded.class);
    assertThat(certificates.own()).isNotEqualTo(first);
  }

  @Test
  void aStartTellsOfAnUnfitOneAndRefusesAnUnusableOne() throws Exception {
    write(own(EC, "SHA256withECDSA", NOW.minusSeconds(9), NOW.minusSeconds(1)), pem(EC));
    assertThat(load().get()).isNotNull();
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            TlsEvent.CertificateFault.class,
            fault -> {
              assertThat(fault.severity()).isEqualTo(Event.Severity.ERROR);
              assertThat(fault.file()).isEqualTo(certificate.toString());
              assertThat(fault.cause()).contains("expired");
            });
    write(good(EC), pem(OTHER));
    assertThatThrownBy(this::load)
        .isInstanceOf(CertificateRefusal.class)
        .hasMessageStartingWith(key + ": The key is not the one of the certificate")
        .hasMessageContaining("Put both files there");
  }

  @Test
  void aMadeCertificateNamesAnInternationalHostByItsALabels() throws Exception {
    SelfSignedCertificate.create(
        "mail.m\u00fcnchen.test", certificate, key, InstantSource.system());
    assertThat(CertificateCheck.run(certificate, key, "mail.m\u00fcnchen.test", Instant.now()))
        .isEmpty();
    Certificates loaded = Certificates.load(certificate, key, events::add);
    assertThat(loaded.own().getSubjectAlternativeNames())
        .anySatisfy(name -> assertThat(name.get(1)).isEqualTo("mail.xn--mnchen-3ya.test"));
    assertThat(loaded.own().getSubjectX500Principal().getName())
        .isEqualTo("CN=mail.xn--mnchen-3ya.test");
  }
}
