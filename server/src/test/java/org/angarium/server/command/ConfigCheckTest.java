package org.angarium.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.tls.SelfSignedCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config check} looks at the certificate that a start would take. */
class ConfigCheckTest {
  @TempDir Path folder;
  private Path certificate;
  private Path key;
  private Path file;
  private int code;

  @BeforeEach
  void write() throws Exception {
    certificate = folder.resolve("fullchain.pem");
    key = folder.resolve("privkey.pem");
    file =
        Files.writeString(
            folder.resolve("angarium.yaml"),
            "node: {name: mail.example.test}\ntls: {certificate: "
                + certificate
                + ", key: "
                + key
                + "}\n");
    SelfSignedCertificate.create("mail.example.test", certificate, key, InstantSource.system());
  }

  private String check(String... more) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    String[] arguments = {
      "--data", folder.resolve("data").toString(), "config", "check", "--config", file.toString()
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    code = AngariumCommand.execute(output, all);
    return output.toString(StandardCharsets.UTF_8);
  }

  private void replace(String host, Instant made) throws Exception {
    Files.delete(certificate);
    Files.delete(key);
    SelfSignedCertificate.create(host, certificate, key, InstantSource.fixed(made));
  }

  @Test
  void aGoodCertificateIsGood() {
    assertThat(check()).isEqualTo("The configuration is good.\n");
    assertThat(code).isZero();
  }

  @Test
  void aMissingOrUnusableOneIsToldWithItsFileAndARemedy() throws Exception {
    Path other = folder.resolve("other.key");
    SelfSignedCertificate.create(
        "a.test", folder.resolve("other.pem"), other, InstantSource.system());
    Files.copy(other, key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(check())
        .startsWith(key + ": The key is not the one of the certificate")
        .contains("Put both files there");
    assertThat(code).isEqualTo(ExitCode.CONFIGURATION);
    Files.delete(key);
    assertThat(check()).startsWith(key + ": There is no such file.");
    assertThat(code).isEqualTo(ExitCode.CONFIGURATION);
    Files.writeString(certificate, "no certificate");
    assertThat(check("--json")).contains("no CERTIFICATE block").contains("\"remedy\"");
    assertThat(code).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void anExpiredOneIsAnErrorAndAnotherNameAWarning() throws Exception {
    replace("mail.example.test", Instant.parse("2001-02-03T04:05:06Z"));
    assertThat(check()).startsWith(certificate + ": The certificate expired on 2011-02-01");
    assertThat(code).isEqualTo(ExitCode.CONFIGURATION);
    replace("another.example.test", Instant.now());
    assertThat(check())
        .startsWith("Warning: " + certificate + ": The certificate does not name mail.example.test")
        .endsWith("The configuration is good.\n");
    assertThat(code).isZero();
  }
}
