package org.angarium.server.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.ConfigurationException;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.angarium.server.tls.CertificateRefusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The files beside the store, each damaged in each way: a start is refused with a remedy, or puts
 * the file right and says so. No other file is changed, and with the file put back all is as it
 * was.
 */
class NodeFilesDamageTest {
  private static final String CONFIGURATION = "angarium.yaml";

  @TempDir Path folder;
  private DataFolder data;
  private Path other;
  private ByteArrayOutputStream log = new ByteArrayOutputStream();

  /** What is done to a file. */
  private enum Damage {
    MISSING,
    EMPTY,
    CUT,
    ONE_OCTET,
    ZEROS,
    ANOTHERS;

    void apply(Path file, Path others) throws IOException {
      byte[] octets = Files.readAllBytes(file);
      switch (this) {
        case MISSING -> Files.delete(file);
        case EMPTY -> Files.write(file, new byte[0]);
        case CUT -> Files.write(file, Arrays.copyOf(octets, octets.length / 2));
        case ONE_OCTET -> {
          octets[octets.length / 2] ^= (byte) 0x90;
          Files.write(file, octets);
        }
        case ZEROS -> Files.write(file, new byte[octets.length]);
        case ANOTHERS -> Files.write(file, Files.readAllBytes(others));
      }
    }
  }

  /** A node that has been started, and another one. */
  @BeforeEach
  void start() throws Exception {
    data = new DataFolder(folder.resolve("data"));
    DataFolder another = new DataFolder(folder.resolve("another"));
    other = another.path();
    Files.createDirectories(data.path());
    Files.createDirectories(other);
    Files.writeString(data.path().resolve(CONFIGURATION), "limits: {recipients: 123}\n");
    Files.writeString(other.resolve(CONFIGURATION), "limits: {recipients: 456}\n");
    try (Angarium server = start(data, "example.test");
        Angarium second = start(another, "another.test")) {
      assertThat(server.node()).isEqualTo("mail.example.test");
      assertThat(second.node()).isEqualTo("mail.another.test");
    }
  }

  private Angarium start(DataFolder at, String domain) throws Exception {
    log = new ByteArrayOutputStream();
    Map<String, String> here = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      here.put("listeners." + service.label() + ".port", "0");
    }
    Configuration configuration = ConfigurationReader.read(at.configuration(), here);
    return Angarium.start(configuration, at, domain, log);
  }

  /** All but what a running server writes. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data.path())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = data.path().relativize(file).toString();
        if (!name.startsWith("store/")) {
          files.put(name, Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }

  /** What a start makes of it. */
  private enum Result {
    /** It is refused. */
    REFUSED,
    /** The file is made anew, and the log says so. */
    MENDED,
    /** The file is used as it is, and the log warns. */
    WARNED,
    /** It is whole as far as anybody can tell. */
    UNSEEN
  }

  @ParameterizedTest
  @CsvSource({
    "tls/certificate.pem, MISSING, REFUSED",
    "tls/certificate.pem, EMPTY, REFUSED",
    "tls/certificate.pem, CUT, REFUSED",
    "tls/certificate.pem, ONE_OCTET, REFUSED",
    "tls/certificate.pem, ZEROS, REFUSED",
    "tls/certificate.pem, ANOTHERS, REFUSED",
    "tls/key.pem, MISSING, REFUSED",
    "tls/key.pem, EMPTY, REFUSED",
    "tls/key.pem, CUT, REFUSED",
    "tls/key.pem, ONE_OCTET, REFUSED",
    "tls/key.pem, ZEROS, REFUSED",
    "tls/key.pem, ANOTHERS, REFUSED",
    "admin-token, MISSING, MENDED",
    "admin-token, EMPTY, MENDED",
    "admin-token, CUT, MENDED",
    "admin-token, ONE_OCTET, MENDED",
    "admin-token, ZEROS, MENDED",
    "admin-token, ANOTHERS, UNSEEN", // secret all the same, and read by commands from this file
    "node-name, MISSING, REFUSED",
    "node-name, EMPTY, REFUSED",
    "node-name, CUT, WARNED",
    "node-name, ONE_OCTET, REFUSED",
    "node-name, ZEROS, REFUSED",
    "node-name, ANOTHERS, WARNED",
    "angarium.yaml, MISSING, UNSEEN", // a node may have none
    "angarium.yaml, EMPTY, REFUSED",
    "angarium.yaml, CUT, REFUSED",
    "angarium.yaml, ONE_OCTET, REFUSED",
    "angarium.yaml, ZEROS, REFUSED",
    "angarium.yaml, ANOTHERS, UNSEEN", // "config show" shows it
    "store-made, MISSING, UNSEEN", // the store is there
    "store-made, EMPTY, UNSEEN", // that it is there counts
    "store-made, CUT, UNSEEN",
    "store-made, ONE_OCTET, UNSEEN",
    "store-made, ZEROS, UNSEEN",
    "store-made, ANOTHERS, UNSEEN",
    "unshown-passwords, MISSING, UNSEEN", // as it is once they were shown
    "unshown-passwords, EMPTY, MENDED",
    "unshown-passwords, CUT, MENDED",
    "unshown-passwords, ONE_OCTET, MENDED",
    "unshown-passwords, ZEROS, MENDED",
    "unshown-passwords, ANOTHERS, UNSEEN" // accounts that are not here
  })
  void aDamagedFileIsToldOrPutRight(String name, Damage damage, Result expected) throws Exception {
    Path file = data.path().resolve(name);
    byte[] whole = Files.readAllBytes(file);
    Map<String, String> before = files();
    damage.apply(file, other.resolve(name));
    byte[] damaged = Files.exists(file) ? Files.readAllBytes(file) : null;
    if (expected == Result.REFUSED) {
      assertThatThrownBy(() -> start(data, "example.test").close())
          .satisfies(NodeFilesDamageTest::assertHasRemedy);
      assertThat(Files.exists(file) ? Files.readAllBytes(file) : null).isEqualTo(damaged);
      Files.write(file, whole);
      assertThat(files()).isEqualTo(before);
    } else {
      try (Angarium server = start(data, "example.test")) {
        if (expected != Result.WARNED) {
          assertThat(server.node()).isEqualTo("mail.example.test");
        }
      }
      String told = log.toString(UTF_8);
      switch (expected) {
        case MENDED -> assertThat(told).contains("server.file-mended", "file=" + file);
        case WARNED -> assertThat(told).contains("tls.certificate-fault", "does not name");
        default -> assertThat(told).doesNotContain("WARN ", "ERROR ");
      }
      if (expected != Result.MENDED || name.equals("admin-token")) {
        Files.write(file, whole);
      }
    }
    try (Angarium server = start(data, "example.test")) {
      assertThat(server.node()).isEqualTo("mail.example.test");
    }
    assertThat(log.toString(UTF_8)).doesNotContain("server.file-mended", "certificate-fault");
  }

  private static void assertHasRemedy(Throwable refused) {
    switch (refused) {
      case StartException start -> {
        assertThat(start.problem()).endsWith(".");
        assertThat(start.remedy()).endsWith(".");
      }
      case CertificateRefusal tls -> {
        assertThat(tls.finding().problem()).endsWith(".");
        assertThat(tls.finding().remedy()).endsWith(".");
      }
      case ConfigurationException wrong ->
          assertThat(wrong.errors()).allSatisfy(error -> assertThat(error.remedy()).endsWith("."));
      default -> throw new AssertionError("without a remedy", refused);
    }
  }

  /** Else whoever may ask at all could do everything with an empty token. */
  @Test
  void anEmptyTokenLetsNobodyIn() throws Exception {
    Path token = data.path().resolve("admin-token");
    Files.writeString(token, "\n");
    assertThatThrownBy(data::existingToken)
        .isInstanceOfSatisfying(
            StartException.class,
            missing -> assertThat(missing.remedy()).contains("Start the server again"));
    start(data, "example.test").close();
    assertThat(data.existingToken()).hasSizeGreaterThan(40);
  }

  /**
   * The key may be pinned by others (RFC 6698): it is not thrown away for want of the other file.
   */
  @Test
  void whereBothFilesOfTheCertificateAreGoneOthersAreMadeWithAWord() throws Exception {
    Files.delete(data.certificate());
    assertThatThrownBy(() -> start(data, "example.test")).isInstanceOf(CertificateRefusal.class);
    assertThat(data.key()).exists();
    Files.delete(data.key());
    start(data, "example.test").close();
    assertThat(log.toString(UTF_8)).contains("server.file-mended", "certificate.pem");
  }
}
