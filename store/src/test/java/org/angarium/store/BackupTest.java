package org.angarium.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    MailStore.restore(folder.resolve("backup"), folder.resolve("b"));
    try (MailStore store = open("b")) {
      assertThat(store.mailboxes().view(first.mailbox()).size()).isEqualTo(1);
      assertThat(TestMail.read(store, first.mailbox(), first.uid())).isEqualTo(large);
      assertThat(store.mailboxes().view(second.mailbox()).flagNames()).contains("work");
      List<StoreVerify.Problem> problems = new ArrayList<>();
      assertThat(store.verifier().verify(problems::add).messages()).isEqualTo(2);
      assertThat(problems).isEmpty();
    }
    assertThatThrownBy(() -> MailStore.restore(folder.resolve("backup"), folder.resolve("b")))
        .hasMessageContaining("not empty");
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
    assertThatThrownBy(() -> MailStore.restore(folder.resolve("backup"), folder.resolve("b")))
        .hasMessageContaining("damaged");
    Files.write(file, whole);
    Files.delete(folder.resolve("backup").resolve(Backup.MANIFEST));
    assertThatThrownBy(() -> MailStore.restore(folder.resolve("backup"), folder.resolve("c")))
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
