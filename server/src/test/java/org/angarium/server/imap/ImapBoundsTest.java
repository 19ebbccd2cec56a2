package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers at their bounds (RFC 3501 §9): what the grammar allows names nothing where nothing is
 * there, and what it does not allow is BAD. {@code *} alone stands for the last message.
 */
class ImapBoundsTest {
  @TempDir Path folder;
  private ImapFixture server;
  private ImapClient client;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
    for (String subject : new String[] {"one", "two", "three"}) {
      server.deliver("INBOX", simple(subject), "\\Deleted");
    }
    client = server.inbox();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967295", "4294967294:4294967295", "4", "4,4294967295", "9:10"})
  void uidsThatAreNotThereNameNoMessage(String uids) throws Exception {
    assertThat(client.ok("UID FETCH " + uids + " (UID)")).startsWith("OK");
    assertThat(client.ok("UID SEARCH UID " + uids)).startsWith("* SEARCH\n");
    assertThat(client.ok("SEARCH NOT UID " + uids)).startsWith("* SEARCH 1 2 3\n");
    assertThat(client.ok("UID STORE " + uids + " +FLAGS (\\Seen)")).startsWith("OK");
    assertThat(client.ok("UID COPY " + uids + " Archive")).startsWith("OK");
    assertThat(client.ok("UID MOVE " + uids + " Archive")).startsWith("OK");
    assertThat(client.ok("UID EXPUNGE " + uids)).startsWith("OK");
    assertThat(client.ok("STATUS Archive (MESSAGES)")).contains("(MESSAGES 0)");
    assertThat(client.ok("UID SEARCH UNSEEN")).startsWith("* SEARCH 1 2 3\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "3:*", "*:4294967295", "4294967295:*", "4:*", "*:*", "*,4294967295"})
  void aRangeToStarHasTheLastMessage(String uids) throws Exception {
    assertThat(client.ok("UID FETCH " + uids + " (UID)")).startsWith("* 3 FETCH (UID 3)\nOK");
    assertThat(client.ok("UID SEARCH UID " + uids)).startsWith("* SEARCH 3\n");
    assertThat(client.ok("UID COPY " + uids + " Archive")).containsPattern("COPYUID \\d+ 3 1\\]");
    assertThat(client.ok("UID EXPUNGE " + uids)).startsWith("* 3 EXPUNGE\nOK");
    assertThat(client.ok("UID SEARCH ALL")).startsWith("* SEARCH 1 2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4",
        "3:4",
        "4294967295",
        "4294967294:4294967295",
        "4294967295:*",
        "*:4294967295",
        "4:*",
        "1,4"
      })
  void sequenceNumbersBeyondTheMailboxAreBad(String numbers) throws Exception {
    client.bad("FETCH " + numbers + " UID");
    client.bad("STORE " + numbers + " +FLAGS (\\Seen)");
    client.bad("COPY " + numbers + " Archive");
    client.bad("MOVE " + numbers + " Archive");
    assertThat(client.ok("SEARCH UNSEEN")).startsWith("* SEARCH 1 2 3\n");
    assertThat(client.ok("STATUS Archive (MESSAGES)")).contains("(MESSAGES 0)");
  }

  @Test
  void searchPassesOverNumbersThatAreNotThere() throws Exception {
    assertThat(client.ok("SEARCH 4294967295")).startsWith("* SEARCH\n");
    assertThat(client.ok("SEARCH 3:4294967295")).startsWith("* SEARCH 3\n");
    assertThat(client.ok("SEARCH NOT 4294967294:4294967295")).startsWith("* SEARCH 1 2 3\n");
    assertThat(client.ok("SEARCH *")).startsWith("* SEARCH 3\n");
  }

  @Test
  void inAnEmptyMailboxStarIsNoMessage() throws Exception {
    client.ok("SELECT Archive");
    client.bad("FETCH * UID");
    client.bad("FETCH 1:* UID");
    client.bad("COPY * Trash");
    assertThat(client.ok("UID FETCH 1:* UID")).startsWith("OK");
    assertThat(client.ok("UID EXPUNGE *")).startsWith("OK");
    assertThat(client.ok("SEARCH *")).startsWith("* SEARCH\n");
    assertThat(client.ok("UID SEARCH UID 1:*")).startsWith("* SEARCH\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FETCH 0 UID",
        "FETCH 4294967296 UID",
        "FETCH 0:* UID",
        "FETCH 1:4294967296 UID",
        "UID FETCH 0 UID",
        "UID FETCH 4294967296:* UID",
        "UID FETCH *:0 UID",
        "FETCH 1,$ UID",
        "FETCH -1 UID",
        "SEARCH 0",
        "SEARCH 4294967296",
        "SEARCH UID 0:4",
        "SEARCH UID 4294967296",
        "UID STORE 0 +FLAGS (x)",
        "UID COPY 4294967296 Archive",
        "UID MOVE 0 Archive",
        "UID EXPUNGE 0",
        "UID EXPUNGE 4294967296",
        "SEARCH LARGER 4294967296",
        "SEARCH SMALLER 4294967296",
        "SEARCH YOUNGER 0",
        "SEARCH OLDER 4294967296",
        "SEARCH MODSEQ 9223372036854775808",
        "FETCH 1 FLAGS (CHANGEDSINCE 9223372036854775808)",
        "STORE 1 (UNCHANGEDSINCE 9223372036854775808) +FLAGS (x)",
        "FETCH 1 BODY[0]",
        "FETCH 1 BODY[4294967296]",
        "FETCH 1 BODY[]<0.0>",
        "FETCH 1 BODY[]<0.4294967296>",
        "FETCH 1 BODY[]<4294967296.1>",
        "FETCH 1 BINARY[1]<0.0>",
        "SELECT INBOX (QRESYNC (0 1))",
        "SELECT INBOX (QRESYNC (4294967296 1))",
        "SELECT INBOX (QRESYNC (1 1 1:*))",
        "STATUS INBOX ()",
      })
  void numbersThatTheGrammarDoesNotHaveAreBad(String command) throws Exception {
    client.bad(command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEARCH LARGER 4294967295",
        "SEARCH SMALLER 0",
        "SEARCH YOUNGER 4294967295",
        "SEARCH OLDER 1",
        "SEARCH MODSEQ 0",
        "SEARCH MODSEQ 9223372036854775807",
        "FETCH 1 FLAGS (CHANGEDSINCE 0)",
        "FETCH 1 FLAGS (CHANGEDSINCE 1)",
        "FETCH 1 FLAGS (CHANGEDSINCE 9223372036854775807)",
        "STORE 1 (UNCHANGEDSINCE 9223372036854775807) +FLAGS (x)",
        "FETCH 1 BODY[4294967295]",
        "FETCH 1 BINARY.SIZE[4294967295]",
        "FETCH 1 BODY[1.2147483648]",
      })
  void numbersAtTheBoundsAreTaken(String command) throws Exception {
    client.ok(command);
  }

  @Test
  void partialFetchAtTheBounds() throws Exception {
    assertThat(client.ok("FETCH 1 BODY.PEEK[TEXT]<0.4294967295>"))
        .contains("BODY[TEXT]<0> {13}\r\nBody of one\r\n");
    assertThat(client.ok("FETCH 1 BODY.PEEK[TEXT]<4294967295.4294967295>"))
        .contains("BODY[TEXT]<4294967295> {0}\r\n");
    assertThat(client.ok("FETCH 1 BODY.PEEK[TEXT]<12.1>")).contains("BODY[TEXT]<12> {1}\r\n\n");
    assertThat(client.ok("FETCH 1 BODY.PEEK[TEXT]<13.1>")).contains("BODY[TEXT]<13> {0}\r\n");
    assertThat(client.ok("FETCH 1 BINARY.PEEK[1]<0.4294967295>")).contains("{13}\r\nBody of one");
  }

  @Test
  void vanishedCountsWhatWentLast() throws Exception {
    client.ok("ENABLE QRESYNC");
    client.ok("SELECT INBOX");
    String before =
        client.ok("STATUS INBOX (HIGHESTMODSEQ)").replaceAll("\\D+(\\d+)\\)(?s:.*)", "$1");
    client.ok("UID EXPUNGE 3");
    assertThat(client.ok("UID FETCH 1:* (FLAGS) (CHANGEDSINCE " + before + " VANISHED)"))
        .contains("* VANISHED (EARLIER) 3\n");
    assertThat(client.ok("UID FETCH 1:2 (FLAGS) (CHANGEDSINCE " + before + " VANISHED)"))
        .doesNotContain("VANISHED");
    assertThat(client.ok("UID FETCH 4294967295 (FLAGS) (CHANGEDSINCE " + before + " VANISHED)"))
        .doesNotContain("VANISHED");
  }
}
