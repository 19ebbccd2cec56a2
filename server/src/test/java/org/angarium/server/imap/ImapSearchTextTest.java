package org.angarium.server.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SEARCH finds in addresses and in the parts of reports (RFC 3501 §6.4.4). */
class ImapSearchTextTest {
  @TempDir Path folder;
  private ImapFixture server;
  private ImapClient client;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
    client = server.login();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "<@relay.example.test:user@example.test>#user@example.test",
        "<@relay.example.test:user@example.test>#@relay.example.test",
        "<user (note) @ (note) example.test>#user@example.test",
        "user @ example . test#user@example.test",
        "<user@ example.test>#user@example.test",
        "user . name @example.test#user.name@example.test",
        "\"user name\"@example.test#user name@example.test",
        "\"us\\\"er\"@example.test#us\\\"er@example.test",
        "\"u\".\"v\"@example.test#u.v@example.test",
        "\"Joe \\\\ Doe\" <j@example.test>#Joe \\\\ Doe",
        "Joe    Doe <j@example.test>#Joe Doe",
        "Joe(x)Doe <j@example.test>#j@example.test",
        "j@example.test (Joe)#j@example.test",
        "\"Doe, Joe\" <j@example.test>#Doe, Joe",
        "=?utf-8?q?J=C3=B6e?= <j@example.test>#j@example.test",
        "team : j @ example.test ;#j@example.test",
      })
  void searchFindsTheAddressesThatEnvelopeShows(String address, String wanted) throws Exception {
    server.deliver(
        "INBOX",
        "From: "
            + address
            + "\nTo: "
            + address
            + "\nCc: x@y,\n "
            + address
            + "\nBcc: "
            + address
            + "\nSubject: s\n\nx\n");
    server.deliver("INBOX", "From: other@host.test\nSubject: s\n\nx\n");
    client.ok("SELECT INBOX");
    for (String key :
        new String[] {"FROM", "TO", "CC", "BCC", "HEADER From", "HEADER to", "TEXT"}) {
      assertThat(client.ok("SEARCH " + key + " \"" + wanted + "\""))
          .as(key)
          .startsWith("* SEARCH 1\n");
    }
    assertThat(client.ok("SEARCH NOT FROM \"" + wanted + "\"")).startsWith("* SEARCH 2\n");
  }

  @Test
  void aFieldThatIsTooLongToBeKeptIsSearchedInTheMessage() throws Exception {
    server.deliver(
        "INBOX",
        "To: " + "someone@example.test,\n ".repeat(1_000) + "<user (note) @ example.test>\n\nx\n");
    client.ok("SELECT INBOX");
    assertThat(client.ok("SEARCH TO user@example.test")).startsWith("* SEARCH 1\n");
    assertThat(client.ok("SEARCH TO nobody@example.test")).startsWith("* SEARCH\n");
  }

  private static String report(String type, String contents) {
    return """
    From: MAILER-DAEMON@example.test
    Subject: failure
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary=b

    --b

    Not delivered.
    --b
    Content-Type: %s

    %s
    --b--
    """
        .formatted(type, contents);
  }

  @ParameterizedTest
  @CsvSource({
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "message/global-disposition-notification",
    "message/global-headers",
    "message/feedback-report",
    "message/rfc822",
    "message/global",
    "message/partial",
    "text/rfc822-headers",
    "text/x-unheard",
  })
  void everyTextualPartOfAReportIsSearched(String type) throws Exception {
    server.deliver(
        "INBOX",
        report(type, "Final-Recipient: rfc822; lost@far.test\nAction: failed\n\nThe end\n"));
    server.deliver("INBOX", report("image/png", "lost@far.test"));
    client.ok("SELECT INBOX");
    for (String key : new String[] {"TEXT", "BODY"}) {
      assertThat(client.ok("SEARCH " + key + " lost@far.test")).as(key).startsWith("* SEARCH 1\n");
      assertThat(client.ok("SEARCH " + key + " \"not delivered\"")).startsWith("* SEARCH 1 2\n");
    }
    assertThat(client.ok("SEARCH BODY MAILER-DAEMON")).startsWith("* SEARCH\n");
  }

  @Test
  void anEncodedReportIsDecodedFirst() throws Exception {
    server.deliver(
        "INBOX",
        report(
            "message/global-delivery-status\nContent-Transfer-Encoding: base64",
            "RmluYWwtUmVjaXBpZW50OiB1dGYtODsgdmVybG9yZW5Aw6QudGVzdAo="));
    client.ok("SELECT INBOX");
    assertThat(client.ok("SEARCH BODY verloren@")).startsWith("* SEARCH 1\n");
    assertThat(client.ok("SEARCH TEXT \"verloren@\u00c3\u00a4.test\"")).startsWith("* SEARCH 1\n");
  }

  @Test
  void messagesWithinMessagesAreSearched() throws Exception {
    String inner =
        "From: deep@far.test\nSubject: hidden subject\n"
            + "Content-Type: multipart/mixed; boundary=c\n\n--c\n\ninnermost words\n--c--\n";
    server.deliver("INBOX", report("message/rfc822", inner));
    client.ok("SELECT INBOX");
    for (String wanted : new String[] {"deep@far.test", "hidden subject", "innermost words"}) {
      assertThat(client.ok("SEARCH BODY \"" + wanted + "\"")).startsWith("* SEARCH 1\n");
      assertThat(client.ok("SEARCH TEXT \"" + wanted + "\"")).startsWith("* SEARCH 1\n");
    }
    assertThat(client.ok("SEARCH SUBJECT \"hidden subject\"")).startsWith("* SEARCH\n");
  }
}
