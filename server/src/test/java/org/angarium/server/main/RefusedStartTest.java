package org.angarium.server.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.angarium.server.tls.CertificateRefusal;
import org.angarium.server.tls.SelfSignedCertificate;
import org.angarium.store.DamagedStoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A start that is refused changes no file of the data folder, also where a kill has left a log to
 * be replayed: everything that can be refused is looked at before the store is opened.
 */
class RefusedStartTest {
  @TempDir Path folder;

  /** As a kill left it. */
  private DataFolder data;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Map<String, String> settings = new LinkedHashMap<>();

  @BeforeEach
  void fill() throws Exception {
    DataFolder original = new DataFolder(folder.resolve("original"));
    data = new DataFolder(folder.resolve("data"));
    for (Service service : Service.values()) {
      settings.put("listeners." + service.label() + ".port", "0");
    }
    start(original).close();
    try (Angarium running = start(original)) {
      assertThat(running.node()).isEqualTo("mail.example.test");
      copy(original.path(), data.path());
    }
    Files.deleteIfExists(data.path().resolve("runtime"));
  }

  private Angarium start(DataFolder at) throws Exception {
    Configuration configuration = ConfigurationReader.read(null, settings);
    return Angarium.start(configuration, at, "example.test", log);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path target = to.resolve(from.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(target);
        } else {
          Files.copy(one, target);
        }
      }
    }
  }

  /** Everything but what says nothing of the store: its lock. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data.path())) {
      for (Path one : all.filter(Files::isRegularFile).toList()) {
        String name = data.path().relativize(one).toString();
        if (!name.equals("store/LOCK") && !name.equals("store/engine/LOCK")) {
          contents.put(name, HexFormat.of().formatHex(Files.readAllBytes(one)));
        }
      }
    }
    return contents;
  }

  private void assertRefused(Class<? extends Exception> refusal) throws Exception {
    Map<String, String> before = contents();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> start(data).close()).isInstanceOf(refusal);
      assertThat(contents()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MX", "IMAPS", "HTTP", "HTTPS"})
  void forAPortThatIsTaken(Service service) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      settings.put("listeners." + service.label() + ".port", "" + taken.getLocalPort());
      assertRefused(StartException.class);
    }
    start(data).close();
  }

  /** As one that is started twice: its ports are taken as well, and that is not the cause. */
  @Test
  void forAnotherServerOnTheFolder() throws Exception {
    try (Angarium running = start(data)) {
      running
          .listening()
          .forEach(one ->
              settings.put(
                  "listeners." + one.service().label() + ".port", "" + one.address().getPort()));
      assertThatThrownBy(() -> start(data).close())
          .isInstanceOf(StartException.class)
          .hasMessageContaining("Another process uses the data folder");
    }
  }

  @Test
  void forACertificateThatDoesNotFitItsKey() throws Exception {
    Files.delete(data.key());
    SelfSignedCertificate.create(
        "a.test", folder.resolve("other.pem"), data.key(), InstantSource.system());
    assertRefused(CertificateRefusal.class);
  }

  @Test
  void forAMissingKey() throws Exception {
    Files.delete(data.key());
    assertRefused(CertificateRefusal.class);
  }

  @Test
  void forALostName() throws Exception {
    Files.delete(data.path().resolve("node-name"));
    assertRefused(StartException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node-name", "admin-token"})
  void forAFolderWhereAFileShouldBe(String name) throws Exception {
    Files.delete(data.path().resolve(name));
    Files.createDirectory(data.path().resolve(name));
    assertThatThrownBy(() -> start(data).close())
        .isInstanceOf(StartException.class)
        .hasMessageContaining(data.path().resolve(name).toString());
    assertThat(log.toString(UTF_8)).doesNotContain("server.close-failed");
  }

  @Test
  void forALinkToAStoreThatIsNotThere() throws Exception {
    Files.move(data.store(), folder.resolve("elsewhere"));
    Files.createSymbolicLink(data.store(), folder.resolve("mount/store"));
    assertRefused(DamagedStoreException.class);
    assertThat(folder.resolve("mount")).doesNotExist();
    Files.delete(data.store());
    Files.createSymbolicLink(data.store(), folder.resolve("elsewhere"));
    start(data).close();
  }

  @Test
  void forSegmentsOfAnotherStore() throws Exception {
    Path identity = data.store().resolve("blobs/identity");
    String own = Files.readString(identity);
    Files.writeString(identity, HexFormat.of().formatHex(new byte[16]));
    assertRefused(DamagedStoreException.class);
    Files.writeString(identity, own);
    start(data).close();
  }

  @Test
  void forADomainThatIsNone() throws Exception {
    Map<String, String> before = contents();
    assertThatThrownBy(() ->
            Angarium.start(
                ConfigurationReader.read(null, settings),
                data,
                "not a domain",
                OutputStream.nullOutputStream()))
        .isInstanceOf(StartException.class);
    assertThat(contents()).isEqualTo(before);
  }

  /** Making it private would lock others out of it: a home, or the root of the file system. */
  @Test
  void forAFolderOfOtherFiles() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("letter.txt"), "theirs");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    data = new DataFolder(home);
    assertRefused(StartException.class);
    assertThatThrownBy(() -> Restore.run(folder.resolve("backup"), data))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("holds other files");
    assertThat(home.resolve("tls")).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
        .isEqualTo("rwxr-xr-x");
    // A disk of its own is not empty either.
    Files.delete(home.resolve("letter.txt"));
    Files.createDirectory(home.resolve("lost+found"));
    start(data).close();
  }

  @Test
  void inAFolderThatWasNotThereNothingButTheCertificateIsLeft() throws Exception {
    data = new DataFolder(folder.resolve("new"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      settings.put("listeners.imap.port", "" + taken.getLocalPort());
      assertThatThrownBy(() -> start(data).close()).isInstanceOf(StartException.class);
      assertThat(data.store()).doesNotExist();
      assertThat(data.path().resolve("store-made")).doesNotExist();
      assertThat(data.path().resolve("node-name")).doesNotExist();
    }
  }
}
