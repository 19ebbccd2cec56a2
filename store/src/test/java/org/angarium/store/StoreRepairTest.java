package org.angarium.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Credentials;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.rocksdb.Folders;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.mailbox.TestMail;
import org.angarium.store.schema.Keys;
import org.angarium.store.script.MemoryKey;
import org.angarium.store.script.MemoryNote;
import org.angarium.store.script.ScriptInfo;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a damaged octet costs, and what a repair brings back. */
class StoreRepairTest {
  private static final int MESSAGES = 40;

  /** Larger than what rides in the log. */
  private static final int LARGE = 400_000;

  @TempDir Path folder;
  private Path live;

  /** As a stop leaves it. */
  private Path stopped;

  /** As a kill leaves it. */
  private Path killed;

  private long account;
  private final Map<Long, byte[]> mail = new TreeMap<>();

  @BeforeEach
  void fill() throws Exception {
    live = folder.resolve("live");
    killed = folder.resolve("killed");
    try (MailStore store = open(live)) {
      DirectoryStore directory =
          DirectoryStore.open(store.engine(), DirectoryLimits.DEFAULT, () -> TestMail.NOON);
      directory.createDomain("example.test");
      account =
          directory
              .createAccounts(
                  List.of(NewAccount.user(new EmailAddress("ann", "example.test"))),
                  List.of(new Credentials("none", null, 1)))
              .getFirst()
              .id()
              .value();
      MailboxRef inbox = TestMail.inbox(store, account);
      for (int i = 0; i < MESSAGES; i++) {
        byte[] contents = TestMail.message("number " + i, text(i, i % 8 == 3 ? LARGE : 3000));
        mail.put(TestMail.append(store, inbox, contents, "\\Flagged").uid(), contents);
      }
      Folders.copy(live, killed);
    }
    stopped = live;
  }

  private static String text(int seed, int length) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(Long.toString(random.nextLong(), 36))
          .append(text.length() % 70 < 12 ? "\r\n" : " ");
    }
    return text.toString();
  }

  private static MailStore open(Path path) throws StoreException {
    return MailStore.open(path, StoreSettings.DEFAULT, () -> TestMail.NOON);
  }

  private static List<String> problems(Path path) throws StoreException {
    try (MailStore store =
        MailStore.openReadOnly(path, StoreSettings.DEFAULT, () -> TestMail.NOON)) {
      List<String> problems = new ArrayList<>();
      store.verifier().verify(problem -> problems.add(problem.toString()));
      return problems;
    }
  }

  private StoreRepair.Report repair(Path path, boolean apply) throws StoreException {
    return MailStore.repair(path, apply, null, () -> TestMail.NOON);
  }

  /** The messages that can be read, by UID. */
  private Map<Long, byte[]> readable(Path path) throws Exception {
    try (MailStore store = open(path)) {
      return readable(store);
    }
  }

  private Map<Long, byte[]> readable(MailStore store) throws Exception {
    Map<Long, byte[]> found = new TreeMap<>();
    MailboxRef inbox = TestMail.inbox(store, account);
    MailboxView view = store.mailboxes().view(inbox);
    for (int i = 0; i < view.size(); i++) {
      try {
        found.put(view.uid(i), TestMail.read(store, inbox, view.uid(i)));
      } catch (StoreException damaged) {
        // Not readable.
      }
    }
    return found;
  }

  private Path largest(Path path, String regex) throws IOException {
    Path largest = null;
    for (Path file : Folders.files(path, regex)) {
      if (largest == null || Files.size(file) > Files.size(largest)) {
        largest = file;
      }
    }
    assertThat(largest).as(regex).isNotNull();
    return largest == null ? path : largest;
  }

  /** A trial changes nothing and says the same. */
  private StoreRepair.Report repaired(Path path) throws Exception {
    Map<String, String> before = Folders.contents(path);
    StoreRepair.Report trial = repair(path, false);
    assertThat(trial.applied()).isFalse();
    assertThat(Folders.contents(path)).isEqualTo(before);
    StoreRepair.Report report = repair(path, true);
    assertThat(report.applied()).isTrue();
    assertThat(report.steps()).hasSameSizeAs(trial.steps());
    assertThat(report.left()).isEmpty();
    assertThat(problems(path)).isEmpty();
    Path aside = report.aside();
    assertThat(aside).isNotNull();
    if (aside != null) {
      assertThat(aside.resolve("engine")).isNotEmptyDirectory();
      assertThat(Files.readString(aside.resolve("report"))).isNotEmpty();
    }
    return report;
  }

  private void assertOthersAre(Map<Long, byte[]> found, long... damaged) {
    Map<Long, byte[]> others = new TreeMap<>(mail);
    for (long uid : damaged) {
      others.remove(uid);
      assertThat(found).doesNotContainKey(uid);
    }
    others.forEach(
        (uid, contents) -> assertThat(found.get(uid)).as("UID " + uid).isEqualTo(contents));
  }

  @Test
  void scriptsComeBackAndDamagedMemoryIsForgotten() throws Exception {
    AccountId ann = new AccountId(account);
    try (MailStore store = open(stopped)) {
      store.scripts().put(ann, "one", "keep;".getBytes(UTF_8));
      store.scripts().put(ann, "two", "stop;".getBytes(UTF_8));
      store.scripts().activate(ann, "two");
      store.scripts().changeRules(ann, before -> "discard;".getBytes(UTF_8));
      for (int i = 0; i < 2; i++) {
        MemoryNote note =
            new MemoryNote(
                ann, new MemoryKey((long) i << 56, 1), null, TestMail.NOON.plusSeconds(9));
        store.intake().acceptWithinQuota(new Acceptance(TestMail.NOON, List.of(), List.of(note)));
      }
      store
          .engine()
          .<Boolean, StoreException>write(
              List.of(Lock.account(account)),
              transaction -> {
                transaction.delete(Keys.script(account, 1));
                transaction.delete(Keys.scriptRules(account));
                transaction.put(Keys.script(account, 9), "redirect;".getBytes(UTF_8));
                transaction.put(Keys.scriptMemory(account, 1), new byte[] {9});
                return true;
              });
    }
    assertThat(problems(stopped)).isNotEmpty();
    repaired(stopped);
    try (MailStore store = open(stopped)) {
      assertThat(store.scripts().list(ann))
          .extracting(ScriptInfo::name)
          .containsExactly("recovered 9", "two");
      assertThat(store.scripts().active(ann).orElseThrow().name()).isEqualTo("two");
      assertThat(store.scripts().rules(ann)).isEmpty();
      assertThat(store.scriptMemories().noted(ann, new MemoryKey(0, 1))).isNotNull();
      assertThat(store.scriptMemories().noted(ann, new MemoryKey(1L << 56, 1))).isNull();
    }
  }

  @Test
  void scriptsWhoseListIsDamagedGetOtherNames() throws Exception {
    AccountId ann = new AccountId(account);
    try (MailStore store = open(stopped)) {
      store.scripts().put(ann, "one", "keep;".getBytes(UTF_8));
      store.scripts().put(ann, "two", "stop;".getBytes(UTF_8));
      store.scripts().activate(ann, "two");
      store
          .engine()
          .<Boolean, StoreException>write(
              List.of(Lock.account(account)),
              transaction -> {
                transaction.put(Keys.scripts(account), new byte[] {9});
                return true;
              });
    }
    repaired(stopped);
    try (MailStore store = open(stopped)) {
      assertThat(store.scripts().list(ann))
          .extracting(ScriptInfo::name)
          .containsExactly("recovered 1", "recovered 2");
      assertThat(store.scripts().active(ann)).isEmpty();
    }
  }

  @Test
  void aSoundStoreNeedsNoRepair() throws Exception {
    for (Path path : List.of(stopped, killed)) {
      assertThat(problems(path)).isEmpty();
      Map<String, String> before = Folders.contents(path);
      StoreRepair.Report report = repair(path, true);
      assertThat(report.steps()).isEmpty();
      assertThat(report.left()).isEmpty();
      assertThat(report.applied()).isFalse();
      assertThat(Folders.contents(path)).isEqualTo(before);
    }
  }

  @Test
  void aDamagedSegmentCostsOneMessageWhichANoticeReplaces() throws Exception {
    Path segment = largest(stopped.resolve("blobs/segments"), ".*");
    Folders.flip(segment, Files.size(segment) / 2, 1);
    List<String> found = problems(stopped);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst())
        .contains("ann@example.test, INBOX, UID ")
        .contains("subject \"number ")
        .contains("Message-ID <");
    long damaged = Long.parseLong(found.getFirst().replaceAll("(?s).*INBOX, UID (\\d+).*", "$1"));
    assertOthersAre(readable(stopped), damaged);
    StoreRepair.Report report = repaired(stopped);
    Map<Long, byte[]> after = readable(stopped);
    assertOthersAre(after, damaged);
    byte[] notice = after.get((long) MESSAGES + 1);
    assertThat(new String(notice, US_ASCII))
        .contains("Subject: [damaged] number " + (damaged - 1))
        .contains("salvaged.eml");
    Path aside = report.aside();
    assertThat(aside == null ? List.of() : Folders.files(aside.resolve("contents"), ".*"))
        .hasSize(1);
  }

  @Test
  void contentsComeBackFromABackupUnderTheirUid() throws Exception {
    Path backup = folder.resolve("backup");
    try (MailStore store = open(stopped)) {
      store.backup(backup);
    }
    Path segment = largest(stopped.resolve("blobs/segments"), ".*");
    Files.copy(segment, folder.resolve("damaged"));
    Folders.flip(folder.resolve("damaged"), Files.size(segment) / 2, 1);
    Files.delete(segment);
    Files.move(folder.resolve("damaged"), segment);
    assertThat(problems(stopped)).hasSize(1);
    StoreRepair.Report report = MailStore.repair(stopped, true, backup, () -> TestMail.NOON);
    assertThat(report.left()).isEmpty();
    assertThat(report.steps().getFirst().what()).contains("taken from the backup");
    assertOthersAre(readable(stopped));
    assertThat(problems(stopped)).isEmpty();
  }

  @Test
  void aMissingSegmentCostsItsMessages() throws Exception {
    Files.delete(largest(stopped.resolve("blobs/segments"), ".*"));
    assertThat(problems(stopped)).hasSize(5);
    Map<Long, byte[]> before = readable(stopped);
    assertThat(before).hasSize(MESSAGES - 5);
    repaired(stopped);
    assertThat(readable(stopped)).hasSize(MESSAGES);
  }

  @Test
  void aDamagedTableCostsWhatTheBlockHolds() throws Exception {
    Path table = largest(stopped.resolve("engine"), ".*\\.sst");
    for (double place : new double[] {0.02, 0.3, 0.6, 0.85}) {
      Path copy = folder.resolve("table" + place);
      Folders.copy(stopped, copy);
      Folders.flip(
          copy.resolve("engine").resolve(table.getFileName()),
          (long) (Files.size(table) * place),
          1);
      assertThat(problems(copy)).as("at " + place).isNotEmpty();
      StoreRepair.Report report = repaired(copy);
      Map<Long, byte[]> after = readable(copy);
      // Contents lie elsewhere: no message is lost, some have another UID.
      List<String> texts = new ArrayList<>();
      after.values().forEach(contents -> texts.add(new String(contents, UTF_8)));
      for (byte[] contents : mail.values()) {
        assertThat(texts).as(report.steps().toString()).contains(new String(contents, UTF_8));
      }
      after.forEach((uid, contents) -> {
        byte[] stored = mail.get(uid);
        if (stored != null) {
          assertThat(contents).isEqualTo(stored);
        }
      });
    }
  }

  @Test
  void theIndexOfATableIsPutRight() throws Exception {
    Path table = largest(stopped.resolve("engine"), ".*\\.sst");
    Folders.flip(table, Files.size(table) - 600, 1);
    assertThat(problems(stopped)).isNotEmpty();
    repaired(stopped);
    assertOthersAre(readable(stopped));
  }

  @Test
  void theServerStartsBesideADamagedTableAndTheRestWorks() throws Exception {
    Path table = largest(stopped.resolve("engine"), ".*\\.sst");
    Folders.flip(table, Files.size(table) * 6 / 10, 1);
    try (MailStore store = open(stopped)) {
      assertThat(readable(store).size()).isGreaterThan(0);
      long other = account + 1;
      MailboxRef inbox = TestMail.inbox(store, other);
      long uid = TestMail.append(store, inbox, TestMail.message("new", "text")).uid();
      assertThat(TestMail.read(store, inbox, uid)).isNotEmpty();
    }
  }

  @Test
  void aDamagedLogCostsOneChangeAndNoUidIsGivenAgain() throws Exception {
    Path log = largest(killed.resolve("engine"), ".*\\.log");
    Folders.flip(log, Files.size(log) / 2, 1);
    assertThatThrownBy(() -> open(killed)).isInstanceOf(DamagedStoreException.class);
    assertThat(problems(killed).getFirst()).contains("LOG").contains("is damaged");
    StoreRepair.Report report = repaired(killed);
    Map<Long, byte[]> after = readable(killed);
    assertThat(after.size()).as(report.steps().toString()).isGreaterThanOrEqualTo(MESSAGES - 1);
    try (MailStore store = open(killed)) {
      MailboxRef inbox = TestMail.inbox(store, account);
      long uid = TestMail.append(store, inbox, TestMail.message("new", "text")).uid();
      assertThat(uid).isGreaterThan(MESSAGES);
    }
    after.forEach((uid, contents) -> {
      byte[] stored = mail.get(uid);
      if (stored != null) {
        assertThat(contents).isEqualTo(stored);
      }
    });
  }

  @Test
  void aLogThatEndsTooEarlyLosesItsEndAndNoUidIsGivenAgain() throws Exception {
    Path log = largest(killed.resolve("engine"), ".*\\.log");
    Folders.truncate(log, Files.size(log) * 3 / 4);
    assertThat(problems(killed)).isNotEmpty();
    repaired(killed);
    try (MailStore store = open(killed)) {
      MailboxRef inbox = TestMail.inbox(store, account);
      long uid = TestMail.append(store, inbox, TestMail.message("new", "text")).uid();
      assertThat(uid).isGreaterThan(MESSAGES);
    }
  }

  @Test
  void aMissingCurrentIsWrittenAgain() throws Exception {
    Files.delete(killed.resolve("engine/CURRENT"));
    assertThatThrownBy(() -> open(killed)).isInstanceOf(DamagedStoreException.class);
    repaired(killed);
    assertOthersAre(readable(killed));
  }

  @Test
  void aDamagedOctetOfTheManifestIsPutRight() throws Exception {
    Path manifest = largest(stopped.resolve("engine"), "MANIFEST-.*");
    int size = (int) Files.size(manifest);
    Random random = new Random(5);
    // Checksum, length, type and contents of the first fragment, then anywhere.
    int[] places = {0, 3, 4, 5, 6, 7, size / 2, size - 1, random.nextInt(size)};
    for (int place : places) {
      Path copy = folder.resolve("manifest" + place);
      Folders.copy(stopped, copy);
      Folders.flip(copy.resolve("engine").resolve(manifest.getFileName()), place, 1);
      assertThatThrownBy(() -> open(copy)).isInstanceOf(DamagedStoreException.class);
      StoreRepair.Report report = repaired(copy);
      assertThat(report.steps().toString())
          .as("at " + place)
          .contains("put right")
          .doesNotContain("lost");
      assertOthersAre(readable(copy));
    }
  }

  @Test
  void aManifestWithARangeOfZerosIsNotGuessed() throws Exception {
    Path manifest = largest(stopped.resolve("engine"), "MANIFEST-.*");
    byte[] contents = Files.readAllBytes(manifest);
    Arrays.fill(contents, contents.length / 3, contents.length / 3 + 64, (byte) 0);
    Files.write(manifest, contents);
    Map<String, String> before = Folders.contents(stopped);
    assertThatThrownBy(() -> open(stopped)).isInstanceOf(DamagedStoreException.class);
    assertThatThrownBy(() -> repair(stopped, true))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("is damaged");
    assertThat(Folders.contents(stopped)).isEqualTo(before);
  }

  @Test
  void anEmptiedEngineIsNotMadeAnew() throws Exception {
    Folders.delete(stopped.resolve("engine"));
    Map<String, String> before = Folders.contents(stopped);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> open(stopped))
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageContaining("missing or empty");
      assertThatThrownBy(() -> problems(stopped)).isInstanceOf(DamagedStoreException.class);
      assertThatThrownBy(() -> repair(stopped, true)).isInstanceOf(DamagedStoreException.class);
    }
    assertThat(Folders.contents(stopped)).isEqualTo(before);
  }

  @Test
  void anInterruptedRepairIsBroughtToItsEnd() throws Exception {
    Files.delete(stopped.resolve("engine/CURRENT"));
    repair(stopped, true);
    Files.move(stopped.resolve("engine"), stopped.resolve("engine.repair"));
    Files.createFile(stopped.resolve("engine.repair/REPAIRED"));
    assertThatThrownBy(() -> open(stopped))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("interrupted");
    assertThat(repair(stopped, false).applied()).isFalse();
    assertThat(repair(stopped, true).applied()).isTrue();
    assertOthersAre(readable(stopped));
  }
}
