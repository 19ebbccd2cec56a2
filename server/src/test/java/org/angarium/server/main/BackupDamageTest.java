package org.angarium.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each file of a backup, damaged in each way: restore refuses, names the file, touches nothing. */
class BackupDamageTest {
  @TempDir Path folder;
  private Path backup;
  private Path others;

  private enum Damage {
    MISSING,
    EMPTY,
    CUT,
    ONE_OCTET,
    FIRST_OCTET,
    LAST_OCTET,
    ZEROS,
    LONGER,
    ANOTHERS;

    /** Whether that made a difference. */
    boolean apply(Path file, Path other) throws IOException {
      byte[] octets = Files.readAllBytes(file);
      byte[] damaged = octets.clone();
      switch (this) {
        case MISSING -> {
          Files.delete(file);
          return true;
        }
        case EMPTY -> damaged = new byte[0];
        case CUT -> damaged = Arrays.copyOf(octets, octets.length / 2);
        case ONE_OCTET -> flip(damaged, octets.length / 3);
        case FIRST_OCTET -> flip(damaged, 0);
        case LAST_OCTET -> flip(damaged, octets.length - 1);
        case ZEROS -> damaged = new byte[octets.length];
        case LONGER -> damaged = Arrays.copyOf(octets, octets.length + 1);
        case ANOTHERS -> damaged = Files.exists(other) ? Files.readAllBytes(other) : octets;
      }
      Files.write(file, damaged);
      return !Arrays.equals(octets, damaged);
    }

    private static void flip(byte[] octets, int at) {
      if (octets.length > 0) {
        octets[at] ^= 0x04;
      }
    }
  }

  @BeforeEach
  void backUp() throws Exception {
    backup = backup("mail.example.test");
    others = backup("mail.another.test");
  }

  private Path backup(String node) throws Exception {
    DataFolder data = new DataFolder(folder.resolve(node));
    start(data, node).close();
    Path to = folder.resolve(node + ".backup");
    Path configuration = Files.writeString(folder.resolve(node + ".yaml"), "# " + node + "\n");
    try (MailStore store =
        MailStore.open(data.store(), StoreSettings.DEFAULT, java.time.Clock.systemUTC())) {
      store.backup(data.nodeFiles(configuration), to);
    }
    return to;
  }

  private static Angarium start(DataFolder data, String node) throws Exception {
    Map<String, String> settings = new LinkedHashMap<>(Map.of("node.name", node));
    for (Service service : Service.values()) {
      settings.put("listeners." + service.label() + ".port", "0");
    }
    return Angarium.start(
        ConfigurationReader.read(null, settings),
        data,
        "example.test",
        OutputStream.nullOutputStream());
  }

  private static Map<String, String> contents(Path of) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(of)) {
      for (Path one : all.toList()) {
        contents.put(
            of.relativize(one).toString(),
            Files.isDirectory(one) ? "folder" : HexFormat.of().formatHex(Files.readAllBytes(one)));
      }
    }
    return contents;
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedNamingTheFile(Damage damage) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(backup)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    DataFolder prepared = new DataFolder(folder.resolve("prepared"));
    Files.createDirectories(prepared.path().resolve("tls"));
    Files.writeString(prepared.path().resolve("angarium.yaml"), "limits: {recipients: 123}\n");
    Map<String, String> before = contents(prepared.path());
    int tried = 0;
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      String name = backup.relativize(file).toString();
      if (damage.apply(file, others.resolve(name))) {
        tried++;
        for (DataFolder data : List.of(prepared, new DataFolder(folder.resolve("new")))) {
          Throwable refused = catchThrowable(() -> Restore.run(backup, data));
          assertThat(refused).as("%s %s", damage, name).isInstanceOf(StoreException.class);
          assertThat(refused).hasMessageContaining(name);
        }
        assertThat(contents(prepared.path())).as("%s %s", damage, name).isEqualTo(before);
        assertThat(folder.resolve("new")).doesNotExist();
        Files.write(file, whole);
      }
    }
    assertThat(tried).as("files that this damages").isGreaterThanOrEqualTo(5);
    assertThat(Restore.run(backup, prepared)).isFalse();
    start(prepared, "mail.example.test").close();
  }

  @Test
  void aFolderWithinTheBackupIsNoDataFolder() throws Exception {
    Map<String, String> before = contents(backup);
    for (String place : List.of("", "data", "engine/data", "node/../data")) {
      DataFolder data = new DataFolder(backup.resolve(place));
      assertThat(catchThrowable(() -> Restore.run(backup, data)))
          .as(place)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("within the backup");
      assertThat(contents(backup)).isEqualTo(before);
    }
  }

  /** A list that leads out of the folder writes nothing there. */
  @Test
  void aListOfFilesThatLeadsOutIsRefused() throws Exception {
    Path manifest = backup.resolve("MANIFEST");
    String list = Files.readString(manifest);
    Path outside = folder.resolve("outside");
    for (String name : List.of("../outside", "node/../../../outside", outside.toString())) {
      Files.writeString(outside, "theirs");
      Files.writeString(manifest, list.replace("end\n", "0".repeat(64) + " 6 " + name + "\nend\n"));
      DataFolder data = new DataFolder(folder.resolve("new"));
      assertThat(catchThrowable(() -> Restore.run(backup, data)))
          .as(name)
          .isInstanceOf(StoreException.class);
      assertThat(outside).hasContent("theirs");
      assertThat(data.path()).doesNotExist();
    }
  }
}
