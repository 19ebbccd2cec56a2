package org.angarium.server.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.angarium.testkit.wire.LoopbackPorts;
import org.awaitility.Awaitility;

/**
 * A real Postfix with a configuration, a queue and a log of its own, on a loopback port. It is the
 * mail host of {@code there.test} (bob has a mailbox, eve shares it), and relays as its transports
 * say.
 */
public final class PostfixProcess {
  private static final Path POSTFIX = Path.of("/usr/sbin/postfix");

  /** An account that every system has and that owns nothing. */
  private static final String NOBODY = "65534";

  private List<String> more = List.of();
  private boolean smtpUtf8 = true;
  private final Path home;
  private final int port;

  /** Postfix is installed, and this is root, who alone may start it. */
  public static boolean canBeStarted() {
    return Files.isExecutable(POSTFIX) && System.getProperty("user.name").equals("root");
  }

  /** Chooses a port and makes the folders. */
  public PostfixProcess() throws IOException {
    // Postfix's own accounts must be able to pass through; a test's folder is closed to them.
    home = passable(Files.createTempDirectory("angarium-postfix"));
    for (String name : List.of("conf", "queue", "data", "mail")) {
      passable(Files.createDirectory(home.resolve(name)));
    }
    port = LoopbackPorts.free();
  }

  /** Whatever the umask. */
  private static Path passable(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Where it will listen, or does. */
  public int port() {
    return port;
  }

  /**
   * Starts, and waits until it listens.
   *
   * @param transports {@code domain=transport:nexthop}, for relayed domains
   */
  public void start(String... transports) throws IOException, InterruptedException {
    run("chown", "postfix", home.resolve("data").toString());
    run("chown", NOBODY, home.resolve("mail").toString());
    passable(Files.writeString(home.resolve("conf/main.cf"), settings(transports)));
    passable(Files.writeString(home.resolve("conf/master.cf"), services()));
    control("start");
    Awaitility.await().pollInterval(Duration.ofMillis(50)).until(this::listens);
  }

  /** Adds lines to {@code main.cf}; before the start. */
  public PostfixProcess with(String... settings) {
    more = List.of(settings);
    return this;
  }

  /** Announces no SMTPUTF8; before the start. */
  public PostfixProcess withoutSmtpUtf8() {
    smtpUtf8 = false;
    return this;
  }

  private String settings(String... transports) {
    return """
    compatibility_level = 3.6
    queue_directory = HOME/queue
    data_directory = HOME/data
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    myhostname = mail.there.test
    mydestination =
    mynetworks = 127.0.0.1/32
    alias_maps =
    relay_domains = DOMAINS
    relay_recipient_maps =
    transport_maps = TRANSPORTS
    smtpd_relay_restrictions = permit_mynetworks, reject
    smtp_tls_security_level = may
    smtp_host_lookup = native
    disable_dns_lookups = yes
    virtual_mailbox_domains = there.test
    virtual_mailbox_base = HOME/mail
    virtual_mailbox_maps = inline:{ bob@there.test=box/, eve@there.test=box/ }
    virtual_uid_maps = static:NOBODY
    virtual_gid_maps = static:NOBODY
    maillog_file = HOME/log
    maillog_file_prefixes = HOME
    smtputf8_enable = SMTPUTF8
    MORE
    """
        .replace("MORE", String.join("\n", more))
        .replace("SMTPUTF8", smtpUtf8 ? "yes" : "no")
        .replace("HOME", home.toString())
        .replace("NOBODY", NOBODY)
        .replace("TRANSPORTS", inline(Stream.of(transports)))
        .replace(
            "DOMAINS", inline(Stream.of(transports).map(each -> each.split("=", 2)[0] + "=ok")));
  }

  /** Postfix refuses an inline table without entries. */
  private static String inline(Stream<String> entries) {
    List<String> all = entries.toList();
    return all.isEmpty() ? "" : "inline:{ " + String.join(", ", all) + " }";
  }

  private String services() {
    return """
    127.0.0.1:PORT inet n - n - - smtpd
    cleanup unix n - n - 0 cleanup
    qmgr unix n - n 300 1 qmgr
    tlsmgr unix - - n 1000? 1 tlsmgr
    rewrite unix - - n - - trivial-rewrite
    bounce unix - - n - 0 bounce
    defer unix - - n - 0 bounce
    trace unix - - n - 0 bounce
    error unix - - n - - error
    retry unix - - n - - error
    proxymap unix - - n - - proxymap
    smtp unix - - n - - smtp
    relay unix - - n - - smtp
    lmtp unix - - n - - lmtp
    virtual unix - n n - - virtual
    anvil unix - - n - 1 anvil
    scache unix - - n - 1 scache
    postlog unix-dgram n - n - 1 postlogd
    """
        .replace("PORT", Integer.toString(port));
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Bob's mail, whole; lines end as Postfix stores them, with LF. */
  public List<String> mail() throws IOException {
    return mail("box");
  }

  /** The mail in a mailbox folder, whole; lines end with LF. */
  public List<String> mail(String name) throws IOException {
    Path box = home.resolve("mail").resolve(name).resolve("new");
    List<String> mail = new ArrayList<>();
    if (Files.isDirectory(box)) {
      try (Stream<Path> files = Files.list(box)) {
        for (Path file : files.toList()) {
          mail.add(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return mail;
  }

  /** Whether it has nothing to deliver at present. */
  public boolean idle() {
    for (String queue : List.of("maildrop", "incoming", "active")) {
      try (Stream<Path> files = Files.walk(home.resolve("queue").resolve(queue))) {
        if (files.anyMatch(Files::isRegularFile)) {
          return false;
        }
      } catch (IOException | UncheckedIOException changing) {
        return false;
      }
    }
    return true;
  }

  /** What it has logged. */
  public String log() throws IOException {
    return Files.readString(home.resolve("log"), StandardCharsets.UTF_8);
  }

  private void control(String action) throws IOException, InterruptedException {
    run(POSTFIX.toString(), "-c", home.resolve("conf").toString(), action);
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(home, "command", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(Duration.ofMinutes(2)) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
    }
  }

  /** Stops it and removes all of it. */
  public void stop() throws IOException, InterruptedException {
    control("stop");
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
