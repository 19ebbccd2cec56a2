package org.angarium.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore, and a restore that was interrupted at each of its steps. */
class RestoreTest {
  @TempDir Path folder;
  private Path backup;
  private DataFolder data;

  @BeforeEach
  void backUp() throws Exception {
    backup = folder.resolve("backup");
    data = new DataFolder(folder.resolve("data"));
    Path original = folder.resolve("original");
    try (MailStore store =
        MailStore.open(original, StoreSettings.DEFAULT, java.time.Clock.systemUTC())) {
      store.backup(
          Map.of("node-name", Files.writeString(folder.resolve("name"), "mx.example.org\n")),
          backup);
    }
  }

  @Test
  void aRestoredFolderHasItsNodeNameAndIsItsOwners() throws Exception {
    assertThat(Restore.run(backup, data)).isFalse();
    assertThat(data.nodeName()).contains("mx.example.org");
    assertThat(data.restoring()).doesNotExist();
    try (Angarium server = start()) {
      assertThat(server.node()).isEqualTo("mx.example.org");
    }
    assertPrivate();
  }

  @Test
  void anInterruptedRestoreStartsNoServerAndIsBegunAgain() throws Exception {
    // Interrupted while it copies.
    Files.createDirectories(data.restoring().resolve("store/engine"));
    Files.writeString(data.restoring().resolve("store/engine/CURRENT"), "half");
    assertThatThrownBy(this::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("A restore into " + data.path() + " was interrupted");
    assertThat(data.store()).doesNotExist();
    assertThat(Restore.run(backup, data)).isTrue();
    try (Angarium server = start()) {
      assertThat(server.node()).isEqualTo("mx.example.org");
    }
    // Interrupted when all was in place already.
    Files.createDirectories(data.restoring().resolve("node"));
    start().close();
    assertThat(data.restoring()).doesNotExist();
  }

  @Test
  void aDamagedBackupPutsNothingIntoPlace() throws Exception {
    Files.writeString(backup.resolve("node/node-name"), "other.example\n");
    assertThatThrownBy(() -> Restore.run(backup, data))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("node-name of the backup is damaged");
    assertThat(data.store()).doesNotExist();
    assertThat(data.restoring()).doesNotExist();
    assertThat(data.nodeName()).isEmpty();
  }

  /** As versions left it that trusted in the mode of the outermost folder. */
  @Test
  void aFolderThatOthersCouldReadIsClosedAtTheNextStart() throws Exception {
    start().close();
    try (Stream<Path> all = Files.walk(data.path())) {
      for (Path one : all.toList()) {
        Files.setPosixFilePermissions(
            one,
            PosixFilePermissions.fromString(Files.isDirectory(one) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
    start().close();
    assertPrivate();
  }

  private void assertPrivate() throws Exception {
    try (Stream<Path> all = Files.walk(data.path())) {
      for (Path one : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
            .as(one.toString())
            .isEqualTo(Files.isDirectory(one) ? "rwx------" : "rw-------");
      }
    }
  }

  private Angarium start() throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      settings.put("listeners." + service.label() + ".port", "0");
    }
    Configuration configuration = ConfigurationReader.read(null, settings);
    return Angarium.start(configuration, data, "example.test", OutputStream.nullOutputStream());
  }
}
