package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    try (ImapClient client = server.login()) {
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
    try (ImapClient client = server.login()) {
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
}
