package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FETCH: every item, sections, partial fetches, \Seen (RFC 9051 §6.4.5, RFC 3516, 8474, 8514,
 * 8970).
 */
class ImapFetchTest {
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

  private static final String NESTED =
      "From: Ann <ann@example.test>\n"
          + "To: joe@example.test\n"
          + "Subject: nested\n"
          + "MIME-Version: 1.0\n"
          + "Content-Type: multipart/mixed; boundary=B\n"
          + "\n"
          + "--B\n"
          + "Content-Type: text/plain; charset=utf-8\n"
          + "Content-Transfer-Encoding: base64\n"
          + "\n"
          + "SGVsbG8AV29ybGQ=\n"
          + "--B\n"
          + "Content-Type: message/rfc822\n"
          + "\n"
          + "Subject: inner\n"
          + "From: x@example.test\n"
          + "\n"
          + "inner body\n"
          + "--B--\n";

  @Test
  void attributesOfTheView() throws Exception {
    long uid = server.deliver("INBOX", simple("one"), "\\Seen", "$Work");
    int size = simple("one").replace("\n", "\r\n").length();
    try (ImapClient client = server.inbox()) {
      assertThat(client.ok("FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE)"))
          .startsWith(
              "* 1 FETCH (UID "
                  + uid
                  + " FLAGS (\\Seen $Work) INTERNALDATE"
                  + " \"03-Feb-2026 04:05:06 +0000\" RFC822.SIZE "
                  + size
                  + ")\n");
      assertThat(client.ok("UID FETCH 1:* FLAGS"))
          .startsWith("* 1 FETCH (UID 1 FLAGS (\\Seen $Work))");
      assertThat(client.ok("FETCH 1 FAST"))
          .startsWith("* 1 FETCH (FLAGS (\\Seen $Work) INTERNALDATE ");
      assertThat(client.ok("FETCH 1 (EMAILID THREADID SAVEDATE PREVIEW)"))
          .containsPattern(
              "EMAILID \\(\\w+\\) THREADID \\(\\w+\\) SAVEDATE \"\\d\\d-\\w+-\\d{4} .*\" PREVIEW \"Body of one\"");
      assertThat(client.ok("FETCH 1 (PREVIEW (LAZY))")).contains("PREVIEW \"Body of one\"");
    }
  }

  @Test
  void envelopesAndStructures() throws Exception {
    server.deliver("INBOX", NESTED);
    try (ImapClient client = server.inbox()) {
      assertThat(client.ok("FETCH 1 (ENVELOPE)"))
          .contains("ENVELOPE (NIL \"nested\" ((\"Ann\" NIL \"ann\" \"example.test\"))");
      assertThat(client.ok("FETCH 1 BODYSTRUCTURE"))
          .containsIgnoringCase("BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\")")
          .containsIgnoringCase("\"message\" \"rfc822\"");
      assertThat(client.ok("FETCH 1 FULL")).contains(" ENVELOPE (").contains(" BODY (");
    }
  }

  @Test
  void sections() throws Exception {
    server.deliver("INBOX", NESTED);
    String text = NESTED.replace("\n", "\r\n");
    String header = text.substring(0, text.indexOf("\r\n\r\n") + 4);
    try (ImapClient client = server.inbox()) {
      assertThat(client.ok("FETCH 1 BODY.PEEK[]"))
          .contains("BODY[] {" + text.length() + "}\r\n" + text);
      assertThat(client.ok("FETCH 1 RFC822.HEADER"))
          .contains("RFC822.HEADER {" + header.length() + "}\r\n" + header);
      assertThat(client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT \"to\")]"))
          .contains(
              "BODY[HEADER.FIELDS (SUBJECT to)] {41}\r\nTo: joe@example.test\r\nSubject: nested\r\n\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (Subject To From)]"))
          .contains("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[1]")).contains("BODY[1] {16}\r\nSGVsbG8AV29ybGQ=)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[1.MIME]"))
          .contains(
              "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[2.HEADER]"))
          .contains("BODY[2.HEADER] {40}\r\nSubject: inner\r\nFrom: x@example.test\r\n\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[2.TEXT]"))
          .contains("BODY[2.TEXT] {10}\r\ninner body)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[2.HEADER.FIELDS (Subject)]"))
          .contains("Subject: inner\r\n\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[7]")).contains("BODY[7] NIL");
      assertThat(client.ok("FETCH 1 BODY.PEEK[TEXT]<0.5>"))
          .contains("BODY[TEXT]<0> {5}\r\n--B\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[]<100000.5>")).contains("BODY[]<100000> {0}\r\n)");
      assertThat(client.ok("FETCH 1 FLAGS")).contains("FLAGS ()");
    }
  }

  @Test
  void binary() throws Exception {
    server.deliver("INBOX", NESTED);
    try (ImapClient client = server.inbox()) {
      assertThat(client.ok("FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])"))
          .contains("BINARY.SIZE[1] 11 BINARY[1] ~{11}\r\nHello\0World)");
      assertThat(client.ok("FETCH 1 BINARY.PEEK[1]<6.3>")).contains("BINARY[1]<6> ~{3}\r\nWor)");
    }
  }

  @Test
  void readingMarksAsSeenUnlessPeeking() throws Exception {
    server.deliver("INBOX", simple("one"));
    server.deliver("INBOX", simple("two"));
    try (ImapClient client = server.inbox()) {
      client.ok("FETCH 1:2 BODY.PEEK[]");
      assertThat(client.ok("SEARCH SEEN")).startsWith("* SEARCH\n");
      assertThat(client.ok("FETCH 1 BODY[TEXT]")).contains("* 1 FETCH (FLAGS (\\Seen))");
      assertThat(client.ok("SEARCH SEEN")).startsWith("* SEARCH 1\n");
      client.ok("EXAMINE INBOX");
      client.ok("FETCH 2 BODY[]");
      assertThat(client.ok("SEARCH SEEN")).startsWith("* SEARCH 1\n");
    }
  }

  @Test
  void bigMessagesComeWhole() throws Exception {
    StringBuilder body = new StringBuilder(simple("big"));
    for (int i = 0; i < 60_000; i++) {
      body.append("line ").append(i).append(" of a message that does not fit a buffer\n");
    }
    server.deliver("INBOX", body.toString());
    String text = body.toString().replace("\n", "\r\n");
    try (ImapClient client = server.inbox()) {
      assertThat(
              client.ok("FETCH 1 BODY.PEEK[]").contains("{" + text.length() + "}\r\n" + text + ")"))
          .isTrue();
    }
  }

  @Test
  void uidsThatAreNotThereArePassedOver() throws Exception {
    server.deliver("INBOX", simple("one"));
    try (ImapClient client = server.inbox()) {
      assertThat(client.ok("UID FETCH 5:9 FLAGS")).startsWith("OK");
      assertThat(client.ok("UID FETCH 9:* FLAGS")).startsWith("* 1 FETCH (UID 1 ");
      client.bad("FETCH 2 FLAGS");
      client.bad("FETCH 1:2 FLAGS");
    }
  }

  /** RFC 3501 §6.4.5: the empty line is in all header fetches but those of such a message. */
  @Test
  void aMessageThatEndsInItsHeaderHasNoEmptyLine() throws Exception {
    String header = "Subject: x\r\nTo: y@example.test\r\n";
    try (ImapClient client = server.inbox()) {
      client.ok("APPEND INBOX {" + header.length() + "+}\r\n" + header);
      client.ok("APPEND INBOX {" + (header.length() + 2) + "+}\r\n" + header + "\r\n");
      client.ok("APPEND INBOX {2+}\r\n\r\n");
      assertThat(client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))
          .contains("(SUBJECT)] {12}\r\nSubject: x\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS (CC)]")).contains("(CC)] {0}\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[HEADER]"))
          .contains("{" + header.length() + "}\r\n" + header + ")");
      assertThat(client.ok("FETCH 2 BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))
          .contains("(SUBJECT)] {14}\r\nSubject: x\r\n\r\n)");
      assertThat(client.ok("FETCH 3 BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))
          .contains("(SUBJECT)] {2}\r\n\r\n)");
    }
  }
}
