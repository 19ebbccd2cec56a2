package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.angarium.server.event.ImapEvent;
import org.angarium.server.event.SessionEnd;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean harm: each gets the right refusal, and the server goes on serving others. */
class ImapAbuseTest {
  @TempDir Path folder;
  private ImapFixture server;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
  }

  @AfterEach
  void close() throws Exception {
    try (ImapClient client = server.inbox()) {
      client.ok("NOOP"); // others are served all the same
    }
    server.close();
  }

  @Test
  void literalsOfFourGigabytesBeforeLogin() throws Exception {
    try (ImapClient client = server.connect()) {
      assertThat(client.no("LOGIN {4294967296}")).contains("[TOOBIG]");
      assertThat(client.no("LOGIN {99999999999999999999}")).contains("[TOOBIG]");
      client.bad("APPEND INBOX {9}");
      client.send("a LOGIN {4294967296+}\r\n");
      assertThat(client.line()).startsWith("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void literalsOfFourGigabytesAfterLogin() throws Exception {
    try (ImapClient client = server.login()) {
      assertThat(client.no("SEARCH TEXT {4294967296}")).contains("[TOOBIG]");
      assertThat(client.no("APPEND INBOX {4294967296}")).contains("[TOOBIG]");
      client.send("a SEARCH TEXT {4294967296+}\r\n");
      assertThat(client.line()).startsWith("* BYE");
    }
  }

  @Test
  void nonSynchronizingLiteralsOverTheLimitAreDroppedUpToABound() throws Exception {
    try (ImapClient client = server.connect()) {
      assertThat(client.no("LOGIN {60000+}\r\n" + "x".repeat(60_000) + " pass"))
          .contains("[TOOBIG]");
      client.ok("NOOP");
    }
    try (ImapClient client = server.connect()) {
      client.send("a LOGIN {40000+}\r\n" + "x".repeat(40_000) + " {40000+}\r\n");
      assertThat(client.line()).startsWith("* BYE");
    }
  }

  @Test
  void nestingAndChains() throws Exception {
    try (ImapClient client = server.inbox()) {
      assertThat(client.no("SEARCH " + "(".repeat(10_000) + "ALL" + ")".repeat(10_000)))
          .contains("deep");
      assertThat(client.no("SEARCH " + "OR ".repeat(80_000) + "SEEN")).contains("deep");
      client.send("l SEARCH " + "OR ".repeat(100_000) + "SEEN\r\n");
      assertThat(client.line()).isEqualTo("l BAD Line is too long");
      assertThat(client.bad("FETCH 1 (" + "(".repeat(10_000))).contains("BAD");
    }
  }

  @Test
  void setsOfAMillionRanges() throws Exception {
    StringBuilder set = new StringBuilder("1");
    for (int i = 1; i < 60_000; i++) {
      set.append(',').append(2 * i);
    }
    try (ImapClient client = server.inbox()) {
      client.ok("UID FETCH " + set.substring(0, 250_000) + "1 FLAGS");
      assertThat(client.no("UID FETCH " + "1,".repeat(60_000) + "1 FLAGS")).contains("[LIMIT]");
      // A line beyond all bounds: not even a tag is taken from it.
      for (int i = 60_000; i < 1_000_000; i++) {
        set.append(',').append(2 * i);
      }
      client.send("a UID FETCH " + set + " FLAGS\r\n");
      assertThat(client.line()).startsWith("* B");
    } catch (IOException cut) {
      // The server may close while we are still sending.
      assertThat(cut).isNotNull();
    }
  }

  @Test
  void aTagOfTenKilobytes() throws Exception {
    try (ImapClient client = server.connect()) {
      client.send("t".repeat(10_240) + " NOOP\r\n");
      assertThat(client.line()).isEqualTo("* BAD Tag is too long");
      client.ok("NOOP");
    }
  }

  @Test
  void nonsenseEndsTheConnectionAfterAWhile() throws Exception {
    try (ImapClient client = server.login()) {
      String answer = "";
      int count = 0;
      while (!answer.contains("BYE") && count < 100) {
        answer = client.command("NONSENSE");
        if (!answer.contains("BYE")) {
          count++;
        }
        if (count == 19) {
          client.send("x NONSENSE\r\n");
          assertThat(client.line()).startsWith("x BAD");
          answer = client.line();
        }
      }
      assertThat(answer).startsWith("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void commandsWithoutALoginEndTheConnection() throws Exception {
    try (ImapClient client = server.connect()) {
      StringBuilder flood = new StringBuilder();
      for (int i = 0; i < 10_000; i++) {
        flood.append("n").append(i).append(" NOOP\r\n");
      }
      client.send(flood.toString());
      String line = client.line();
      int answers = 0;
      while (!line.startsWith("* BYE")) {
        answers++;
        line = client.line();
      }
      assertThat(answers).isEqualTo(100);
    } catch (IOException cut) {
      assertThat(cut).isNotNull(); // closed while we were still sending
    }
  }

  private static ImapSettings deadlines(Duration login, Duration write) {
    Duration ample = Duration.ofMinutes(2);
    return ImapSettings.DEFAULT
        .withCleartextOnLoopback(true)
        .withDeadlines(login, ample, ample, ample, write);
  }

  @Test
  void silenceBeforeLoginEnds() throws Exception {
    try (ImapFixture other =
            ImapFixture.inMemory(
                folder.resolve("other"), deadlines(Duration.ofMillis(300), Duration.ofMinutes(2)));
        ImapClient client = other.connect()) {
      assertThat(client.line()).startsWith("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }

  /** After login too, where a client may be silent for half an hour between commands. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a APPEND INBOX {1000}\r\n", // asked for, and then nothing
        "a APPEND INBOX {1000+}\r\nSubject: half",
        "a APPEND INBOX {3+}\r\nabc", // the end of the command is missing
        "a APPEND INBOX {3+}\r\nabc (\\Seen) {1000+}\r\nhalf",
        "a APPEND {5+}\r\nIN",
        "a APPEND nowhere {1000+}\r\nhalf", // refused, and read to be dropped
        "a SEARCH SUBJECT {1000+}\r\nhalf",
        "a LIST \"\" {10}\r\n"
      })
  void silenceWithinALiteralAfterLoginEnds(String begun) throws Exception {
    ImapSettings settings =
        deadlines(Duration.ofMinutes(2), Duration.ofMinutes(2))
            .withLeastRate(new LeastRate(200, Duration.ofMillis(300)));
    try (ImapFixture other = ImapFixture.inMemory(folder.resolve("other"), settings);
        ImapClient idle = other.login();
        ImapClient client = other.login()) {
      client.send(begun);
      String last = client.line();
      while (last.startsWith("+ ")) {
        last = client.line();
      }
      assertThat(last).startsWith("* BYE");
      assertThat(client.closed()).isTrue();
      Awaitility.await()
          .until(() ->
              other.events.stream()
                  .anyMatch(event ->
                      event instanceof ImapEvent.SessionEnded ended
                          && ended.reason() == SessionEnd.TIMED_OUT));
      assertThat(other.store.mailboxes().view(other.mailbox("INBOX")).size()).isZero();
      idle.ok("NOOP"); // silence between commands is another matter
    }
  }

  @Test
  void aClientThatDoesNotReadIsLetGo() throws Exception {
    String body = simple("big") + "x".repeat(70).concat("\n").repeat(40_000);
    try (ImapFixture other =
            ImapFixture.inMemory(
                folder.resolve("other"), deadlines(Duration.ofMinutes(2), Duration.ofMillis(600)));
        Socket socket = new OverheardSocket(new ImapConversation())) {
      for (int i = 0; i < 8; i++) {
        other.deliver("INBOX", body);
      }
      socket.setReceiveBufferSize(4 << 10);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), other.port()));
      socket
          .getOutputStream()
          .write(
              ("a LOGIN "
                      + ImapFixture.USER
                      + " \""
                      + ImapFixture.PASSWORD
                      + "\"\r\n"
                      + "b SELECT INBOX\r\nc FETCH 1:* BODY.PEEK[]\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      Awaitility.await()
          .until(() ->
              other.events.stream()
                  .anyMatch(event ->
                      event instanceof ImapEvent.SessionEnded ended
                          && ended.reason() == SessionEnd.TIMED_OUT));
    }
  }
}
