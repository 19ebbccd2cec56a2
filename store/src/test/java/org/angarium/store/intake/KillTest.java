package org.angarium.store.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.angarium.store.MailStore;
import org.angarium.store.StoreSettings;
import org.angarium.store.StoreVerify;
import org.angarium.store.mailbox.TestMail;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.angarium.store.view.SystemFlag;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 at any moment: what was acknowledged is there, once and intact. */
class KillTest {
  @TempDir Path folder;

  /** Message number to "account uid"; the same for those that were flagged. */
  private final Map<Integer, String> stored = new HashMap<>();

  private final Map<Integer, String> flagged = new HashMap<>();

  @Test
  void acknowledgedMailSurvivesThreeKills() throws Exception {
    rounds(3);
  }

  @Test
  @Tag("long")
  void acknowledgedMailSurvivesFiftyKills() throws Exception {
    rounds(50);
  }

  private void rounds(int rounds) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      int before = stored.size();
      kill(round * 1_000_000, 20 + random.nextInt(150));
      assertThat(stored.size()).as("seed %d", seed).isGreaterThan(before);
      check();
    }
  }

  private void kill(int firstNumber, int acknowledgements) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KillChild.class.getName(),
                folder.resolve("store").toString(),
                Integer.toString(firstNumber))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader reader = child.inputReader(StandardCharsets.US_ASCII)) {
      int seen = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        if (words.length == 4 && !words[3].isEmpty()) {
          // A line cut by the kill could name a shorter UID: only used before the kill is sure.
          (words[0].equals("S") ? stored : flagged)
              .put(Integer.parseInt(words[1]), words[2] + " " + words[3]);
        }
        if (++seen == acknowledgements) {
          child.destroyForcibly();
          break;
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private void check() throws Exception {
    try (MailStore store =
        MailStore.open(folder.resolve("store"), StoreSettings.DEFAULT, () -> TestMail.NOON)) {
      List<StoreVerify.Problem> problems = new ArrayList<>();
      store.verifier().verify(problems::add);
      assertThat(problems).isEmpty();
      Map<Integer, String> found = new HashMap<>();
      for (int account = 1; account <= KillChild.ACCOUNTS; account++) {
        MailboxRef inbox = TestMail.inbox(store, account);
        MailboxView view = store.mailboxes().view(inbox);
        for (int i = 0; i < view.size(); i++) {
          byte[] contents = TestMail.read(store, inbox, view.uid(i));
          String text = new String(contents, StandardCharsets.UTF_8);
          int at = text.indexOf("Subject: n") + 10;
          int number = Integer.parseInt(text.substring(at, text.indexOf('\r', at)));
          assertThat(contents).isEqualTo(KillChild.contents(number));
          assertThat(found.put(number, account + " " + view.uid(i))).isNull();
          if (flagged.containsKey(number)) {
            assertThat(view.flagBits(i)).isEqualTo(SystemFlag.SEEN.bit());
          }
        }
      }
      assertThat(found).containsAllEntriesOf(stored);
    }
  }
}
