package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session is told of every change by others, whatever it does itself (RFC 3501 §6.4.6, last note;
 * §5.2; RFC 7162 §3.1).
 */
class ImapKnowledgeTest {
  @TempDir Path folder;
  private ImapFixture server;
  private ImapClient client;
  private ImapClient other;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
    for (String subject : new String[] {"one", "two", "three"}) {
      server.deliver("INBOX", simple(subject));
    }
    client = server.inbox();
    other = server.inbox();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    other.close();
    server.close();
  }

  @Test
  void aStoreThatChangesNothingHidesNothing() throws Exception {
    other.ok("STORE 1 +FLAGS (\\Seen)");
    assertThat(client.ok("STORE 2 -FLAGS (\\Flagged)") + client.ok("NOOP"))
        .contains("* 1 FETCH (FLAGS (\\Seen))\n");
  }

  @Test
  void aStoreThatChangesNothingHidesNothingFromAClientOfCondstore() throws Exception {
    client.ok("SELECT INBOX (CONDSTORE)");
    other.ok("STORE 1 +FLAGS (\\Seen)");
    assertThat(client.ok("STORE 2 -FLAGS (\\Flagged)") + client.ok("NOOP"))
        .containsPattern("\\* 1 FETCH \\(FLAGS \\(\\\\Seen\\) MODSEQ \\(\\d+\\)\\)\n");
  }

  @Test
  void aSilentStoreOnTheSameMessageHidesNothing() throws Exception {
    other.ok("STORE 1 +FLAGS (\\Seen)");
    assertThat(client.ok("STORE 1 +FLAGS.SILENT (\\Flagged)") + client.ok("NOOP"))
        .contains("* 1 FETCH (FLAGS (\\Seen \\Flagged))\n");
  }

  @Test
  void aSilentStoreThatTheOtherTookBackIsTold() throws Exception {
    client.ok("STORE 1 +FLAGS.SILENT (\\Flagged)");
    other.ok("STORE 1 -FLAGS (\\Flagged)");
    assertThat(client.ok("NOOP")).contains("* 1 FETCH (FLAGS ())\n");
  }

  @Test
  void ofASilentStoreNothingIsToldThatTheClientKnows() throws Exception {
    assertThat(client.ok("STORE 1:3 +FLAGS.SILENT (\\Flagged $Work)")).doesNotContain("FETCH");
    assertThat(client.ok("NOOP")).startsWith("OK");
    assertThat(client.ok("STORE 1 FLAGS.SILENT (\\Seen)") + client.ok("NOOP"))
        .doesNotContain("FETCH");
    assertThat(client.ok("STORE 2 -FLAGS.SILENT ($Work)") + client.ok("NOOP"))
        .doesNotContain("FETCH");
    assertThat(client.ok("FETCH 1:3 FLAGS"))
        .contains("* 1 FETCH (FLAGS (\\Seen))")
        .contains("* 2 FETCH (FLAGS (\\Flagged))")
        .contains("* 3 FETCH (FLAGS (\\Flagged $Work))");
  }

  @Test
  void afterAStoreThatChangesNothingWhatIsKnownIsNotToldAgain() throws Exception {
    client.ok("STORE 1 -FLAGS (\\Flagged)");
    assertThat(client.ok("STORE 1:2 +FLAGS (\\Seen)"))
        .startsWith("* 1 FETCH (FLAGS (\\Seen))\n* 2 FETCH (FLAGS (\\Seen))\nOK");
    client.ok("STORE 1 -FLAGS (\\Flagged)");
    assertThat(client.ok("STORE 2 +FLAGS.SILENT (\\Draft)") + client.ok("NOOP"))
        .doesNotContain("FETCH");
    client.ok("STORE 1 -FLAGS (\\Flagged)");
    other.ok("STORE 3 +FLAGS (\\Seen)");
    client.ok("CAPABILITY"); // tells no news
    assertThat(client.ok("STORE 1 +FLAGS.SILENT (\\Answered)"))
        .startsWith("* 3 FETCH (FLAGS (\\Seen))\nOK");
  }

  @Test
  void aClientOfCondstoreLearnsTheFlagsWhereItsSilentStoreMetAnother() throws Exception {
    client.ok("ENABLE CONDSTORE");
    other.ok("STORE 1:2 +FLAGS (\\Seen)");
    other.ok("STORE 2 -FLAGS (\\Seen)");
    assertThat(client.ok("STORE 1:3 +FLAGS.SILENT (\\Flagged)"))
        .containsPattern("\\* 1 FETCH \\(FLAGS \\(\\\\Seen \\\\Flagged\\) MODSEQ \\(\\d+\\)\\)\n")
        .containsPattern("\\* 2 FETCH \\(MODSEQ \\(\\d+\\)\\)\n")
        .containsPattern("\\* 3 FETCH \\(MODSEQ \\(\\d+\\)\\)\n");
    assertThat(client.ok("NOOP")).startsWith("OK");
  }

  @Test
  void whatFailedUnchangedSinceIsTold() throws Exception {
    String selected = client.ok("SELECT INBOX (CONDSTORE)");
    String before = selected.replaceAll("(?s).*HIGHESTMODSEQ (\\d+).*", "$1");
    other.ok("STORE 2 +FLAGS (\\Seen)");
    String answer = client.ok("STORE 1:3 (UNCHANGEDSINCE " + before + ") +FLAGS.SILENT (\\Draft)");
    assertThat(answer)
        .contains("OK [MODIFIED 2]")
        .containsPattern("\\* 2 FETCH \\(FLAGS \\(\\\\Seen\\) MODSEQ");
    assertThat(client.ok("NOOP")).startsWith("OK");
  }

  @Test
  void fetchingTheContentsHidesNothing() throws Exception {
    other.ok("STORE 1:2 +FLAGS (\\Flagged)");
    assertThat(client.ok("FETCH 1,3 BODY[]") + client.ok("NOOP"))
        .contains("* 1 FETCH (FLAGS (\\Seen \\Flagged))\n")
        .contains("* 2 FETCH (FLAGS (\\Flagged))\n")
        .contains("* 3 FETCH (FLAGS (\\Seen))\n");
  }

  @Test
  void copyMoveAndExpungeHideNothing() throws Exception {
    client.ok("CREATE there");
    other.ok("STORE 1 +FLAGS (\\Seen)");
    assertThat(client.ok("COPY 2 there")).contains("* 1 FETCH (FLAGS (\\Seen))\n");
    other.ok("STORE 1 +FLAGS (\\Flagged)");
    assertThat(client.ok("MOVE 2 there"))
        .contains("* 2 EXPUNGE\n")
        .contains("* 1 FETCH (FLAGS (\\Seen \\Flagged))\n");
    other.ok("NOOP");
    other.ok("STORE 2 +FLAGS.SILENT (\\Draft)");
    client.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
    assertThat(client.ok("EXPUNGE") + client.ok("NOOP"))
        .contains("* 1 EXPUNGE\n")
        .doesNotContain("* 1 FETCH (FLAGS (\\Seen");
    assertThat(client.ok("FETCH 1 FLAGS")).contains("(\\Draft)");
  }

  @Test
  void messagesThatAreGoneAreNamed() throws Exception {
    other.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
    other.ok("EXPUNGE");
    assertThat(client.no("STORE 1:3 +FLAGS (\\Seen)"))
        .contains("* 1 FETCH (FLAGS (\\Seen))\n")
        .contains("* 3 FETCH (FLAGS (\\Seen))\n")
        .contains("NO [EXPUNGEISSUED]");
    assertThat(client.no("STORE 2 +FLAGS.SILENT (\\Seen)")).startsWith("NO [EXPUNGEISSUED]");
    assertThat(client.no("FETCH 1:3 BODY.PEEK[]"))
        .contains("* 1 FETCH")
        .contains("* 3 FETCH")
        .contains("NO [EXPUNGEISSUED]");
    assertThat(client.no("FETCH 2 ENVELOPE")).startsWith("NO [EXPUNGEISSUED]");
    assertThat(client.ok("UID STORE 2 +FLAGS (\\Seen)")).contains("* 2 EXPUNGE\n");
    assertThat(client.ok("UID FETCH 2 BODY.PEEK[]")).startsWith("OK");
  }
}
