package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** \Recent: the first session that is told of a message has it (RFC 3501 §2.3.2). */
class ImapRecentTest {
  private static final Pattern RECENT = Pattern.compile("\\* (\\d+) RECENT");

  @TempDir Path folder;

  private static int recent(String answer) {
    Matcher matcher = RECENT.matcher(answer);
    assertThat(matcher.find()).as(answer).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void mailThatCameMeanwhileIsRecentForTheFirstThatSelects() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.login();
        ImapClient second = server.login()) {
      server.deliver("INBOX", simple("one"), "\\Seen");
      server.deliver("INBOX", simple("two"));
      assertThat(client.ok("STATUS INBOX (MESSAGES RECENT)")).contains("(MESSAGES 2 RECENT 2)");
      assertThat(client.ok("LIST \"\" INBOX RETURN (STATUS (RECENT))")).contains("(RECENT 2)");
      assertThat(recent(client.ok("EXAMINE INBOX"))).isEqualTo(2);
      assertThat(client.ok("FETCH 1:2 FLAGS"))
          .contains("* 1 FETCH (FLAGS (\\Seen \\Recent))")
          .contains("* 2 FETCH (FLAGS (\\Recent))");
      assertThat(recent(client.ok("SELECT INBOX"))).isEqualTo(2);
      assertThat(client.ok("SEARCH RECENT")).startsWith("* SEARCH 1 2\n");
      assertThat(client.ok("SEARCH NEW")).startsWith("* SEARCH 2\n");
      assertThat(client.ok("SEARCH OLD")).startsWith("* SEARCH\n");
      assertThat(second.ok("STATUS INBOX (RECENT)")).contains("(RECENT 0)");
      assertThat(recent(second.ok("SELECT INBOX"))).isZero();
      assertThat(second.ok("SEARCH OLD")).startsWith("* SEARCH 1 2\n");
      assertThat(second.ok("FETCH 1:2 FLAGS")).doesNotContain("Recent");
      assertThat(recent(client.ok("SELECT INBOX"))).isZero();
    }
  }

  @Test
  void examineTakesItFromNobody() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient looker = server.login();
        ImapClient client = server.login()) {
      looker.ok("EXAMINE INBOX");
      server.deliver("INBOX", simple("one"));
      assertThat(recent(looker.ok("NOOP"))).isEqualTo(1);
      assertThat(looker.ok("FETCH 1 FLAGS")).contains("\\Recent");
      assertThat(recent(client.ok("SELECT INBOX"))).isEqualTo(1);
      assertThat(recent(looker.ok("EXAMINE INBOX"))).isZero();
    }
  }

  @Test
  void mailThatComesWhileSelectedIsRecentInOneSession() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox();
        ImapClient other = server.inbox()) {
      server.deliver("INBOX", simple("one"));
      assertThat(recent(client.ok("NOOP"))).isEqualTo(1);
      assertThat(recent(other.ok("NOOP"))).isZero();
      server.deliver("INBOX", simple("two"));
      assertThat(recent(other.ok("NOOP"))).isEqualTo(1);
      server.deliver("INBOX", simple("three"));
      assertThat(recent(client.ok("NOOP"))).isEqualTo(2);
      assertThat(client.ok("SEARCH RECENT")).startsWith("* SEARCH 1 3\n");
      assertThat(other.ok("UID SEARCH RECENT")).startsWith("* SEARCH 2\n");
      client.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      server.deliver("INBOX", simple("four"));
      assertThat(recent(client.ok("NOOP"))).isEqualTo(2);
    }
  }

  @Test
  void whatIsAppendedAndCopiedIsRecent() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox()) {
      client.ok("CREATE there");
      client.append("there", "", simple("one"));
      assertThat(recent(client.append("INBOX", " (\\Seen)", simple("two")))).isEqualTo(1);
      client.ok("COPY 1 there");
      assertThat(client.ok("STATUS there (RECENT)")).contains("(RECENT 2)");
      assertThat(recent(client.ok("SELECT there"))).isEqualTo(2);
    }
  }

  @Test
  void clientsMayNotSetIt() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox()) {
      server.deliver("INBOX", simple("one"));
      client.ok("NOOP");
      assertThat(client.ok("STORE 1 FLAGS (\\Seen)")).contains("(FLAGS (\\Seen \\Recent))");
      assertThat(client.ok("SELECT INBOX")).doesNotContain("\\Recent");
    }
  }

  @Test
  void itIsRememberedOverARestart() throws Exception {
    String data = "data";
    try (ImapFixture server = ImapFixture.onDisk(folder.resolve(data));
        ImapClient client = server.login()) {
      server.deliver("INBOX", simple("one"));
      assertThat(recent(client.ok("SELECT INBOX"))).isEqualTo(1);
      client.ok("CREATE there");
      client.append("there", "", simple("two"));
      client.ok("LOGOUT");
    }
    try (ImapFixture server = ImapFixture.onDisk(folder.resolve(data));
        ImapClient client = server.login()) {
      assertThat(client.ok("STATUS INBOX (RECENT)")).contains("(RECENT 0)");
      assertThat(client.ok("STATUS there (RECENT)")).contains("(RECENT 1)");
      assertThat(recent(client.ok("SELECT INBOX"))).isZero();
      server.deliver("INBOX", simple("three"));
      client.ok("CLOSE");
      assertThat(client.ok("STATUS INBOX (RECENT)")).contains("(RECENT 1)");
      assertThat(recent(client.ok("SELECT there"))).isEqualTo(1);
      assertThat(recent(client.ok("SELECT INBOX"))).isEqualTo(1);
    }
  }

  @Test
  void ofSessionsThatRaceOneHasEachMessage() throws Exception {
    int sessions = 8;
    int rounds = 40;
    List<ImapClient> clients = new ArrayList<>();
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ExecutorService threads = Executors.newFixedThreadPool(sessions)) {
      for (int i = 0; i < sessions; i++) {
        clients.add(server.login());
      }
      int total = 0;
      for (int round = 0; round < rounds; round++) {
        server.deliver("INBOX", simple("a" + round));
        server.deliver("INBOX", simple("b" + round));
        String command = round % 2 == 0 ? "SELECT INBOX" : "NOOP";
        CyclicBarrier start = new CyclicBarrier(sessions);
        List<Future<List<Integer>>> outcomes = new ArrayList<>();
        for (ImapClient client : clients) {
          Callable<List<Integer>> race =
              () -> {
                start.await();
                client.ok(command);
                List<Integer> mine = new ArrayList<>();
                Matcher uids = Pattern.compile(" (\\d+)").matcher(client.ok("UID SEARCH RECENT"));
                while (uids.find()) {
                  mine.add(Integer.parseInt(uids.group(1)));
                }
                return mine;
              };
          outcomes.add(threads.submit(race));
        }
        List<Integer> all = new ArrayList<>();
        for (Future<List<Integer>> outcome : outcomes) {
          all.addAll(outcome.get());
        }
        total += 2;
        assertThat(all).as("round %d", round).doesNotHaveDuplicates().contains(total - 1, total);
      }
    } finally {
      for (ImapClient client : clients) {
        client.close();
      }
    }
  }
}
