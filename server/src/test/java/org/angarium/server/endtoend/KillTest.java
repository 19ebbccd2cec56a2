package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.angarium.testkit.wire.WireClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SM-DUR: the process is killed under load again and again. Every message that was answered 250 is
 * there once and intact, every APPEND and STORE that was answered OK is there, and {@code verify}
 * finds nothing.
 */
final class KillTest {
  private static final String PASSWORD = "neither snow nor rain";
  private static final int USERS = 4;
  private static final int SENDERS = 6;

  @TempDir Path folder;

  /**
   * What was acknowledged: id of the message → its exact contents, for each user's INBOX and for
   * the appended mailbox.
   */
  private final Map<String, String> accepted = new ConcurrentHashMap<>();

  private final Map<String, String> appended = new ConcurrentHashMap<>();
  private final Map<String, String> flagged = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  @Test
  void nothingAcknowledgedIsLostWhenTheProcessIsKilledThreeTimes() throws Exception {
    killRepeatedly(3);
  }

  @Test
  @Tag("long")
  void nothingAcknowledgedIsLostWhenTheProcessIsKilledFiftyTimes() throws Exception {
    killRepeatedly(50);
  }

  private void killRepeatedly(int rounds) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      String[] add = new String[USERS + 3];
      add[0] = "account";
      add[1] = "add";
      for (int i = 0; i < USERS; i++) {
        add[i + 2] = user(i);
      }
      add[USERS + 2] = "--password-stdin";
      server.command(PASSWORD, add);
      for (int round = 0; round < rounds; round++) {
        loadAndKill(server, 40 + random.nextInt(300));
        server.restart();
        assertThat(server.command("", "verify", "--json"))
            .as("verify after kill %d, seed %d", round + 1, seed)
            .contains("\"problems\":[]");
        checkEverythingAcknowledgedIsThere(server);
      }
      assertThat(accepted).isNotEmpty();
      assertThat(appended).isNotEmpty();
      assertThat(server.terminate()).isZero();
    }
  }

  /**
   * Loads the server from all sides and kills it once {@code acknowledgements} more operations were
   * acknowledged, of each kind at least one.
   */
  private void loadAndKill(ServerProcess server, int acknowledgements) throws Exception {
    AtomicLong done = new AtomicLong();
    int acceptedBefore = accepted.size();
    int flaggedBefore = flagged.size();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SENDERS; i++) {
        int sender = i;
        threads.submit(() -> untilTheConnectionBreaks(() -> send(server, sender, done)));
      }
      threads.submit(() -> untilTheConnectionBreaks(() -> append(server, done)));
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .until(() ->
              done.get() >= acknowledgements
                  && accepted.size() > acceptedBefore
                  && flagged.size() > flaggedBefore);
      server.kill();
    }
  }

  private interface Load {
    void run() throws IOException;
  }

  private static void untilTheConnectionBreaks(Load load) {
    try {
      load.run();
    } catch (IOException e) {
      // The kill: what was under way is unknown to the client, which is what this test is about.
      return;
    }
  }

  private void send(ServerProcess server, int sender, AtomicLong done) throws IOException {
    try (WireClient client =
        new WireClient(new SmtpConversation(), "127.0.0.1", server.port(25), 1024)) {
      client.smtpReply("220");
      client.send("EHLO load.example");
      client.smtpReply("250");
      while (true) {
        int number = ids.incrementAndGet();
        String id = "m" + number;
        String message = message(id, sender == 0 ? 400_000 : 1000 + number % 5000);
        client.send("MAIL FROM:<sender@load.example>");
        client.smtpReply("250");
        client.send("RCPT TO:<" + user(number % USERS) + ">");
        client.smtpReply("250");
        client.send("DATA");
        client.smtpReply("354");
        client.send((message + ".\r\n").getBytes(StandardCharsets.US_ASCII));
        client.smtpReply("250");
        accepted.put(id, message);
        done.incrementAndGet();
      }
    }
  }

  private void append(ServerProcess server, AtomicLong done) throws IOException {
    try (WireClient client = imap(server, 0)) {
      while (true) {
        String id = "a" + ids.incrementAndGet();
        String message = message(id, 2000);
        String tag = client.tag();
        client.send(tag + " APPEND Archive {" + message.length() + "+}");
        client.send(message.getBytes(StandardCharsets.US_ASCII));
        client.send("");
        client.imapAnswer(tag);
        appended.put(id, message);
        done.incrementAndGet();
        client.imap("SELECT Archive");
        client.imap("STORE * +FLAGS (\\Flagged)");
        flagged.put(id, message);
        client.imap("UNSELECT");
      }
    }
  }

  private void checkEverythingAcknowledgedIsThere(ServerProcess server) throws IOException {
    Map<String, String> inboxes = new HashMap<>();
    for (int i = 0; i < USERS; i++) {
      try (WireClient client = imap(server, i)) {
        readAll(client, "INBOX", inboxes, new HashMap<>());
      }
    }
    Map<String, String> archive = new HashMap<>();
    Map<String, String> flags = new HashMap<>();
    try (WireClient client = imap(server, 0)) {
      readAll(client, "Archive", archive, flags);
    }
    accepted.forEach((id, message) -> assertThat(inboxes.get(id)).as(id).isEqualTo(message));
    appended.forEach((id, message) -> assertThat(archive.get(id)).as(id).isEqualTo(message));
    flagged
        .keySet()
        .forEach(id -> assertThat(flags.get(id)).as("flags of " + id).contains("\\Flagged"));
  }

  /**
   * Reads every message of a mailbox; each id may be there once only. The fields that delivery
   * added are cut off.
   */
  private static void readAll(
      WireClient client, String mailbox, Map<String, String> messages, Map<String, String> flags)
      throws IOException {
    client.imap("SELECT " + mailbox);
    client.send("f FETCH 1:* (FLAGS BODY.PEEK[])");
    String line = client.line();
    while (!line.startsWith("f ")) {
      int brace = line.lastIndexOf('{');
      assertThat(brace).as(line).isPositive();
      int size = Integer.parseInt(line, brace + 1, line.length() - 1, 10);
      String whole = new String(client.bytes(size), StandardCharsets.US_ASCII);
      String message = whole.substring(whole.indexOf("X-Id: "));
      String id = message.substring(6, message.indexOf('\r'));
      assertThat(messages.put(id, message)).as("message %s was there already", id).isNull();
      flags.put(id, line);
      assertThat(client.line()).endsWith(")");
      line = client.line();
    }
    assertThat(line)
        .satisfiesAnyOf(
            text -> assertThat(text).startsWith("f OK"),
            text -> assertThat(text).startsWith("f BAD"));
  }

  private static WireClient imap(ServerProcess server, int user) throws IOException {
    WireClient client =
        new WireClient(new ImapConversation(), "127.0.0.1", server.port(143), 1 << 14);
    client.line();
    client.imap("LOGIN " + user(user) + " \"" + PASSWORD + "\"");
    return client;
  }

  private static String user(int number) {
    return "user" + (number + 1) + "@example.test";
  }

  private static String message(String id, int size) {
    StringBuilder text = new StringBuilder(size + 200);
    text.append("X-Id: ")
        .append(id)
        .append("\r\nFrom: sender@load.example\r\nSubject: ")
        .append(id)
        .append("\r\n\r\n");
    int line = 0;
    while (text.length() < size) {
      text.append(
          String.format(
                  Locale.ROOT,
                  "%s line %d: the swift completion of their appointed rounds%n",
                  id,
                  line++)
              .replace("\n", "\r\n"));
    }
    return text.toString();
  }
}
