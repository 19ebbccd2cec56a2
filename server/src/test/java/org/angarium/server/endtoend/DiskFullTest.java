package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.angarium.testkit.wire.WireClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 300 MB that fills up, where this user may mount one. */
@Tag("long")
class DiskFullTest {
  private static final String KEPT = "kept@example.test";
  private static final String PASSWORD = "a good password";
  private static final int MESSAGE = 800_000;

  @TempDir Path folder;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=300m", "none", disk.toString()) == 0;
    assumeTrue(mounted, "only root may mount");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", "-l", disk.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  void mailIsRefusedAtMailWhileTheDiskIsFullAndTakenAgainAfterwards() throws Exception {
    try (ServerProcess server = new ServerProcess(disk.resolve("data"))) {
      server.command(PASSWORD + "\n", "account", "add", KEPT, "--password-stdin");
      int taken = 0;
      long used = 0;
      // At the brink one more may fit, since contents take less room compressed.
      for (int refused = 0; refused < 20; ) {
        String reply = deliver(server, "number " + taken);
        if (reply.startsWith("250")) {
          taken++;
          refused = 0;
          used = used();
        } else {
          assertThat(reply).startsWith("452 4.3.1");
          refused++;
        }
        assertThat(taken).isLessThan(2000);
      }
      assertThat(taken).isGreaterThan(10);
      assertThat(used() - used).as("what was refused takes no room").isLessThan(MESSAGE);
      assertThat(server.health()).isEqualTo(503);
      assertThat(server.command("", "status")).contains("state: degraded", "disk: ");
      try (InboxReader inbox = new InboxReader(server, KEPT, PASSWORD)) {
        assertThat(inbox.messages()).hasSize(taken);
      }
      assertThat(server.log().split("server.disk-nearly-full", -1)).hasSizeBetween(2, 4);
      assertThat(server.log()).doesNotContain("smtp.store-failed");
      assertThat(run("mount", "-o", "remount,size=800m", disk.toString())).isZero();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> deliver(server, "again").startsWith("250"));
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> server.health() == 200);
      assertThat(server.command("", "verify")).contains("Everything is sound");
    }
  }

  private long used() throws IOException {
    return Files.getFileStore(disk).getTotalSpace() - Files.getFileStore(disk).getUsableSpace();
  }

  /** The reply that decides: to MAIL, or to the message. */
  private static String deliver(ServerProcess server, String subject) throws IOException {
    try (WireClient client = new WireClient("127.0.0.1", server.port(25), 1024)) {
      client.smtpReply("220");
      client.send("EHLO client.example");
      client.smtpReply("250");
      client.send("MAIL FROM:<a@example.org> SIZE=" + MESSAGE);
      String mail = client.smtpReply("");
      if (!mail.startsWith("250")) {
        return mail;
      }
      for (List<String> step :
          List.of(List.of("RCPT TO:<" + KEPT + ">", "250"), List.of("DATA", "354"))) {
        client.send(step.getFirst());
        client.smtpReply(step.getLast());
      }
      StringBuilder text = new StringBuilder("Subject: " + subject + "\r\n\r\n");
      Random random = new Random();
      while (text.length() < MESSAGE) {
        text.append(Long.toString(random.nextLong(), 36)).append("\r\n");
      }
      client.send(text + ".");
      return client.smtpReply("");
    }
  }
}
