package org.angarium.server.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.angarium.testkit.wire.LoopbackPorts;
import org.awaitility.Awaitility;

/**
 * A real Dovecot with a configuration, mail and a log of its own, on a loopback port. Every name
 * logs in with any password and has the mailboxes that a new account of ours has.
 */
final class DovecotProcess implements AutoCloseable {
  private static final Path DOVECOT = Path.of("/usr/sbin/dovecot");
  private static final Path IMAP = Path.of("/usr/lib/dovecot/imap");

  /** An account that every system has and that owns nothing. */
  private static final String NOBODY = "65534";

  private final Path home;
  private final int port;
  private final Process process;

  /** Dovecot is installed with its IMAP part, and this is root. */
  static boolean canBeStarted() {
    return Files.isExecutable(DOVECOT)
        && Files.isExecutable(IMAP)
        && System.getProperty("user.name").equals("root");
  }

  /** Starts, and waits until it listens. */
  DovecotProcess() throws IOException, InterruptedException {
    // Its own accounts must be able to pass through; a test's folder is closed to them.
    home = passable(Files.createTempDirectory("angarium-dovecot"));
    port = LoopbackPorts.free();
    Path mail = passable(Files.createDirectory(home.resolve("mail")));
    Process owner =
        new ProcessBuilder("chown", NOBODY + ":" + NOBODY, mail.toString()).inheritIO().start();
    if (owner.waitFor() != 0) {
      throw new IOException("chown failed");
    }
    Files.writeString(home.resolve("conf"), settings());
    process =
        new ProcessBuilder(DOVECOT.toString(), "-F", "-c", home.resolve("conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("output").toFile())
            .start();
    try {
      Awaitility.await("Dovecot")
          .pollInterval(Duration.ofMillis(20))
          .failFast("Dovecot ended", () -> !process.isAlive())
          .until(this::listens);
    } catch (RuntimeException | Error failed) {
      close();
      throw failed;
    }
  }

  /** Whatever the umask. */
  private static Path passable(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String settings() {
    StringBuilder mailboxes = new StringBuilder();
    for (String use : new String[] {"Archive", "Drafts", "Junk", "Sent", "Trash"}) {
      mailboxes.append(
          "  mailbox %s {\n    auto = no\n    special_use = \\%s\n  }\n".formatted(use, use));
    }
    return """
    base_dir = HOME/run
    state_dir = HOME/state
    log_path = HOME/log
    protocols = imap
    listen = 127.0.0.1
    ssl = no
    disable_plaintext_auth = no
    auth_mechanisms = plain
    first_valid_uid = 1
    mail_location = sdbox:HOME/mail/%u
    mail_max_userip_connections = 100
    imap_id_log =
    passdb {
      driver = static
      args = nopassword=y
    }
    userdb {
      driver = static
      args = uid=NOBODY gid=NOBODY home=HOME/mail/%u
    }
    namespace inbox {
      inbox = yes
      separator = /
    MAILBOXES}
    service imap-login {
      inet_listener imap {
        address = 127.0.0.1
        port = PORT
      }
      inet_listener imaps {
        port = 0
      }
    }
    """
        .replace("MAILBOXES", mailboxes)
        .replace("HOME", home.toString())
        .replace("NOBODY", NOBODY)
        .replace("PORT", Integer.toString(port));
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  int port() {
    return port;
  }

  String log() throws IOException {
    return Files.readString(home.resolve("log"), StandardCharsets.UTF_8);
  }

  /** Stops it and removes all of it. */
  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    // Its processes may outlive their master for a moment, and write.
    Awaitility.await().until(this::removed);
  }

  private boolean removed() {
    try (Stream<Path> paths = Files.walk(home)) {
      for (Path each : paths.toList().reversed()) {
        Files.deleteIfExists(each);
      }
      return true;
    } catch (IOException | UncheckedIOException changing) {
      return false;
    }
  }
}
