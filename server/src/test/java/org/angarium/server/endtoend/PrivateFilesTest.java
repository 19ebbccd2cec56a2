package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.angarium.testkit.wire.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the umask, each file below the data folder and in a backup is its owner's alone: in a
 * first start, with mail of all sizes, after a kill, in backup, restore and repair.
 */
class PrivateFilesTest {
  @TempDir Path folder;

  @Test
  void eachFileIsItsOwnersWhateverTheUmask() throws Exception {
    Path data = folder.resolve("data");
    int offset = ServerProcess.freeOffset();
    Process server = up(data, offset);
    try {
      command(
          data,
          "correct horse battery\n",
          "account",
          "add",
          "anna@example.test",
          "--password-stdin");
      deliver(25 + offset, 1_000);
      deliver(25 + offset, 2_000_000);
      command(data, "", "backup", folder.resolve("backup").toString());
      assertPrivate(data);
      assertPrivate(folder.resolve("backup"));
    } finally {
      server.destroyForcibly().onExit().join();
    }
    Files.deleteIfExists(data.resolve("runtime"));
    command(folder.resolve("restored"), "", "restore", folder.resolve("backup").toString());
    assertPrivate(folder.resolve("restored"));
    // A backup is copied by other programs with modes of theirs: what is made of it is private.
    try (Stream<Path> all = Files.walk(folder.resolve("backup"))) {
      for (Path one : all.toList()) {
        Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
    }
    command(folder.resolve("again"), "", "restore", folder.resolve("backup").toString());
    assertPrivate(folder.resolve("again"));
    damage(data);
    command(data, "", "repair", "--apply");
    assertPrivate(data);
    Process repaired = up(data, offset);
    try {
      assertPrivate(data);
    } finally {
      repaired.destroyForcibly().onExit().join();
    }
  }

  private Process up(Path data, int offset) throws IOException {
    Process server =
        Command.of(folder, "up", "--data", data.toString(), "--port-offset", "" + offset)
            .umask("000")
            .start();
    Command.await(server, data.resolve("runtime"));
    return server;
  }

  private void command(Path data, String input, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("--data", data.toString()));
    all.addAll(List.of(words));
    Command.Outcome outcome =
        Command.of(folder, all.toArray(String[]::new)).umask("000").input(input).run();
    assertThat(outcome.code()).as(all + ": " + outcome.output() + outcome.errors()).isZero();
  }

  private static void deliver(int port, int octets) throws IOException {
    try (WireClient client = new WireClient("127.0.0.1", port, 1024)) {
      client.smtpReply("220");
      for (String line :
          List.of(
              "EHLO client.example", "MAIL FROM:<a@example.org>", "RCPT TO:<anna@example.test>")) {
        client.send(line);
        client.smtpReply("250");
      }
      client.send("DATA");
      client.smtpReply("354");
      client.send("Subject: private\r\n\r\n" + "0123456789\r\n".repeat(octets / 12) + ".");
      client.smtpReply("250");
    }
  }

  private static void damage(Path data) throws IOException {
    try (Stream<Path> segments = Files.list(data.resolve("store/blobs/segments"))) {
      for (Path segment : segments.toList()) {
        byte[] octets = Files.readAllBytes(segment);
        octets[octets.length / 2] ^= 1;
        Files.write(segment, octets);
      }
    }
  }

  private static void assertPrivate(Path in) throws IOException {
    int files = 0;
    try (Stream<Path> all = Files.walk(in)) {
      for (Path one : all.toList()) {
        files++;
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
            .as(one.toString())
            .isEqualTo(Files.isDirectory(one) ? "rwx------" : "rw-------");
      }
    }
    assertThat(files).isGreaterThan(10);
  }
}
