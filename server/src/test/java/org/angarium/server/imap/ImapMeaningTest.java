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
 * NO is for what was understood and cannot be done, BAD for what was not understood (RFC 3501
 * §7.1).
 */
class ImapMeaningTest {
  @TempDir Path folder;
  private ImapFixture server;
  private ImapClient client;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
    server.deliver("INBOX", simple("one"));
    client = server.inbox();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEARCH SINCE 31-Feb-2020",
        "SEARCH SENTON \"00-Jan-2020\"",
        "SEARCH BEFORE 99-Dec-2020",
        "SEARCH SAVEDON 29-Feb-2023",
        "SEARCH OR SEEN ON 32-Jan-2020",
        "SEARCH CHARSET X-MARS TEXT x",
        "SEARCH CHARSET \"\" ALL",
        "SEARCH CHARSET UTF-8 TEXT {2+}\r\n\u00ff\u00fe",
        "SEARCH TEXT \"\u00ff\u00fe\"",
        "UID SEARCH CHARSET koi8-r UID 1",
        "STORE 1 +FLAGS (\\Unheard)",
        "STORE 1 FLAGS (\\Seen \\Unheard)",
        "UID STORE 1 -FLAGS \\X-Y",
        "APPEND INBOX (\\Unheard) {3+}\r\nabc",
        "APPEND INBOX \"31-Feb-2020 10:00:00 +0000\" {3+}\r\nabc",
        "APPEND INBOX \"00-Jan-2020 10:00:00 +0000\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-2020 24:00:00 +0000\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-2020 10:60:00 +0000\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-2020 10:00:61 +0000\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-2020 10:00:00 +0060\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-2020 10:00:00 -9999\" {3+}\r\nabc",
        "APPEND INBOX () \" 1-Jan-2020 10:00:00 +2400\" {3}",
        "CREATE x (USE (\\Unheard))",
        "FETCH 1 BODY[1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"
            + ".1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"
            + ".1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"
            + ".1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"
            + ".1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1]",
      })
  void whatParsesAndCannotBeDoneIsNo(String command) throws Exception {
    client.no(command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEARCH SINCE 1-Foo-2020",
        "SEARCH SINCE 001-Jan-2020",
        "SEARCH SINCE 1-Jan-20",
        "SEARCH SINCE 1-Jan-02020",
        "SEARCH SINCE \"1-Jan-2020",
        "SEARCH SINCE 1/Jan/2020",
        "SEARCH CHARSET X-MARS TEXT",
        "SEARCH CHARSET X-MARS NOSUCHKEY",
        "SEARCH SINCE 31-Feb-2020 NOSUCHKEY",
        "SEARCH KEYWORD \\Seen",
        "SEARCH MODSEQ \"/other/x\" all 5",
        "SEARCH RETURN (NOSUCH) ALL",
        "STORE 1 +FLAGS (\\)",
        "STORE 1 +FLAGS (\\*)",
        "STORE 1 +FLAGS (a]b)",
        "STORE 1 +FLAGS",
        "STORE 1 +FLAGS (\\Unheard",
        "APPEND INBOX \"1-Jan-2020 10:00:00 +0000\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-20 10:00:00 +0000\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-2020 1:00:00 +0000\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-2020 10:00:00 GMT\" {3+}\r\nabc",
        "APPEND INBOX \"01-Jan-2020 10:00:00 +000\" {3+}\r\nabc",
        "APPEND INBOX \"31-Feb-2020 10:00:00 +0000\" x {3+}\r\nabc",
        "APPEND INBOX (\\Unheard {3+}\r\nabc",
        "FETCH 1 BODY[HEADER.FIELDS ()]",
        "FETCH 1 BODY[FOO]",
        "FETCH 1 BODY[1.MIME.1]",
        "FETCH 1 BODY[]<0>",
        "FETCH 1 BODY.PEEK",
        "FETCH 1 NOSUCH",
        "CREATE x (USE (\\Unheard)",
        "SELECT x (NOSUCH)",
      })
  void whatDoesNotParseIsBad(String command) throws Exception {
    client.bad(command);
  }

  @Test
  void aDateOfAppendAtItsBoundsIsTaken() throws Exception {
    client.ok("APPEND INBOX \"01-Jan-2020 00:00:60 +2359\" {3+}\r\nabc");
    client.ok("APPEND INBOX \" 9-Dec-9999 23:59:59 -2359\" {3+}\r\nabc");
    client.ok("APPEND INBOX \"01-Jan-0000 00:00:00 +0000\" {3+}\r\nabc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sub ject", "a\\\"b", "", "x:y", "ü", "(", "NIL", "a]b"})
  void anyStringMayStandForAHeaderField(String name) throws Exception {
    String answer = client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS (\"" + name + "\" Subject)]");
    assertThat(answer).contains("Subject: one\r\n").contains("* 1 FETCH (BODY[HEADER.FIELDS (");
    client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (\"" + name + "\")]");
  }

  @Test
  void headerFieldsThatAreNoAtomsAreRepeatedAsStrings() throws Exception {
    assertThat(client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS (\"a b\" {1+}\r\n\u00ff)]"))
        .contains("BODY[HEADER.FIELDS (\"a b\" {1}\r\n\u00ff)] {2}\r\n\r\n");
  }

  @Test
  void aLoginNameThatIsNoTextIsAFailedLogin() throws Exception {
    try (ImapClient other = server.connect()) {
      assertThat(other.no("LOGIN {2+}\r\n\u00ff\u00fe x")).contains("[AUTHENTICATIONFAILED]");
      assertThat(other.no("LOGIN \"\" \"\"")).contains("[AUTHENTICATIONFAILED]");
      other.ok("ID (\"name\" {2+}\r\n\u00ff\u00fe)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@xn--", "\"\u0001\"", "{3+}\r\n\u00ed\u00a0\u0080"})
  void anyStringMayBeAUserOrAPassword(String text) throws Exception {
    try (ImapClient other = server.connect()) {
      assertThat(other.no("LOGIN " + text + " " + text)).contains("[AUTHENTICATIONFAILED]");
    }
  }

  @Test
  void withoutALoginOrAMailboxTheStateIsAnsweredFirst() throws Exception {
    try (ImapClient other = server.connect()) {
      other.bad("SELECT &");
      other.bad("LIST \"\" &");
      other.bad("SUBSCRIBE &");
    }
    client.ok("UNSELECT");
    client.bad("SEARCH CHARSET X-MARS TEXT x");
    client.bad("STORE 1 +FLAGS (\\Unheard)");
    client.bad("COPY 1 &");
  }
}
