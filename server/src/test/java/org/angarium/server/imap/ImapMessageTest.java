package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.angarium.store.StoreVerify;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STORE, COPY, MOVE, EXPUNGE, CLOSE (RFC 9051 §6.4; RFC 4315, RFC 6851). */
class ImapMessageTest {
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

  private ImapClient filled() throws Exception {
    for (String subject : new String[] {"one", "two", "three", "four"}) {
      server.deliver("INBOX", simple(subject));
    }
    return server.inbox();
  }

  @Test
  void storeTellsTheNewFlags() throws Exception {
    try (ImapClient client = filled()) {
      assertThat(client.ok("STORE 1,3 +FLAGS (\\Seen $Own)"))
          .contains("* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $Own)\n")
          .contains("* 1 FETCH (FLAGS (\\Seen $Own))\n* 3 FETCH (FLAGS (\\Seen $Own))\n");
      assertThat(client.ok("UID STORE 3 -FLAGS (\\Seen)"))
          .startsWith("* 3 FETCH (UID 3 FLAGS ($Own))\n");
      assertThat(client.ok("STORE 1 FLAGS \\Answered"))
          .startsWith("* 1 FETCH (FLAGS (\\Answered))\n");
      assertThat(client.ok("STORE 2 +FLAGS.SILENT (\\Flagged)")).startsWith("OK");
      assertThat(client.ok("NOOP")).startsWith("OK");
      assertThat(client.ok("FETCH 1:3 FLAGS"))
          .startsWith(
              "* 1 FETCH (FLAGS (\\Answered))\n* 2 FETCH (FLAGS (\\Flagged))\n* 3 FETCH (FLAGS ($Own))\n");
      assertThat(client.ok("UID STORE 99 +FLAGS (\\Seen)")).startsWith("OK");
      client.bad("STORE 99 +FLAGS (\\Seen)");
    }
  }

  @Test
  void copyTellsBothUids() throws Exception {
    try (ImapClient client = filled()) {
      client.ok("STORE 2 +FLAGS (\\Flagged)");
      assertThat(client.ok("COPY 2:3 Archive")).containsPattern("OK \\[COPYUID \\d+ 2:3 1:2]");
      assertThat(client.no("COPY 1 Nowhere")).contains("[TRYCREATE]");
      assertThat(client.ok("UID COPY 77 Archive")).startsWith("OK COPY");
      client.ok("SELECT Archive");
      assertThat(client.ok("FETCH 1 (FLAGS BODY.PEEK[HEADER.FIELDS (Subject)])"))
          .contains("FLAGS (\\Flagged \\Recent)")
          .contains("Subject: two");
    }
  }

  @Test
  void moveTellsUidsBeforeExpunges() throws Exception {
    try (ImapClient client = filled()) {
      assertThat(client.ok("MOVE 1,3 Archive"))
          .containsPattern(
              "\\* OK \\[COPYUID \\d+ 1,3 1:2] Moved\n\\* 1 EXPUNGE\n\\* 2 EXPUNGE\nOK");
      assertThat(client.ok("UID SEARCH ALL")).startsWith("* SEARCH 2 4\n");
      assertThat(client.ok("UID MOVE 4 Trash")).contains("* 2 EXPUNGE\n");
      assertThat(client.ok("STATUS Archive (MESSAGES)"))
          .startsWith("* STATUS Archive (MESSAGES 2)\n");
    }
  }

  @Test
  void expungeAndUidExpunge() throws Exception {
    try (ImapClient client = filled()) {
      client.ok("STORE 1:3 +FLAGS.SILENT (\\Deleted)");
      assertThat(client.ok("UID EXPUNGE 2,4")).startsWith("* 2 EXPUNGE\nOK");
      assertThat(client.ok("EXPUNGE")).startsWith("* 1 EXPUNGE\n* 1 EXPUNGE\nOK");
      assertThat(client.ok("UID SEARCH ALL")).startsWith("* SEARCH 4\n");
    }
  }

  @Test
  void closeExpungesSilentlyAndUnselectDoesNot() throws Exception {
    try (ImapClient client = filled()) {
      client.ok("STORE 1 +FLAGS (\\Deleted)");
      client.ok("UNSELECT");
      assertThat(client.ok("STATUS INBOX (MESSAGES DELETED)"))
          .startsWith("* STATUS INBOX (MESSAGES 4 DELETED 1)\n");
      client.ok("SELECT INBOX");
      assertThat(client.ok("CLOSE")).startsWith("OK");
      assertThat(client.ok("STATUS INBOX (MESSAGES)")).startsWith("* STATUS INBOX (MESSAGES 3)\n");
    }
  }

  private static String keywords(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i > from ? " k" : "k").append(i);
    }
    return text.toString();
  }

  /** No mail store that is taken over has more keywords than there is room for. */
  @ParameterizedTest
  @ValueSource(ints = {57, 58, 59, 63, 64, 65, 1000})
  void aMessageHasManyKeywords(int count) throws Exception {
    try (ImapClient client = server.inbox()) {
      client.append("INBOX", " (" + keywords(0, count) + ")", simple("one"));
      client.append("INBOX", " (\\Seen k" + (count - 1) + " another)", simple("two"));
      assertThat(client.ok("NOOP") + client.ok("SELECT INBOX")).contains(" \\*)]");
      assertThat(client.ok("FETCH 1:2 FLAGS"))
          .contains("* 1 FETCH (FLAGS (" + keywords(0, count) + "))\n")
          .contains("* 2 FETCH (FLAGS (\\Seen k" + (count - 1) + " another))\n");
      assertThat(client.ok("SEARCH KEYWORD K" + (count - 1))).startsWith("* SEARCH 1 2\n");
      assertThat(client.ok("SEARCH UNKEYWORD another")).startsWith("* SEARCH 1\n");
      assertThat(client.ok("STORE 1 -FLAGS.SILENT (k0 k" + (count - 1) + ")")).startsWith("OK");
      assertThat(client.ok("FETCH 1 FLAGS")).contains("(" + keywords(1, count - 1) + ")");
      assertThat(client.ok("STORE 1 FLAGS ()")).contains("* 1 FETCH (FLAGS ())\n");
      client.ok("COPY 2 Archive");
      assertThat(client.ok("SELECT Archive")).contains("another");
      assertThat(client.ok("FETCH 1 FLAGS")).contains("k" + (count - 1) + " another");
    }
    List<StoreVerify.Problem> problems = new ArrayList<>();
    server.store.verifier().verify(problems::add);
    assertThat(problems).isEmpty();
  }

  @Test
  void whereThereIsNoRoomForKeywordsNoneAreOffered() throws Exception {
    try (ImapClient client = server.inbox();
        ImapClient other = server.inbox()) {
      client.append("INBOX", "", simple("one"));
      client.ok("NOOP");
      for (int i = 0; i < 4096; i += 512) {
        client.ok("STORE 1 +FLAGS.SILENT (" + keywords(i, i + 512) + ")");
      }
      assertThat(client.ok("SELECT INBOX")).contains(" k4095)] Flags").doesNotContain("\\*");
      client.append("INBOX", " (\\Flagged another)", simple("two"));
      client.ok("NOOP");
      assertThat(client.ok("FETCH 2 FLAGS")).contains("(FLAGS (\\Flagged \\Recent))");
      assertThat(client.no("STORE 2 +FLAGS (another)")).contains("[LIMIT]");
      other.ok("NOOP");
      assertThat(other.ok("FETCH 1 FLAGS")).contains("k17 ");
      client.ok("STORE 1 FLAGS.SILENT (k5)");
      assertThat(client.ok("SELECT INBOX")).contains(" \\*)]");
      client.ok("STORE 1:2 +FLAGS.SILENT (another)");
      // Its name took the place of another; what was told by the old names is told anew.
      assertThat(other.ok("NOOP"))
          .contains(" another ")
          .contains("* 1 FETCH (FLAGS (")
          .contains("* 2 FETCH (FLAGS (\\Flagged another))\n");
      assertThat(other.ok("FETCH 1 FLAGS"))
          .contains("another")
          .contains("k5")
          .doesNotContain("k17");
    }
  }
}
