package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NUL in messages: in a {@code literal8} only (RFC 3501 §9, CHAR8; RFC 3516 §4). */
class ImapNulTest {
  private static final String NUL_MESSAGE = "Subject: a\0b\r\nX: \0\r\n\r\n12345678\0\0end\r\n";

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

  private static String literal(String message) {
    return "{" + message.length() + "+}\r\n" + message;
  }

  @Test
  void aLiteralWithNulIsNoMessage() throws Exception {
    String good = simple("good").replace("\n", "\r\n");
    String large = "Subject: large\r\n\r\n" + "x".repeat(200_000);
    try (ImapClient client = server.login()) {
      for (String message : new String[] {NUL_MESSAGE, "\0", large + '\0', '\0' + large}) {
        assertThat(client.no("APPEND INBOX " + literal(message))).contains("[CANNOT]");
      }
      client.send("a APPEND INBOX {" + NUL_MESSAGE.length() + "}\r\n");
      assertThat(client.line()).startsWith("+ ");
      client.send(NUL_MESSAGE + "\r\n");
      assertThat(client.answer("a")).startsWith("NO [CANNOT]");
      // All or none, and what follows is no command.
      client.no("APPEND INBOX " + literal(good) + " " + literal(NUL_MESSAGE) + " " + literal(good));
      client.no("APPEND INBOX " + literal(NUL_MESSAGE) + " " + literal("x LOGOUT\r\n"));
      assertThat(client.ok("STATUS INBOX (MESSAGES)")).contains("MESSAGES 0");
    }
  }

  @Test
  void ofPipelinedAppendsThoseWithNulAreRefused() throws Exception {
    String good = simple("good").replace("\n", "\r\n");
    try (ImapClient client = server.login()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        String message = i % 4 == 3 ? NUL_MESSAGE : good;
        all.append('p').append(i).append(" APPEND INBOX ").append(literal(message)).append("\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 40; i++) {
        assertThat(client.answer("p" + i)).startsWith(i % 4 == 3 ? "NO [CANNOT]" : "OK");
      }
      assertThat(client.ok("STATUS INBOX (MESSAGES)")).contains("MESSAGES 30");
    }
  }

  @Test
  void ofAMessageWithNulOnlyBinaryShowsIt() throws Exception {
    String shown = NUL_MESSAGE.replace('\0', '\u0080');
    String large = "Subject: large\r\n\r\n" + "x".repeat(150_000) + "\0" + "y".repeat(1000);
    try (ImapClient client = server.inbox()) {
      client.ok("APPEND INBOX ~" + literal(NUL_MESSAGE));
      client.ok("APPEND INBOX ~" + literal(large));
      String size = "{" + NUL_MESSAGE.length() + "}\r\n";
      assertThat(client.ok("FETCH 1 BODY.PEEK[]")).contains("BODY[] " + size + shown + ")");
      assertThat(client.ok("FETCH 1 RFC822")).contains("RFC822 " + size + shown + ")");
      assertThat(client.ok("FETCH 1 BODY.PEEK[TEXT]"))
          .contains("{15}\r\n12345678\u0080\u0080end\r\n)");
      assertThat(client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))
          .contains("{16}\r\nSubject: a\u0080b\r\n\r\n)");
      assertThat(client.ok("FETCH 1 BINARY.PEEK[]")).contains("~" + size + NUL_MESSAGE + ")");
      assertThat(client.ok("FETCH 1:2 (ENVELOPE BODYSTRUCTURE PREVIEW RFC822.SIZE)"))
          .doesNotContain("\0")
          .contains("RFC822.SIZE " + NUL_MESSAGE.length());
      assertThat(client.ok("FETCH 2 BODY.PEEK[]"))
          .contains("{" + large.length() + "}\r\n" + large.replace('\0', '\u0080') + ")");
    }
  }
}
