package org.angarium.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
  @TempDir Path folder;

  @Test
  void aMadeCertificateNamesTheNodeAndItsKeyIsPrivate() throws Exception {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    SelfSignedCertificate.create("mail.example.test", certificate, key, InstantSource.system());
    Certificates loaded = Certificates.load(certificate, key, event -> {});
    assertThat(loaded.own().getSubjectAlternativeNames())
        .anySatisfy(name -> assertThat(name.get(1)).isEqualTo("mail.example.test"));
    loaded.own().checkValidity();
    assertThat(loaded.get()).isNotNull();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    SelfSignedCertificate.create("mail.example.test", certificate, key, InstantSource.system());
    Files.writeString(
        key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    assertThatThrownBy(() -> Certificates.load(certificate, key, event -> {}))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("openssl pkcs8");
    Files.writeString(certificate, "nothing");
    assertThatThrownBy(() -> Certificates.load(certificate, key, event -> {}))
        .hasMessageContaining("no CERTIFICATE block");
  }
}
