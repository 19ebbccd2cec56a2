package org.angarium.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * A start that is refused changes no file of the data folder, also where a kill has left a log to
 * be replayed: everything that can be refused is looked at before the store is opened.
 */
class RefusedStartTest {
  @TempDir Path folder;

  /** As a kill left it. */
  private DataFolder data;

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
    return Angarium.start(configuration, at, "example.test", OutputStream.nullOutputStream());
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
