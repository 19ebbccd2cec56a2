package org.angarium.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.angarium.store.blob.BlobLimits;
import org.angarium.store.mailbox.Appended;
import org.angarium.store.mailbox.TestMail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  /** Everything above a kilobyte goes to segment files. */
  private static final StoreSettings SETTINGS =
      new StoreSettings(new BlobLimits(1024, 1 << 30, 1 << 20), 8 << 20, 8 << 20);

  @TempDir Path folder;

  private MailStore open(String name) throws StoreException {
    return MailStore.open(folder.resolve(name), SETTINGS, () -> TestMail.NOON);
  }

  @Test
  void restoredStoreHasEverything() throws Exception {
    byte[] large = TestMail.message("large", "0123456789\r\n".repeat(20_000));
    Appended first;
    Appended second;
    try (MailStore store = open("a")) {
      first = TestMail.append(store, TestMail.inbox(store, 1), large);
      second = TestMail.append(store, TestMail.inbox(store, 2), TestMail.message("s", "x"), "work");
      store.backup(folder.resolve("backup"));
      TestMail.append(store, TestMail.inbox(store, 1), TestMail.message("later", "x"));
      assertThatThrownBy(() -> store.backup(folder.resolve("backup")))
          .hasMessageContaining("not empty");
    }
    MailStore.restore(folder.resolve("backup"), folder.resolve("b"), folder.resolve("node"));
    try (MailStore store = open("b")) {
      assertThat(store.mailboxes().view(first.mailbox()).size()).isEqualTo(1);
      assertThat(TestMail.read(store, first.mailbox(), first.uid())).isEqualTo(large);
      assertThat(store.mailboxes().view(second.mailbox()).flagNames()).contains("work");
      List<StoreVerify.Problem> problems = new ArrayList<>();
      assertThat(store.verifier().verify(problems::add).messages()).isEqualTo(2);
      assertThat(problems).isEmpty();
    }
    assertThatThrownBy(() ->
            MailStore.restore(
                folder.resolve("backup"), folder.resolve("b"), folder.resolve("node")))
        .hasMessageContaining("not empty");
  }

  /** Else writing there, chmod or chown would do the same to the store. */
  @Test
  void aBackupSharesNoFileWithTheStore() throws Exception {
    try (MailStore store = open("a")) {
      TestMail.append(
          store, TestMail.inbox(store, 1), TestMail.message("s", "0123456789\r\n".repeat(200_000)));
      store.backup(folder.resolve("first"));
      store.backup(folder.resolve("second"));
      for (String place : List.of("a", "first", "second")) {
        for (Path file : all(folder.resolve(place))) {
          if (Files.isRegularFile(file)) {
            assertThat(Files.getAttribute(file, "unix:nlink")).as(file.toString()).isEqualTo(1);
          }
        }
      }
    }
  }

  @Test
  void onlyItsOwnerReadsABackupAndWhatIsRestoredFromIt() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "secret");
    Path backup = Files.createDirectory(folder.resolve("backup"));
    Files.setPosixFilePermissions(backup, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (MailStore store = open("a")) {
      TestMail.append(store, TestMail.inbox(store, 1), TestMail.message("s", "x"));
      store.backup(
          Map.of("tls/key.pem", key, "node-name", folder.resolve("there is none")), backup);
    }
    MailStore.restore(backup, folder.resolve("b"), folder.resolve("node"));
    assertThat(folder.resolve("node/tls/key.pem")).hasContent("secret");
    assertThat(folder.resolve("node/node-name")).doesNotExist();
    for (String place : List.of("backup", "b", "node")) {
      for (Path made : all(folder.resolve(place))) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
            .as(made.toString())
            .isEqualTo(Files.isDirectory(made) ? "rwx------" : "rw-------");
      }
    }
  }

  /** RFC 9051 §2.3.1.1: a UID and a UIDVALIDITY stand for one message, for ever. */
  @Test
  void whatComesAfterARestoreIsNeverTakenForWhatWasLost() throws Exception {
    Appended kept;
    Appended lost;
    long lostModSeq;
    try (MailStore store = open("a")) {
      kept = TestMail.append(store, TestMail.inbox(store, 1), TestMail.message("kept", "x"));
      store.backup(folder.resolve("backup"));
      lost = TestMail.append(store, TestMail.inbox(store, 1), TestMail.message("lost", "x"));
      lostModSeq = store.mailboxes().view(lost.mailbox()).info().highestModSeq();
    }
    MailStore.restore(folder.resolve("backup"), folder.resolve("b"), folder.resolve("node"));
    long uidValidity;
    try (MailStore store = open("b")) {
      Appended after = TestMail.append(store, kept.mailbox(), TestMail.message("after", "x"));
      uidValidity = after.uidValidity();
      assertThat(uidValidity).isGreaterThan(lost.uidValidity());
      assertThat(after.emailId()).isGreaterThan(lost.emailId());
      assertThat(after.modSeq()).isGreaterThan(lostModSeq);
      assertThat(TestMail.read(store, kept.mailbox(), kept.uid())).isNotEmpty();
      List<StoreVerify.Problem> problems = new ArrayList<>();
      store.verifier().verify(problems::add);
      assertThat(problems).isEmpty();
    }
    try (MailStore store = open("b")) {
      assertThat(TestMail.append(store, kept.mailbox(), TestMail.message("x", "x")).uidValidity())
          .as("only the first opening after a restore gives another one")
          .isEqualTo(uidValidity);
    }
  }

  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.toList();
    }
  }

  @Test
  void damagedOrIncompleteBackupIsRefused() throws Exception {
    try (MailStore store = open("a")) {
      TestMail.append(store, TestMail.inbox(store, 1), TestMail.message("s", "x"));
      store.backup(folder.resolve("backup"));
    }
    Path file;
    try (Stream<Path> all = Files.walk(folder.resolve("backup"))) {
      file = all.filter(path -> path.toString().endsWith("CURRENT")).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    Files.writeString(file, "MANIFEST-000099\n");
    assertThatThrownBy(() ->
            MailStore.restore(
                folder.resolve("backup"), folder.resolve("b"), folder.resolve("node")))
        .hasMessageContaining("damaged");
    Files.write(file, whole);
    Files.delete(folder.resolve("backup").resolve(Backup.MANIFEST));
    assertThatThrownBy(() ->
            MailStore.restore(
                folder.resolve("backup"), folder.resolve("c"), folder.resolve("node")))
        .hasMessageContaining("complete");
  }

  @Test
  void onlyOneProcessAtATime() throws Exception {
    try (MailStore store = open("a")) {
      assertThat(store).isNotNull();
      assertThatThrownBy(() -> open("a")).hasMessageContaining("only one process");
    }
    open("a").close();
  }
}
