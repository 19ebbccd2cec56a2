package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SEARCH (RFC 9051 §6.4.4, RFC 4731, RFC 5032, RFC 5182, RFC 8474). */
class ImapSearchTest {
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
    server.deliver("INBOX", simple("first apple"), "\\Seen");
    server.deliver("INBOX", simple("second pear"), "\\Flagged", "$Fruit");
    server.deliver("INBOX", simple("third apple pie"), "\\Seen", "\\Answered");
    return server.inbox();
  }

  @Test
  void keys() throws Exception {
    try (ImapClient client = filled()) {
      assertThat(client.ok("SEARCH ALL")).startsWith("* SEARCH 1 2 3\n");
      assertThat(client.ok("SEARCH SUBJECT APPLE")).startsWith("* SEARCH 1 3\n");
      assertThat(client.ok("SEARCH NOT SUBJECT apple")).startsWith("* SEARCH 2\n");
      assertThat(client.ok("SEARCH OR KEYWORD $Fruit ANSWERED")).startsWith("* SEARCH 2 3\n");
      assertThat(client.ok("SEARCH UNSEEN")).startsWith("* SEARCH 2\n");
      assertThat(client.ok("SEARCH BODY \"of second\"")).startsWith("* SEARCH 2\n");
      assertThat(client.ok("SEARCH TEXT pie")).startsWith("* SEARCH 3\n");
      assertThat(client.ok("SEARCH HEADER Message-ID second.pear")).startsWith("* SEARCH 2\n");
      assertThat(client.ok("SEARCH FROM ann 2:*")).startsWith("* SEARCH 2 3\n");
      assertThat(client.ok("SEARCH (1:2 SEEN)")).startsWith("* SEARCH 1\n");
      assertThat(client.ok("SEARCH SENTON 5-Jan-2026")).startsWith("* SEARCH 1 2 3\n");
      assertThat(client.ok("SEARCH SINCE 4-Feb-2026")).startsWith("* SEARCH\n");
      assertThat(client.ok("SEARCH ON 3-Feb-2026")).startsWith("* SEARCH 1 2 3\n");
      assertThat(client.ok("SEARCH LARGER 100000")).startsWith("* SEARCH\n");
      assertThat(client.ok("SEARCH 7:9")).startsWith("* SEARCH\n");
      assertThat(client.ok("SEARCH RECENT")).startsWith("* SEARCH\n");
      assertThat(client.ok("SEARCH CHARSET UTF-8 SUBJECT {5+}\r\napple"))
          .startsWith("* SEARCH 1 3\n");
      assertThat(client.no("SEARCH CHARSET X-NONE TEXT x")).contains("[BADCHARSET (US-ASCII UTF-8");
    }
  }

  @Test
  void youngerAndOlder() throws Exception {
    try (ImapClient client = filled()) {
      client.append("INBOX", "", simple("now"));
      client.ok("NOOP");
      assertThat(client.ok("SEARCH YOUNGER 3600")).startsWith("* SEARCH 4\n");
      assertThat(client.ok("SEARCH OLDER 3600")).startsWith("* SEARCH 1 2 3\n");
      assertThat(client.ok("SEARCH NEW")).startsWith("* SEARCH 4\n");
      assertThat(client.ok("SEARCH OLD")).startsWith("* SEARCH 1 2 3\n");
    }
  }

  @Test
  void extendedResults() throws Exception {
    try (ImapClient client = filled()) {
      client.send("x9 UID SEARCH RETURN (MIN MAX COUNT ALL) SUBJECT apple\r\n");
      assertThat(client.answer("x9"))
          .startsWith("* ESEARCH (TAG \"x9\") UID MIN 1 MAX 3 COUNT 2 ALL 1,3\n");
      assertThat(client.ok("SEARCH RETURN () ALL")).contains(") ALL 1:3\n");
      assertThat(client.ok("SEARCH RETURN (MIN COUNT) SUBJECT plum")).contains(") COUNT 0\n");
    }
  }

  @Test
  void savedResults() throws Exception {
    try (ImapClient client = filled()) {
      assertThat(client.ok("SEARCH RETURN (SAVE) SUBJECT apple")).startsWith("OK");
      assertThat(client.ok("FETCH $ UID")).startsWith("* 1 FETCH (UID 1)\n* 3 FETCH (UID 3)\n");
      assertThat(client.ok("SEARCH $ ANSWERED")).startsWith("* SEARCH 3\n");
      client.ok("STORE $ +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      assertThat(client.ok("UID FETCH $ UID")).startsWith("OK");
    }
  }

  @Test
  void objectIds() throws Exception {
    try (ImapClient client = filled()) {
      String fetched = client.ok("FETCH 2 EMAILID");
      String id = fetched.replaceAll("(?s).*EMAILID \\((\\w+)\\).*", "$1");
      assertThat(client.ok("SEARCH EMAILID " + id)).startsWith("* SEARCH 2\n");
      assertThat(client.ok("SEARCH EMAILID nonsense")).startsWith("* SEARCH\n");
    }
  }
}
