package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONDSTORE and QRESYNC (RFC 7162), ENABLE (RFC 5161). */
class ImapCondstoreTest {
  @TempDir Path folder;
  private ImapFixture server;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private static long modSeq(String answer) {
    return Long.parseLong(answer.replaceAll("(?s).*HIGHESTMODSEQ (\\d+).*", "$1"));
  }

  @Test
  void changesSince() throws Exception {
    server.deliver("INBOX", simple("one"));
    server.deliver("INBOX", simple("two"));
    try (ImapClient client = server.inbox()) {
      long before = modSeq(client.ok("SELECT INBOX (CONDSTORE)"));
      String stored = client.ok("STORE 2 +FLAGS (\\Seen)");
      assertThat(stored)
          .containsPattern("\\* 2 FETCH \\(FLAGS \\(\\\\Seen\\) MODSEQ \\(\\d+\\)\\)");
      assertThat(client.ok("FETCH 1:* FLAGS (CHANGEDSINCE " + before + ")"))
          .containsPattern("^\\* 2 FETCH \\(FLAGS \\(\\\\Seen\\) MODSEQ \\(\\d+\\)\\)\nOK");
      assertThat(client.ok("SEARCH MODSEQ " + (before + 1)))
          .containsPattern("^\\* SEARCH 2 \\(MODSEQ \\d+\\)\n");
      assertThat(client.ok("UID STORE 1 +FLAGS.SILENT (\\Seen)"))
          .containsPattern("^\\* 1 FETCH \\(UID 1 MODSEQ \\(\\d+\\)\\)\nOK");
    }
  }

  @Test
  void conditionalStore() throws Exception {
    server.deliver("INBOX", simple("one"));
    server.deliver("INBOX", simple("two"));
    try (ImapClient client = server.inbox()) {
      long before = modSeq(client.ok("SELECT INBOX (CONDSTORE)"));
      client.ok("STORE 2 +FLAGS (\\Flagged)");
      String answer = client.ok("STORE 1:2 (UNCHANGEDSINCE " + before + ") +FLAGS (\\Seen)");
      assertThat(answer).contains("* 1 FETCH (FLAGS (\\Seen)").contains("OK [MODIFIED 2]");
      assertThat(client.ok("FETCH 2 FLAGS")).contains("FLAGS (\\Flagged)");
    }
  }

  @Test
  void resynchronisation() throws Exception {
    for (String subject : new String[] {"one", "two", "three", "four"}) {
      server.deliver("INBOX", simple(subject));
    }
    String validity;
    long before;
    try (ImapClient client = server.login()) {
      assertThat(client.ok("ENABLE QRESYNC X-UNKNOWN")).startsWith("* ENABLED QRESYNC\n");
      String selected = client.ok("SELECT INBOX");
      before = modSeq(selected);
      validity = selected.replaceAll("(?s).*UIDVALIDITY (\\d+).*", "$1");
      client.ok("STORE 1,3 +FLAGS.SILENT (\\Deleted)");
      assertThat(client.ok("EXPUNGE"))
          .startsWith("* VANISHED 1,3\n")
          .contains("OK [HIGHESTMODSEQ ");
      client.ok("STORE 1 +FLAGS (\\Seen)");
    }
    try (ImapClient client = server.login()) {
      client.bad("SELECT INBOX (QRESYNC (" + validity + " " + before + "))");
      client.ok("ENABLE QRESYNC");
      assertThat(client.ok("SELECT INBOX (QRESYNC (" + validity + " " + before + " 1:4))"))
          .contains("* VANISHED (EARLIER) 1,3\n")
          .containsPattern("\\* 1 FETCH \\(UID 2 FLAGS \\(\\\\Seen\\) MODSEQ \\(\\d+\\)\\)");
      assertThat(client.ok("UID FETCH 1:* FLAGS (CHANGEDSINCE " + before + " VANISHED)"))
          .contains("* VANISHED (EARLIER) 1,3\n")
          .contains("* 1 FETCH (UID 2 ");
    }
  }

  /** RFC 7162 §3.2.5.1: what the log has forgotten is answered from what is there. */
  @Test
  void whoWasAwayForTooLongIsToldAllThatIsNotThere() throws Exception {
    for (String subject : new String[] {"one", "two", "three", "four"}) {
      server.deliver("INBOX", simple(subject));
    }
    try (ImapClient client = server.login()) {
      client.ok("ENABLE QRESYNC");
      String selected = client.ok("SELECT INBOX");
      final String validity = selected.replaceAll("(?s).*UIDVALIDITY (\\d+).*", "$1");
      client.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      client.ok("STORE 1 +FLAGS.SILENT (\\Seen)");
      final long between = modSeq(client.ok("SELECT INBOX"));
      client.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      client.ok("CLOSE");
      String resync = "SELECT INBOX (QRESYNC (" + validity + " " + between + "))";
      assertThat(client.ok(resync)).contains("* VANISHED (EARLIER) 3\n");
      client.ok("CLOSE");

      server.ahead.set(Duration.ofDays(400));
      assertThat(server.store.upkeep().shortenLogs(() -> true)).isPositive();
      assertThat(client.ok(resync)).contains("* VANISHED (EARLIER) 1,3\n");
      assertThat(client.ok("UID FETCH 1:* FLAGS (CHANGEDSINCE " + between + " VANISHED)"))
          .contains("* VANISHED (EARLIER) 1,3\n");
      assertThat(client.ok("UID FETCH 3:4 FLAGS (CHANGEDSINCE " + between + " VANISHED)"))
          .contains("* VANISHED (EARLIER) 3\n");
    }
  }

  /** RFC 7162 §3.1: with a mailbox selected, whichever command comes first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENABLE CONDSTORE",
        "ENABLE QRESYNC",
        "ENABLE CONDSTORE QRESYNC",
        "STATUS INBOX (HIGHESTMODSEQ)",
        "STATUS Sent (MESSAGES HIGHESTMODSEQ)",
        "LIST \"\" INBOX RETURN (STATUS (HIGHESTMODSEQ))",
        "UID FETCH 1:* (MODSEQ)",
        "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)",
        "SEARCH MODSEQ 1",
        "UID SEARCH NOT MODSEQ 1",
        "UID STORE 1 (UNCHANGEDSINCE 1) +FLAGS.SILENT (\\Seen)"
      })
  void theFirstCommandThatKnowsOfItBringsTheHighest(String command) throws Exception {
    for (boolean empty : new boolean[] {true, false}) {
      if (!empty) {
        server.deliver("INBOX", simple("one"));
      }
      try (ImapClient client = server.login()) {
        long highest = modSeq(client.ok("SELECT INBOX"));
        String answer = client.ok(command);
        assertThat(answer).contains("* OK [HIGHESTMODSEQ " + highest + "]");
        assertThat(answer.split("OK \\[HIGHESTMODSEQ", -1)).hasSize(2);
        assertThat(client.ok("ENABLE CONDSTORE")).doesNotContain("HIGHESTMODSEQ");
        if (!empty) {
          assertThat(client.ok("FETCH 1 FLAGS")).containsPattern("FLAGS \\(.*\\) MODSEQ \\(\\d");
          assertThat(client.ok("FETCH 1 (UID)")).doesNotContain("MODSEQ");
          assertThat(client.ok("STORE 1 FLAGS (\\Draft)")).contains("MODSEQ (");
        }
      }
    }
  }

  @Test
  void commandsThatFailEnableNothing() throws Exception {
    server.deliver("INBOX", simple("one"));
    try (ImapClient client = server.login()) {
      client.no("SELECT nowhere (CONDSTORE)");
      client.no("STATUS nowhere (HIGHESTMODSEQ)");
      client.ok("SELECT INBOX");
      client.bad("FETCH 7 (MODSEQ)");
      client.bad("STORE 7 (UNCHANGEDSINCE 5) FLAGS (\\Seen)");
      client.no("STATUS nowhere (HIGHESTMODSEQ)");
      assertThat(client.ok("FETCH 1 FLAGS")).doesNotContain("MODSEQ");
      assertThat(client.ok("ENABLE X-UNKNOWN")).startsWith("* ENABLED\nOK");
      client.ok("EXAMINE INBOX");
      client.no("STORE 1 (UNCHANGEDSINCE 5) FLAGS (\\Seen)");
      assertThat(client.ok("SEARCH MODSEQ 1")).contains("* OK [HIGHESTMODSEQ ");
    }
  }

  /** What it is not told of yet is not in the number it is given. */
  @Test
  void theHighestIsThatOfWhatTheClientKnows() throws Exception {
    server.deliver("INBOX", simple("one"));
    server.deliver("INBOX", simple("two"));
    try (ImapClient client = server.login();
        ImapClient other = server.inbox()) {
      long before = modSeq(client.ok("SELECT INBOX"));
      other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      other.ok("EXPUNGE");
      client.ok("FETCH 2 FLAGS"); // which may not tell of it
      assertThat(modSeq(client.ok("ENABLE CONDSTORE"))).isEqualTo(before);
      assertThat(client.ok("NOOP")).contains("* 1 EXPUNGE");
    }
  }
}
