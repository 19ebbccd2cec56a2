package org.angarium.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Credentials;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.engine.rocksdb.Folders;
import org.angarium.store.mailbox.TestMail;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each file of a store, damaged in each way: looking changes no octet, a start that is refused
 * loses nothing, no message is ever shown with other contents, and what is lost is told.
 */
class FileDamageTest {
  private static final int MESSAGES = 24;
  private static final int LARGE = 90_000;

  /** Cases of each build; all of them are tried by the long test. */
  private static final int SAMPLE = 24;

  @TempDir Path folder;

  private final Map<Long, byte[]> mail = new TreeMap<>();
  private long account;

  /** What is done to a file. */
  private enum Damage {
    MISSING,
    EMPTIED,
    CUT_SHORT,
    ONE_OCTET,
    ZEROS,
    SWAPPED;

    /**
     * @param other the file of that name in another store, which may not be there
     * @return whether that made a difference
     */
    boolean apply(Path file, Path other) throws IOException {
      byte[] before = Files.readAllBytes(file);
      switch (this) {
        case MISSING -> Files.delete(file);
        case EMPTIED -> Folders.truncate(file, 0);
        case CUT_SHORT -> Folders.truncate(file, before.length / 2);
        case ONE_OCTET -> {
          if (before.length > 0) {
            Folders.flip(file, before.length / 3, 1);
          }
        }
        case ZEROS -> {
          byte[] zeroed = before.clone();
          int from = before.length / 3;
          Arrays.fill(zeroed, from, Math.min(before.length, from + 512), (byte) 0);
          Files.write(file, zeroed);
        }
        case SWAPPED -> {
          if (Files.exists(other)) {
            Files.write(file, Files.readAllBytes(other));
          }
        }
      }
      return !Files.exists(file) || !Arrays.equals(before, Files.readAllBytes(file));
    }
  }

  /** One file of one of the folders, damaged in one way. */
  private record Case(Path folder, String file, Damage damage) {
    @Override
    public String toString() {
      return damage + " " + file + " in the store that was " + folder.getFileName();
    }
  }

  private Path stopped;
  private Path killed;
  private Path other;
  private int copies;

  @BeforeEach
  void fill() throws Exception {
    stopped = folder.resolve("stopped");
    killed = folder.resolve("killed");
    other = folder.resolve("other");
    fill(other, 7, new TreeMap<>(), null);
    account = fill(stopped, 1, mail, killed);
  }

  @AfterEach
  void tidy() throws IOException {
    for (Path each : List.of(stopped, killed, other)) {
      Folders.delete(each);
    }
  }

  /** In two sessions, so that there are several tables. */
  private static long fill(Path path, int seed, Map<Long, byte[]> mail, Path killed)
      throws Exception {
    AccountId id;
    try (MailStore store = open(path)) {
      var directory = store.directory(DirectoryLimits.DEFAULT, () -> TestMail.NOON);
      directory.createDomain("example.test");
      id =
          directory
              .createAccounts(
                  List.of(NewAccount.user(EmailAddress.parse("anna@example.test"))),
                  List.of(new Credentials("none", null, 1)))
              .getFirst()
              .id();
      append(store, id, seed, 0, mail);
    }
    try (MailStore store = open(path)) {
      append(store, id, seed, MESSAGES / 2, mail);
      store.scripts().put(id, "main", "keep;".getBytes(StandardCharsets.UTF_8));
      if (killed != null) {
        Folders.copy(path, killed);
      }
    }
    return id.value();
  }

  private static void append(
      MailStore store, AccountId id, int seed, int from, Map<Long, byte[]> mail) throws Exception {
    MailboxRef inbox = TestMail.inbox(store, id.value());
    for (int i = from; i < from + MESSAGES / 2; i++) {
      int size = i % 6 == 3 ? LARGE : 2000;
      byte[] contents = TestMail.message("number " + i, text(100 * seed + i, size));
      mail.put(TestMail.append(store, inbox, contents).uid(), contents);
    }
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

  private List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Path path : List.of(stopped, killed)) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
          String name = path.relativize(file).toString();
          for (Damage damage : Damage.values()) {
            cases.add(new Case(path, name, damage));
          }
        }
      }
    }
    return cases;
  }

  @Test
  void someFilesDamagedInSomeWays() throws Exception {
    long seed = new Random().nextLong();
    List<Case> cases = cases();
    Collections.shuffle(cases, new Random(seed));
    int tried = 0;
    for (Case each : cases) {
      tried += attempt(each) ? 1 : 0;
      if (tried == SAMPLE) {
        return;
      }
    }
    assertThat(tried).as("cases that made a difference").isEqualTo(SAMPLE);
  }

  @Test
  @Tag("long")
  void eachFileDamagedInEachWay() throws Exception {
    int tried = 0;
    List<Case> cases = cases();
    for (Case each : cases) {
      tried += attempt(each) ? 1 : 0;
    }
    assertThat(tried).as("cases of %d that made a difference", cases.size()).isGreaterThan(80);
  }

  /** Whether the damage made a difference to the file at all. */
  private boolean attempt(Case each) throws Exception {
    Path copy = folder.resolve("copy" + copies++);
    Folders.copy(each.folder, copy);
    if (!each.damage.apply(copy.resolve(each.file), other.resolve(each.file))) {
      Folders.delete(copy);
      return false;
    }
    Map<String, String> before = Folders.contents(copy);
    boolean told = !problems(copy).isEmpty();
    assertThat(unlocked(Folders.contents(copy)))
        .as("looking changes nothing: %s", each)
        .isEqualTo(unlocked(before));
    boolean whole = false;
    try (MailStore store = open(copy)) {
      whole = isWhole(store, each);
    } catch (StoreException refused) {
      told = true;
      assertThat(refused)
          .as("%s", each)
          .isInstanceOfSatisfying(
              DamagedStoreException.class,
              damaged -> assertThat(damaged.remedy()).as("remedy: %s", each).isNotEmpty());
      assertThat(unlocked(Folders.contents(copy)))
          .as("a start that is refused changes nothing: %s, %s", each, refused.getMessage())
          .isEqualTo(unlocked(before));
      assertPutBack(copy, each);
    }
    assertThat(whole || told).as("nothing is lost in silence: %s", each).isTrue();
    Folders.delete(copy);
    return true;
  }

  /** A start that is refused loses nothing: with the file as it was everything is there. */
  private void assertPutBack(Path copy, Case each) throws Exception {
    Files.write(copy.resolve(each.file), Files.readAllBytes(each.folder.resolve(each.file)));
    try (MailStore store = open(copy)) {
      assertThat(isWhole(store, each)).as("whole when put back: %s", each).isTrue();
    }
  }

  /**
   * Without what says nothing of the store: who holds it, and what the engine wrote of its life.
   */
  private static Map<String, String> unlocked(Map<String, String> contents) {
    Map<String, String> rest = new TreeMap<>(contents);
    rest.keySet().removeIf(name -> name.matches("(LOCK|engine/LOCK|engine/LOG.*)"));
    return rest;
  }

  private static List<String> problems(Path path) {
    List<String> problems = new ArrayList<>();
    try (MailStore store =
        MailStore.openReadOnly(path, StoreSettings.DEFAULT, () -> TestMail.NOON)) {
      store.verifier().verify(problem -> problems.add(problem.toString()));
    } catch (StoreException refused) {
      problems.add(String.valueOf(refused.getMessage()));
    }
    return problems;
  }

  /** Whether all messages are there; none may be there with other contents. */
  private boolean isWhole(MailStore store, Case each) throws Exception {
    int found = 0;
    try {
      MailboxRef inbox = TestMail.inbox(store, account);
      MailboxView view = store.mailboxes().view(inbox);
      for (int i = 0; i < view.size(); i++) {
        byte[] expected = mail.get(view.uid(i));
        try {
          byte[] read = TestMail.read(store, inbox, view.uid(i));
          assertThat(read).as("contents of %d: %s", view.uid(i), each).isEqualTo(expected);
          found++;
        } catch (StoreException unreadable) {
          // Told by the failure itself.
        }
      }
    } catch (StoreException unreadable) {
      return false;
    }
    return found == MESSAGES;
  }
}
