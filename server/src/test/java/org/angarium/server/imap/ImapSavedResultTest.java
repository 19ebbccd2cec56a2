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

/** What {@code $} is, after everything that sets, keeps or empties it (RFC 5182 §2.1). */
class ImapSavedResultTest {
  @TempDir Path folder;
  private ImapFixture server;
  private ImapClient client;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
    for (String subject : new String[] {"one", "two", "three"}) {
      server.deliver("INBOX", simple(subject));
    }
    client = server.inbox();
    client.ok("SEARCH RETURN (SAVE) 2:3");
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private void saved(String uids) throws Exception {
    String expected = uids.isEmpty() ? "* SEARCH\n" : "* SEARCH " + uids + "\n";
    assertThat(client.ok("UID SEARCH $")).startsWith(expected);
    assertThat(client.ok("UID SEARCH UID $")).startsWith(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEARCH RETURN (SAVE) CHARSET x-none SUBJECT y",
        "UID SEARCH RETURN (SAVE) CHARSET x-none SUBJECT y",
        "SEARCH RETURN (SAVE COUNT) CHARSET \"\" ALL",
        "SEARCH RETURN (MIN SAVE) SINCE 31-Feb-2020",
        "SEARCH RETURN (SAVE) TEXT \"\u00ff\"",
        "SEARCH RETURN (SAVE) ($ SENTON 0-Jan-2020)",
      })
  void aSearchToBeSavedThatEndsInNoEmptiesIt(String search) throws Exception {
    client.no(search);
    saved("");
    assertThat(client.ok("FETCH $ UID")).startsWith("OK");
    assertThat(client.ok("STORE $ +FLAGS (\\Deleted)")).startsWith("OK");
    assertThat(client.ok("COPY $ Archive")).startsWith("OK");
    assertThat(client.ok("MOVE $ Archive")).startsWith("OK");
    assertThat(client.ok("UID EXPUNGE $")).startsWith("OK");
  }

  @Test
  void aSearchOverTheLimitsEmptiesIt() throws Exception {
    assertThat(client.no("SEARCH RETURN (SAVE) " + "(".repeat(300) + "ALL" + ")".repeat(300)))
        .contains("[LIMIT]");
    saved("");
    client.ok("SEARCH RETURN (SAVE) ALL");
    client.no("SEARCH RETURN (SAVE)" + " SEEN".repeat(5_000));
    saved("");
    client.ok("SEARCH RETURN (SAVE) ALL");
    client.no("SEARCH RETURN (SAVE) " + "1,".repeat(60_000) + "1");
    saved("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEARCH CHARSET x-none SUBJECT y",
        "SEARCH SINCE 31-Feb-2020",
        "SEARCH RETURN (COUNT) CHARSET x-none SUBJECT y",
        "STORE 1 +FLAGS (\\Unheard)",
        "COPY 1 nowhere",
      })
  void otherCommandsThatEndInNoKeepIt(String command) throws Exception {
    client.no(command);
    saved("2 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEARCH RETURN (SAVE) NOSUCHKEY",
        "SEARCH RETURN (SAVE)",
        "SEARCH RETURN (SAVE NOSUCH) ALL",
        "SEARCH RETURN (SAVE) CHARSET x-none NOSUCHKEY",
        "SEARCH RETURN (SAVE) 0",
        "SEARCH RETURN (SAVE) SUBJECT {3+}\r\nabc {3+}\r\nabc",
        "FETCH 9 UID",
        "NOSUCHCOMMAND",
      })
  void whatEndsInBadKeepsIt(String command) throws Exception {
    client.bad(command);
    saved("2 3");
  }

  @Test
  void aSearchThatIsNotSavedKeepsIt() throws Exception {
    client.ok("SEARCH 1");
    client.ok("SEARCH RETURN (ALL) 1");
    client.ok("NOOP");
    saved("2 3");
  }

  @Test
  void aSearchThatFindsNothingEmptiesIt() throws Exception {
    client.ok("SEARCH RETURN (SAVE) SUBJECT nonsense");
    saved("");
  }

  @Test
  void pipelinedCommandsSeeWhatTheSearchBeforeThemLeft() throws Exception {
    client.send(
        "a SEARCH RETURN (SAVE) CHARSET x-none SUBJECT y\r\nb STORE $ +FLAGS (\\Deleted)\r\n"
            + "c SEARCH RETURN (SAVE) 1\r\nd STORE $ +FLAGS (\\Flagged)\r\n");
    assertThat(client.answer("a")).startsWith("NO [BADCHARSET");
    assertThat(client.answer("b")).startsWith("OK");
    client.answer("c");
    assertThat(client.answer("d")).startsWith("* 1 FETCH (FLAGS (\\Flagged))\nOK");
    assertThat(client.ok("SEARCH DELETED")).startsWith("* SEARCH\n");
  }

  @Test
  void expungedMessagesLeaveIt() throws Exception {
    client.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
    client.ok("EXPUNGE");
    saved("3");
    assertThat(client.ok("FETCH $ UID")).startsWith("* 2 FETCH (UID 3)\nOK");
    client.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
    client.ok("UID EXPUNGE $");
    saved("");
  }

  @Test
  void anotherMailboxBeginsWithAnEmptyOne() throws Exception {
    client.ok("SELECT INBOX");
    saved("");
    client.ok("SEARCH RETURN (SAVE) ALL");
    client.ok("EXAMINE INBOX");
    saved("");
    client.ok("SEARCH RETURN (SAVE) ALL");
    client.ok("UNSELECT");
    client.bad("SEARCH $");
    client.ok("SELECT INBOX");
    saved("");
    client.ok("SEARCH RETURN (SAVE) ALL");
    client.no("SELECT nowhere");
    client.bad("FETCH $ UID");
  }

  @Test
  void itStandsInEveryCommandWithASet() throws Exception {
    assertThat(client.ok("FETCH $ UID")).startsWith("* 2 FETCH (UID 2)\n* 3 FETCH (UID 3)\nOK");
    assertThat(client.ok("UID FETCH $ FLAGS")).startsWith("* 2 FETCH (UID 2 FLAGS ())\n");
    assertThat(client.ok("UID STORE $ +FLAGS (x)")).contains("* 2 FETCH (UID 2 FLAGS (x))\n");
    assertThat(client.ok("COPY $ Archive")).containsPattern("\\[COPYUID \\d+ 2:3 1:2]");
    assertThat(client.ok("UID COPY $ Archive")).containsPattern("\\[COPYUID \\d+ 2:3 3:4]");
    assertThat(client.ok("SEARCH NOT $")).startsWith("* SEARCH 1\n");
    assertThat(client.ok("SEARCH OR 1 UID $")).startsWith("* SEARCH 1 2 3\n");
    assertThat(client.ok("UID MOVE $ Archive")).contains("* 2 EXPUNGE\n* 2 EXPUNGE\n");
    client.bad("FETCH $,1 UID");
    client.bad("FETCH 1:$ UID");
  }
}
