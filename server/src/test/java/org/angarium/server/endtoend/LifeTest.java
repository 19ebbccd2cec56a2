package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.angarium.testkit.wire.WireClient;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts and stops, and what is said when a start is not possible. */
class LifeTest {
  private static final String KEPT = "kept@example.test";
  private static final String PASSWORD = "a good password";

  @TempDir Path folder;

  @Test
  void aSecondStartKeepsTheDataAndPrintsNoPasswords() throws Exception {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      server.command(PASSWORD + "\n", "account", "add", KEPT, "--password-stdin");
      deliver(server, "kept", 5000);
      List<String> mail = inbox(server);
      assertThat(mail).hasSize(1);
      assertThat(server.terminate()).isZero();
      assertThat(server.data().resolve("runtime")).doesNotExist();
      String first = server.log();
      server.restart();
      assertThat(server.command("", "account", "list")).contains(KEPT);
      assertThat(inbox(server)).isEqualTo(mail);
      assertThat(server.command("", "verify", "--json")).contains("\"problems\":[]");
      assertThat(server.log().substring(first.length())).doesNotContain("This is the first start");
      server.awaitLog(first.length(), "server.ready");
      assertThat(server.terminate()).isZero();
      assertThat(server.log()).contains("server.stopped");
    }
  }

  @Test
  void idleSessionsAreToldAndDoNotHoldUpAStop() throws Exception {
    try (ServerProcess server =
            new ServerProcess(folder.resolve("data"), "--set", "stop-within=5m");
        Socket idle =
            new OverheardSocket(
                new ImapConversation(), InetAddress.getLoopbackAddress(), server.port(143))) {
      InputStream in = idle.getInputStream();
      assertThat(in.read()).isEqualTo('*');
      assertThat(server.terminate()).isZero();
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).contains("BYE");
    }
  }

  /** The first listeners may have taken mail by then. */
  @Test
  void askedToStopWhileItStartsItStartsAndStops() throws Exception {
    try (ServerProcess server =
        ServerProcess.starting(folder.resolve("data"), "--set", "stop-within=5m")) {
      server.awaitLog(0, "server.starting");
      assertThat(server.terminate()).isZero();
      assertThat(server.log()).contains("server.stopped");
      assertThat(server.data().resolve("runtime")).doesNotExist();
    }
  }

  /** Asked to stop in the middle of a message, it says so to those who watch, and takes it. */
  @Test
  void aStopIsSeenOutsideAndLosesNothing() throws Exception {
    try (ServerProcess server =
            new ServerProcess(folder.resolve("data"), "--set", "stop-within=5m");
        WireClient client =
            new WireClient(new SmtpConversation(), "127.0.0.1", server.port(25), 1024)) {
      server.command(PASSWORD, "account", "add", KEPT, "--password-stdin");
      begin(client);
      client.send("Subject: half\r\n\r\none half");
      server.askToStop();
      Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> server.health() == 503);
      client.send("the other half\r\n.");
      client.smtpReply("250");
      assertThat(server.terminate()).isZero();
      assertThat(server.health()).isEqualTo(-1);
      server.restart();
      try (InboxReader inbox = new InboxReader(server, KEPT, PASSWORD)) {
        assertThat(inbox.messages())
            .singleElement(InstanceOfAssertFactories.STRING)
            .endsWith("\r\n\r\none half\r\nthe other half\r\n");
      }
    }
  }

  /** A backup of a server under load holds at least what was there when it began. */
  @Test
  void whatIsRestoredIsWhatWasThere() throws Exception {
    Path backup = folder.resolve("backup");
    List<String> before;
    List<String> after;
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      server.command(PASSWORD, "account", "add", KEPT, "--password-stdin");
      for (int i = 0; i < 20; i++) {
        deliver(server, "before" + i, i * 3000);
      }
      before = inbox(server);
      CountDownLatch begun = new CountDownLatch(1);
      AtomicBoolean enough = new AtomicBoolean();
      try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Integer> delivered =
            load.submit(() -> {
              int count = 0;
              while (!enough.get()) {
                deliver(server, "meanwhile" + count++, 3000);
                begun.countDown();
              }
              return count;
            });
        try {
          begun.await();
          server.command("", "backup", backup.toString());
        } finally {
          enough.set(true);
        }
        assertThat(delivered.get()).isPositive();
      }
      after = inbox(server);
    }
    Path fresh = folder.resolve("fresh");
    assertThat(run("--data", fresh.toString(), "restore", backup.toString()).code()).isZero();
    Ended sound = run("--data", fresh.toString(), "verify", "--json");
    assertThat(sound.code()).as(sound.text()).isZero();
    assertThat(sound.text()).contains("\"sound\":true").contains("\"problems\":[]");
    assertThat(run("--data", fresh.toString(), "restore", backup.toString()).text())
        .contains("There is a store");
    try (ServerProcess server = new ServerProcess(fresh)) {
      List<String> restored = inbox(server);
      assertThat(restored).startsWith(before.toArray(String[]::new));
      assertThat(after).startsWith(restored.toArray(String[]::new));
      deliver(server, "afterwards", 10);
      assertThat(inbox(server)).hasSize(restored.size() + 1);
      assertThat(server.command("", "verify", "--json")).contains("\"sound\":true");
    }
  }

  private static List<String> inbox(ServerProcess server) throws IOException {
    try (InboxReader inbox = new InboxReader(server, KEPT, PASSWORD)) {
      return inbox.messages();
    }
  }

  private static void deliver(ServerProcess server, String subject, int size) throws IOException {
    try (WireClient client =
        new WireClient(new SmtpConversation(), "127.0.0.1", server.port(25), 1024)) {
      begin(client);
      client.send("Subject: " + subject + "\r\n\r\n" + "swift\r\n".repeat(size / 7) + ".");
      client.smtpReply("250");
    }
  }

  private static void begin(WireClient client) throws IOException {
    client.smtpReply("220");
    client.send("EHLO client.example");
    client.smtpReply("250");
    client.send("MAIL FROM:<someone@example.org>");
    client.smtpReply("250");
    client.send("RCPT TO:<" + KEPT + ">");
    client.smtpReply("250");
    client.send("DATA");
    client.smtpReply("354");
  }

  @Test
  void aWrongConfigurationIsToldInFull() throws Exception {
    Path file = Files.writeString(folder.resolve("wrong.yaml"), "listn: all\nport-offset: -1\n");
    Ended up = run("--data", folder.resolve("data").toString(), "up", "--config", file.toString());
    assertThat(up.code()).isEqualTo(5);
    assertThat(up.text())
        .contains("wrong.yaml:1:1: There is no setting listn. Did you mean listen?")
        .contains("wrong.yaml:2:14:");
    assertThat(folder.resolve("data")).doesNotExist();
    Ended check = run("config", "check", "--config", file.toString(), "--json");
    assertThat(check.code()).isEqualTo(5);
    assertThat(check.text()).contains("\"line\":2");
  }

  @Test
  void twoServersDoNotShareAFolder() throws Exception {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      Ended second =
          run("--data", server.data().toString(), "up", "--set", "listeners.http.port=0");
      assertThat(second.code()).isEqualTo(5);
      assertThat(second.text())
          .contains("Another process uses the data folder " + server.data())
          .contains("--data");
      assertThat(server.health()).isEqualTo(200);
      assertThat(server.command("", "status")).contains("state: ready");
    }
  }

  @Test
  void commandsSayWhenNoServerRuns() throws Exception {
    Ended list = run("--data", folder.resolve("none").toString(), "account", "list");
    assertThat(list.code()).isEqualTo(3);
    assertThat(list.text()).contains("angarium up");
  }

  @Test
  void wrongWordsAreAUsageError() throws Exception {
    assertThat(run("acount", "list").code()).isEqualTo(2);
    assertThat(run("account").code()).isEqualTo(2);
    assertThat(run().code()).isEqualTo(2);
    assertThat(run("--help").code()).isZero();
    assertThat(run("version", "--json").text()).contains("\"version\"");
    assertThat(run("completion").text()).contains("complete");
  }

  private record Ended(int code, String text) {}

  private static Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(ServerProcess.java());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return new Ended(process.exitValue(), text);
  }
}
