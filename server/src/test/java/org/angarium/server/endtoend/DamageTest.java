package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.angarium.testkit.wire.WireClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands make of a damaged data folder. */
@Tag("long")
class DamageTest {
  private static final String KEPT = "kept@example.test";
  private static final String PASSWORD = "a good password";
  private static final int MESSAGES = 12;
  private static final int LARGE = 500_000;

  @TempDir Path folder;

  @Test
  void withoutCurrentNeitherStartNorCheckChangesAnything() throws Exception {
    Path data = filled(false);
    Files.delete(data.resolve("store/engine/CURRENT"));
    Map<String, String> before = contents(data.resolve("store"));
    for (String command : List.of("up", "up", "verify", "up", "repair")) {
      CommandRun run = CommandRun.of("--data", data.toString(), command);
      assertThat(run.code()).as(command + ": " + run.text()).isEqualTo(4);
      assertThat(run.text()).contains("CURRENT");
      assertThat(contents(data.resolve("store"))).isEqualTo(before);
    }
    assertThat(CommandRun.of("--data", data.toString(), "up").text())
        .contains("CURRENT is missing", "Nothing was changed", "angarium repair")
        .doesNotContain("Exception", "--port-offset");
    assertThat(CommandRun.of("--data", data.toString(), "repair", "--apply").code()).isZero();
    assertThat(inbox(data)).hasSize(MESSAGES);
  }

  @Test
  void aStoreThatIsGoneIsMissed() throws Exception {
    Path data = filled(false);
    Files.move(data.resolve("store"), folder.resolve("elsewhere"));
    CommandRun up = CommandRun.of("--data", data.toString(), "up");
    assertThat(up.code()).isEqualTo(4);
    assertThat(up.text()).contains("is gone", "not mounted");
    assertThat(data.resolve("store")).doesNotExist();
    Files.createDirectory(data.resolve("store"));
    assertThat(CommandRun.of("--data", data.toString(), "up").code()).isEqualTo(4);
  }

  @Test
  void aDamagedLogIsToldAndRepairedAroundTheDamage() throws Exception {
    Path data = filled(true);
    Path log = largest(data.resolve("store/engine"), ".log");
    flip(log, Files.size(log) / 2);
    Map<String, String> before = contents(data.resolve("store"));
    CommandRun verify = CommandRun.of("--data", data.toString(), "verify", "--json");
    assertThat(verify.code()).as(verify.text()).isEqualTo(4);
    assertThat(verify.text()).contains("\"sound\":false", "log of the store");
    CommandRun up = CommandRun.of("--data", data.toString(), "up");
    assertThat(up.code()).isEqualTo(4);
    assertThat(up.text()).contains("log of the store", "angarium repair --apply");
    CommandRun trial = CommandRun.of("--data", data.toString(), "repair");
    assertThat(trial.code()).isEqualTo(4);
    assertThat(trial.text()).contains("Would be done:", "Nothing was changed");
    assertThat(contents(data.resolve("store"))).isEqualTo(before);
    CommandRun repair = CommandRun.of("--data", data.toString(), "repair", "--apply", "--json");
    assertThat(repair.code()).as(repair.text()).isZero();
    assertThat(repair.text()).contains("\"applied\":true", "\"left\":[]", "lost: ");
    assertThat(CommandRun.of("--data", data.toString(), "verify").code()).isZero();
    assertThat(inbox(data).size()).isGreaterThanOrEqualTo(MESSAGES - 1);
  }

  @Test
  void aDamagedMessageIsNamedAndReplaced() throws Exception {
    Path data = filled(false);
    Path segment = largest(data.resolve("store/blobs/segments"), "");
    flip(segment, Files.size(segment) / 2);
    CommandRun verify = CommandRun.of("--data", data.toString(), "verify");
    assertThat(verify.code()).isEqualTo(4);
    assertThat(verify.text()).contains(KEPT + ", INBOX, UID ", "subject \"large\"");
    CommandRun repair = CommandRun.of("--data", data.toString(), "repair", "--apply");
    assertThat(repair.code()).as(repair.text()).isZero();
    List<String> mail = inbox(data);
    assertThat(mail).hasSize(MESSAGES);
    assertThat(mail.getLast()).contains("Subject: [damaged] large");
    assertThat(CommandRun.of("--data", data.toString(), "verify").code()).isZero();
    CommandRun again = CommandRun.of("--data", data.toString(), "repair");
    assertThat(again.code()).isZero();
    assertThat(again.text()).contains("nothing to repair");
  }

  @Test
  void theServerRunsBesideADamagedTable() throws Exception {
    Path data = filled(false);
    Path table = largest(data.resolve("store/engine"), ".sst");
    flip(table, Files.size(table) * 6 / 10);
    CommandRun verify = CommandRun.of("--data", data.toString(), "verify");
    assertThat(verify.code()).as(verify.text()).isEqualTo(4);
    assertThat(verify.text()).contains("lost ").doesNotContain("Exception");
    try (ServerProcess server = new ServerProcess(data)) {
      assertThat(server.command("", "account", "list")).contains(KEPT);
    }
    CommandRun repair = CommandRun.of("--data", data.toString(), "repair", "--apply");
    assertThat(repair.code()).as(repair.text()).isZero();
    assertThat(CommandRun.of("--data", data.toString(), "verify").code()).isZero();
    assertThat(inbox(data)).hasSize(MESSAGES);
  }

  @Test
  void aRepairIsRefusedWhileTheServerRuns() throws Exception {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      CommandRun repair = CommandRun.of("--data", server.data().toString(), "repair");
      assertThat(repair.code()).isEqualTo(1);
      assertThat(repair.text()).contains("A server runs");
    }
  }

  /** A data folder with mail in it, after a stop or a kill. */
  private Path filled(boolean kill) throws Exception {
    Path data = folder.resolve("data");
    try (ServerProcess server = new ServerProcess(data)) {
      server.command(PASSWORD + "\n", "account", "add", KEPT, "--password-stdin");
      for (int i = 1; i < MESSAGES; i++) {
        deliver(server, "number " + i, 3000);
      }
      deliver(server, "large", LARGE);
      if (kill) {
        server.kill();
      } else {
        assertThat(server.terminate()).isZero();
      }
    }
    Files.deleteIfExists(data.resolve("runtime"));
    return data;
  }

  private static List<String> inbox(Path data) throws IOException {
    try (ServerProcess server = new ServerProcess(data);
        InboxReader inbox = new InboxReader(server, KEPT, PASSWORD)) {
      return inbox.messages();
    }
  }

  private static void deliver(ServerProcess server, String subject, int size) throws IOException {
    try (WireClient client = new WireClient("127.0.0.1", server.port(25), 1024)) {
      client.smtpReply("220");
      for (String line :
          List.of("EHLO client.example", "MAIL FROM:<a@example.org>", "RCPT TO:<" + KEPT + ">")) {
        client.send(line);
        client.smtpReply("250");
      }
      client.send("DATA");
      client.smtpReply("354");
      StringBuilder text = new StringBuilder("Subject: " + subject + "\r\n\r\n");
      Random random = new Random(subject.hashCode());
      while (text.length() < size) {
        text.append(Long.toString(random.nextLong(), 36)).append("\r\n");
      }
      client.send(text + ".");
      client.smtpReply("250");
    }
  }

  private static Path largest(Path in, String ending) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(in)) {
      all.filter(file -> file.toString().endsWith(ending)).forEach(files::add);
    }
    Path largest = files.getFirst();
    for (Path file : files) {
      largest = Files.size(file) > Files.size(largest) ? file : largest;
    }
    return largest;
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer octet = ByteBuffer.allocate(1);
      channel.read(octet, at);
      octet.put(0, (byte) (octet.get(0) ^ 0x10)).rewind();
      channel.write(octet, at);
    }
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        contents.put(path.toString(), HexFormat.of().formatHex(Files.readAllBytes(path)));
      }
    }
    return contents;
  }
}
