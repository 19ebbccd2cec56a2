package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDLE (RFC 2177). */
class ImapIdleTest {
  @TempDir Path folder;

  private static ImapSettings patience(Duration idle, Duration sign) {
    return ImapSettings.DEFAULT
        .withCleartextOnLoopback(true)
        .withDeadlines(
            Duration.ofMinutes(5), Duration.ofMinutes(5), idle, sign, Duration.ofMinutes(5));
  }

  @Test
  void newsComeAsTheyHappen() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox();
        ImapClient other = server.inbox()) {
      client.send("i IDLE\r\n");
      assertThat(client.line()).startsWith("+ ");
      server.deliver("INBOX", simple("one"));
      assertThat(client.line()).isEqualTo("* 1 EXISTS");
      assertThat(client.line()).isEqualTo("* 1 RECENT");
      other.ok("NOOP");
      other.ok("STORE 1 +FLAGS (\\Seen)");
      assertThat(client.line()).isEqualTo("* 1 FETCH (FLAGS (\\Seen \\Recent))");
      other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      assertThat(client.line()).startsWith("* 1 FETCH (FLAGS (\\Seen \\Deleted");
      other.ok("EXPUNGE");
      assertThat(client.line()).isEqualTo("* 1 EXPUNGE");
      client.send("DONE\r\n");
      assertThat(client.answer("i")).startsWith("OK IDLE");
      assertThat(client.ok("NOOP")).startsWith("OK");
    }
  }

  @Test
  void doneAtOnceAndAgainManyTimes() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox()) {
      for (int i = 0; i < 200; i++) {
        client.send("i" + i + " IDLE\r\nDONE\r\n");
        assertThat(client.answer("i" + i)).startsWith("+ idling\nOK");
      }
      assertThat(client.command("IDLE\r\nNOOP")).contains("BAD");
    }
  }

  @Test
  void anIdlerHearsThatTheServerIsThere() throws Exception {
    try (ImapFixture server =
            ImapFixture.inMemory(folder, patience(Duration.ofMinutes(5), Duration.ofMillis(20)));
        ImapClient client = server.inbox()) {
      client.send("i IDLE\r\n");
      assertThat(client.line()).startsWith("+ ");
      assertThat(client.line()).isEqualTo("* OK Still here");
      assertThat(client.line()).isEqualTo("* OK Still here");
      client.send("DONE\r\n");
      assertThat(client.answer("i")).endsWith("OK IDLE completed");
    }
  }

  @Test
  void nobodyIdlesForEver() throws Exception {
    try (ImapFixture server =
            ImapFixture.inMemory(folder, patience(Duration.ofMillis(300), Duration.ofMinutes(5)));
        ImapClient client = server.inbox()) {
      client.send("i IDLE\r\n");
      assertThat(client.line()).startsWith("+ ");
      assertThat(client.line()).startsWith("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void aServerThatStopsSaysGoodbyeToIdlers() throws Exception {
    ImapFixture server = ImapFixture.inMemory(folder);
    try (ImapClient client = server.inbox()) {
      client.send("i IDLE\r\n");
      assertThat(client.line()).startsWith("+ ");
      server.close();
      List<String> last = new ArrayList<>();
      last.add(client.line());
      last.add(client.line());
      assertThat(last).anyMatch(line -> line.startsWith("* BYE"));
    }
  }

  @Test
  void aHundredSessionsOnOneMailboxAllHear() throws Exception {
    List<ImapClient> clients = new ArrayList<>();
    try (ImapFixture server = ImapFixture.inMemory(folder)) {
      for (int i = 0; i < 100; i++) {
        ImapClient client = server.inbox();
        clients.add(client);
        client.send("i IDLE\r\n");
        assertThat(client.line()).startsWith("+ ");
      }
      server.deliver("INBOX", simple("one"));
      for (ImapClient client : clients) {
        assertThat(client.line()).isEqualTo("* 1 EXISTS");
      }
    } finally {
      for (ImapClient client : clients) {
        client.close();
      }
    }
  }
}
