package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Literals and APPEND (RFC 9051 §6.3.12, RFC 3502, RFC 4315, RFC 7888, RFC 7889). */
class ImapLiteralTest {
  private static final long LIMIT = 100_000;

  @TempDir Path folder;
  private ImapFixture server;

  @BeforeEach
  void open() throws Exception {
    server =
        ImapFixture.inMemory(
            folder,
            ImapSettings.DEFAULT.withCleartextOnLoopback(true).withAppendLimits(LIMIT, 5 * LIMIT));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private static String crlf(String message) {
    return message.replace("\n", "\r\n");
  }

  @Test
  void synchronizingLiteralsAreAskedFor() throws Exception {
    try (ImapClient client = server.connect()) {
      client.send("a LOGIN {16}\r\n");
      assertThat(client.line()).startsWith("+ ");
      client.send("joe@example.test {13}\r\n");
      assertThat(client.line()).startsWith("+ ");
      client.send("correct horse\r\n");
      assertThat(client.answer("a")).startsWith("OK");
    }
  }

  @Test
  void appendKeepsBytesFlagsAndDate() throws Exception {
    String message = crlf(simple("kept"));
    try (ImapClient client = server.login()) {
      client.send(
          "a APPEND INBOX (\\Seen $x) \" 7-Feb-1994 21:52:25 -0800\" {"
              + message.length()
              + "}\r\n");
      assertThat(client.line()).startsWith("+ ");
      client.send(message + "\r\n");
      assertThat(client.answer("a")).containsPattern("^OK \\[APPENDUID \\d+ 1]");
      client.ok("SELECT INBOX");
      assertThat(client.ok("FETCH 1 (FLAGS INTERNALDATE BODY.PEEK[])"))
          .contains("FLAGS (\\Seen $x \\Recent)")
          .contains("\"08-Feb-1994 05:52:25 +0000\"")
          .contains("BODY[] {" + message.length() + "}\r\n" + message);
    }
  }

  @Test
  void theSelectedMailboxHearsOfAppends() throws Exception {
    try (ImapClient client = server.inbox()) {
      assertThat(client.append("INBOX", "", simple("one"))).contains("* 1 EXISTS\n");
    }
  }

  @Test
  void manyMessagesInOneCommand() throws Exception {
    String one = crlf(simple("one"));
    String two = crlf(simple("two"));
    try (ImapClient client = server.login()) {
      client.send("a APPEND {5}\r\n");
      assertThat(client.line()).startsWith("+ ");
      client.send("INBOX (\\Seen) {" + one.length() + "}\r\n");
      assertThat(client.line()).startsWith("+ ");
      client.send(one + " {" + two.length() + "+}\r\n" + two + "\r\n");
      assertThat(client.answer("a")).containsPattern("^OK \\[APPENDUID \\d+ 1:2]");
      // All or none.
      client.send("b APPEND INBOX {" + one.length() + "+}\r\n" + one + " (broken {3+}\r\nabc\r\n");
      assertThat(client.answer("b")).startsWith("BAD");
      assertThat(client.ok("STATUS INBOX (MESSAGES)")).contains("MESSAGES 2");
    }
  }

  @Test
  void pipelinedAppendsAreAllAnswered() throws Exception {
    String message = crlf(simple("one"));
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      all.append("p").append(i).append(" APPEND INBOX {").append(message.length()).append("+}\r\n");
      all.append(message).append("\r\n");
    }
    try (ImapClient client = server.login()) {
      client.send(all.toString());
      for (int i = 0; i < 300; i++) {
        assertThat(client.answer("p" + i))
            .containsPattern("^OK \\[APPENDUID \\d+ " + (i + 1) + "]");
      }
    }
  }

  @Test
  void ofPipelinedAppendsTheImpossibleOnesAreRefused() throws Exception {
    String message = crlf(simple("one"));
    String literal = "{" + message.length() + "+}\r\n" + message + "\r\n";
    try (ImapClient client = server.login()) {
      client.send(
          "a APPEND INBOX "
              + literal
              + "b APPEND INBOX (\\Unheard) "
              + literal
              + "c APPEND INBOX \"31-Feb-2020 10:00:00 +0000\" "
              + literal
              + "d APPEND & "
              + literal
              + "e APPEND INBOX (\\Seen) "
              + literal);
      assertThat(client.answer("a")).startsWith("OK");
      assertThat(client.answer("b")).startsWith("NO [CANNOT]");
      assertThat(client.answer("c")).startsWith("NO [CANNOT]");
      assertThat(client.answer("d")).startsWith("NO [CANNOT]");
      assertThat(client.answer("e")).startsWith("OK");
      assertThat(client.ok("STATUS INBOX (MESSAGES UNSEEN)")).contains("(MESSAGES 2 UNSEEN 1)");
    }
  }

  @Test
  void ofPipelinedAppendsOverQuotaTheFirstOnesStay() throws Exception {
    server.store.mailboxes().limit(server.joe.id(), 0, 2);
    String message = crlf(simple("one"));
    String append = " APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n";
    try (ImapClient client = server.login()) {
      client.send("a" + append + "b" + append + "c" + append + "d NOOP\r\n");
      assertThat(client.answer("a")).startsWith("OK");
      assertThat(client.answer("b")).startsWith("OK");
      assertThat(client.answer("c")).contains("[OVERQUOTA]");
      assertThat(client.answer("d")).startsWith("OK");
      assertThat(client.ok("STATUS INBOX (MESSAGES)")).contains("MESSAGES 2");
    }
  }

  @Test
  void messagesOverTheLimitAreRefused() throws Exception {
    try (ImapClient client = server.login()) {
      assertThat(client.ok("CAPABILITY")).contains("APPENDLIMIT=" + LIMIT);
      assertThat(client.no("APPEND INBOX {100001}")).contains("[TOOBIG]");
      assertThat(client.no("APPEND INBOX {4294967296}")).contains("[TOOBIG]");
      assertThat(client.no("APPEND INBOX {100001+}\r\n" + "x".repeat(100_001)))
          .contains("[TOOBIG]");
      assertThat(client.no("APPEND nowhere {3+}\r\nabc")).contains("[TRYCREATE]");
      assertThat(client.no("APPEND nowhere {3}")).contains("[TRYCREATE]");
      client.no("APPEND INBOX {0+}\r\n");
      client.no("APPEND INBOX (\\Nonsense) {3+}\r\nabc");
      client.bad("APPEND INBOX {3+}\r\nabc more");
      assertThat(client.ok("STATUS INBOX (MESSAGES)")).contains("MESSAGES 0");
    }
  }

  @Test
  void dataBeyondTheBoundEndTheConnection() throws Exception {
    try (ImapClient client = server.login()) {
      client.send("a APPEND INBOX {500001+}\r\n");
      assertThat(client.line()).startsWith("* BYE");
    }
  }
}
