package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States, greeting, goodbye, selecting, and what a session is told of others' changes. */
class ImapConversationTest {
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

  @Test
  void greetsAnnouncesAndSaysGoodbye() throws Exception {
    try (ImapClient client = new ImapClient(server.port())) {
      assertThat(client.line()).startsWith("* OK [CAPABILITY IMAP4rev1 ").contains("AUTH=PLAIN");
      assertThat(client.ok("CAPABILITY")).startsWith("* CAPABILITY IMAP4rev1 ");
      assertThat(client.ok("ID (\"name\" \"test\")")).startsWith("* ID (\"name\" \"Angarium\"");
      assertThat(client.ok("NOOP")).startsWith("OK");
      assertThat(client.ok("LOGOUT")).startsWith("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void statesAreKeptApart() throws Exception {
    try (ImapClient client = server.connect()) {
      client.bad("SELECT INBOX");
      client.bad("LIST \"\" *");
      client.ok("LOGIN " + ImapFixture.USER + " \"" + ImapFixture.PASSWORD + "\"");
      client.bad("LOGIN a b");
      client.bad("AUTHENTICATE PLAIN");
      client.bad("STARTTLS");
      client.bad("FETCH 1 FLAGS");
      client.bad("CLOSE");
      client.ok("SELECT INBOX");
      client.ok("UNSELECT");
      client.bad("FETCH 1 FLAGS");
    }
  }

  @Test
  void selectDescribesTheMailbox() throws Exception {
    server.deliver("INBOX", simple("one"), "\\Seen");
    server.deliver("INBOX", simple("two"), "$Work");
    try (ImapClient client = server.login()) {
      String answer = client.ok("SELECT inbox");
      assertThat(answer)
          .contains("* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $Work)\n")
          .contains(
              "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $Work \\*)]")
          .contains("* 2 EXISTS\n")
          .contains("* OK [UNSEEN 2]")
          .containsPattern("\\* OK \\[UIDVALIDITY \\d+]")
          .contains("* OK [UIDNEXT 3]")
          .containsPattern("\\* OK \\[HIGHESTMODSEQ \\d+]")
          .containsPattern("\\* OK \\[MAILBOXID \\(F[\\w-]+\\)]")
          .contains("OK [READ-WRITE]");
      assertThat(client.ok("EXAMINE INBOX"))
          .startsWith("* OK [CLOSED]")
          .contains("[PERMANENTFLAGS ()]")
          .contains("OK [READ-ONLY]");
      client.no("STORE 1 +FLAGS (\\Seen)");
      client.no("EXPUNGE");
      assertThat(client.no("SELECT nowhere")).contains("[NONEXISTENT]");
      client.bad("FETCH 1 FLAGS");
    }
  }

  @Test
  void newsOfOthersComeWithTheNextCommand() throws Exception {
    server.deliver("INBOX", simple("one"));
    server.deliver("INBOX", simple("two"));
    server.deliver("INBOX", simple("three"));
    try (ImapClient client = server.inbox();
        ImapClient other = server.inbox()) {
      other.ok("STORE 1 +FLAGS (\\Flagged)");
      assertThat(client.ok("NOOP")).contains("* 1 FETCH (FLAGS (\\Flagged))\n");
      server.deliver("INBOX", simple("four"));
      assertThat(client.ok("NOOP")).contains("* 4 EXISTS\n").contains("* 1 RECENT\n");
      assertThat(client.ok("FETCH 4 FLAGS")).contains("FLAGS (\\Recent)");
      other.ok("NOOP");
      other.ok("STORE 2,3 +FLAGS.SILENT (\\Deleted)");
      other.ok("EXPUNGE");
      assertThat(client.ok("NOOP")).contains("* 2 EXPUNGE\n* 2 EXPUNGE\n").doesNotContain("EXISTS");
      assertThat(client.ok("FETCH 2 (UID)")).contains("* 2 FETCH (UID 4)");
    }
  }

  @Test
  void numbersStayWhileFetchStoreAndSearchAreAnswered() throws Exception {
    for (String subject : new String[] {"one", "two", "three"}) {
      server.deliver("INBOX", simple(subject));
    }
    try (ImapClient client = server.inbox();
        ImapClient other = server.inbox()) {
      other.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
      other.ok("EXPUNGE");
      assertThat(client.ok("FETCH 1:3 (UID FLAGS)"))
          .contains("* 3 FETCH (UID 3")
          .doesNotContain("EXPUNGE");
      assertThat(client.no("FETCH 2 BODY.PEEK[]")).contains("[EXPUNGEISSUED]");
      assertThat(client.ok("STORE 3 +FLAGS (\\Seen)"))
          .contains("* 3 FETCH (FLAGS (\\Seen))")
          .doesNotContain("EXPUNGE");
      assertThat(client.ok("SEARCH SEEN")).contains("* SEARCH 3\n").doesNotContain(" EXPUNGE\n");
      assertThat(client.ok("UID SEARCH SEEN")).contains("* SEARCH 3\n").contains("* 2 EXPUNGE");
      assertThat(client.ok("SEARCH SEEN")).contains("* SEARCH 2\n");
    }
  }

  @Test
  void aDeletedMailboxEndsTheSessionsThatHaveItOpen() throws Exception {
    try (ImapClient client = server.login();
        ImapClient other = server.login()) {
      other.ok("CREATE gone");
      client.ok("SELECT gone");
      other.ok("DELETE gone");
      assertThat(client.command("NOOP")).contains("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void pipelinedCommandsAreAnsweredInTurn() throws Exception {
    try (ImapClient client = server.login()) {
      client.send("a NOOP\r\nb SELECT INBOX\r\nc FETCH 1:* FLAGS\r\nd CAPABILITY\r\ne LOGOUT\r\n");
      assertThat(client.answer("a")).startsWith("OK");
      assertThat(client.answer("b")).contains("OK [READ-WRITE]");
      assertThat(client.answer("c")).startsWith("BAD");
      assertThat(client.answer("d")).contains("* CAPABILITY");
      assertThat(client.answer("e")).contains("* BYE");
    }
  }
}
