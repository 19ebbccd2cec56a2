package org.angarium.server.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands that are too long or never end: the answer has the command's tag, or the connection
 * ends, and nothing of the rest is taken for another command.
 */
class ImapTooLongTest {
  private static final int LINE = ImapSettings.DEFAULT.afterLogin().lineOctets();
  private static final int LINE_BEFORE_LOGIN = ImapSettings.DEFAULT.beforeLogin().lineOctets();

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

  private static String noop(int octets) {
    return "SEARCH TEXT " + "x".repeat(octets - "t9 SEARCH TEXT ".length());
  }

  @Test
  void aLineAtTheLimitIsTakenAndOneAboveIsAnsweredByItsTag() throws Exception {
    try (ImapClient client = server.inbox()) {
      for (int octets : new int[] {LINE - 1, LINE}) {
        assertThat(client.ok(noop(octets))).startsWith("* SEARCH\n");
      }
      for (int octets : new int[] {LINE + 1, LINE + 2, LINE + 100, 2 * LINE, 3 * LINE}) {
        assertThat(client.bad(noop(octets))).startsWith("BAD Line is too long");
      }
      client.ok("NOOP");
    }
    try (ImapClient client = server.connect()) {
      client.no("LOGIN " + "x".repeat(LINE_BEFORE_LOGIN - 12) + " y");
      assertThat(client.bad("LOGIN " + "x".repeat(LINE_BEFORE_LOGIN) + " y"))
          .startsWith("BAD Line is too long");
      client.ok("NOOP");
    }
  }

  @Test
  void aLineWithoutATagIsAnsweredWithoutOne() throws Exception {
    try (ImapClient client = server.login()) {
      client.send("(" + "x".repeat(2 * LINE) + "\r\n");
      assertThat(client.line()).isEqualTo("* BAD Line is too long");
      client.ok("NOOP");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 63, 64, 65, 1_000, 70_000})
  void aLiteralAtTheEndOfALineThatIsTooLongIsNoCommand(int more) throws Exception {
    String smuggled = "z DELETE Archive\r\n";
    try (ImapClient client = server.login()) {
      assertThat(
              client.bad(
                  "CREATE "
                      + "x".repeat(LINE + more)
                      + " {"
                      + smuggled.length()
                      + "+}\r\n"
                      + smuggled))
          .startsWith("BAD Line is too long");
      assertThat(client.bad("CREATE " + "x".repeat(LINE + more) + " {" + smuggled.length() + "}"))
          .startsWith("BAD Line is too long");
      client.ok("STATUS Archive (MESSAGES)");
      // The same behind a literal, and behind a message.
      assertThat(
              client.bad(
                  "CREATE {1+}\r\nx"
                      + "x".repeat(LINE + more)
                      + "{"
                      + smuggled.length()
                      + "+}\r\n"
                      + smuggled))
          .startsWith("BAD Line is too long");
      assertThat(
              client.bad(
                  "APPEND INBOX {1+}\r\nx ("
                      + "x".repeat(LINE + more)
                      + ") {"
                      + smuggled.length()
                      + "+}\r\n"
                      + smuggled))
          .startsWith("BAD Line is too long");
      client.ok("STATUS Archive (MESSAGES)");
      assertThat(client.ok("STATUS INBOX (MESSAGES)")).contains("(MESSAGES 0)");
    }
  }

  @Test
  void anEndThatCannotBeToldEndsTheConnection() throws Exception {
    try (ImapClient client = server.login()) {
      client.send("a CREATE " + "x".repeat(LINE) + " {" + "0".repeat(100) + "5+}\r\nhello\r\n");
      assertThat(client.line()).isEqualTo("* BYE Line is too long");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void manyLiteralsThatMakeTooLongACommandAreAnsweredByItsTag() throws Exception {
    String literal = "{100000+}\r\n" + "x".repeat(100_000);
    try (ImapClient client = server.inbox()) {
      assertThat(client.no("SEARCH" + " TEXT ".concat(literal).repeat(11) + " ALL"))
          .startsWith("NO [TOOBIG]");
      assertThat(client.ok("SEARCH" + " TEXT ".concat(literal).repeat(9) + " ALL"))
          .startsWith("* SEARCH\n");
      String line = "TEXT " + "y".repeat(200_000);
      String piece = " TEXT {1+}\r\nx " + line;
      assertThat(client.bad("SEARCH" + piece.repeat(6) + " TEXT {4+}\r\nz NO"))
          .startsWith("BAD Command is too long");
      client.ok("NOOP");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a SELECT {5}", "a SELECT {5+}", "a APPEND INBOX {5}", "a APPEND {5}"})
  void silenceWithinALiteralEndsTheConnection(String command) throws Exception {
    try (ImapFixture other = hurried(folder.resolve("other"));
        ImapClient client = other.login()) {
      client.send(command + "\r\n");
      String line = client.line();
      if (line.startsWith("+")) {
        line = client.line();
      }
      assertThat(line).startsWith("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a SELECT {5+}\r\nINBOX", // within the line behind a literal
        "a SELECT {5+}\r\nINBOX (CONDS",
        "a APPEND INBOX {3+}\r\nabc",
        "a APPEND INBOX {3+}\r\nab",
        "a APPEND INBOX {3+}\r\nabc (\\Seen",
        "a APPEND nowhere {300+}\r\nabc", // while a refused one is dropped
        "a LOGIN {2000000+}\r\nabc",
      })
  void silenceAnywhereBehindALiteralEndsTheConnection(String command) throws Exception {
    try (ImapFixture other = hurried(folder.resolve("other"));
        ImapClient client = other.login()) {
      client.send(command);
      assertThat(client.line()).startsWith("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void aClientThatKeepsUpIsNotEnded() throws Exception {
    try (ImapFixture other = hurried(folder.resolve("other"));
        ImapClient client = other.login()) {
      String text = "x".repeat(1_000_000);
      client.append("INBOX", "", "\n" + text);
      client.ok("SELECT INBOX");
      assertThat(client.ok("SEARCH TEXT {100000+}\r\n" + text.substring(0, 100_000)))
          .startsWith("* SEARCH 1\n");
    }
  }

  /** Silence between commands is another matter, and long. */
  private static ImapFixture hurried(Path folder) throws Exception {
    return ImapFixture.inMemory(
        folder,
        ImapSettings.DEFAULT
            .withCleartextOnLoopback(true)
            .withLeastRate(new LeastRate(100, Duration.ofMillis(250))));
  }
}
