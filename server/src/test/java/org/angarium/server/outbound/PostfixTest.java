package org.angarium.server.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.angarium.mail.dsn.DsnAction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail to a real Postfix, with a configuration of its own on a loopback port. Needs Postfix
 * installed, and root to start it; skipped elsewhere.
 */
@Timeout(120)
@EnabledIf("postfixCanBeStarted")
class PostfixTest {
  private static final Path POSTFIX = Path.of("/usr/sbin/postfix");

  /** An account that every system has and that owns nothing. */
  private static final String NOBODY = "65534";

  @TempDir Path folder;
  private Path home;
  private OutboundBench bench;

  static boolean postfixCanBeStarted() {
    return Files.isExecutable(POSTFIX) && System.getProperty("user.name").equals("root");
  }

  @BeforeEach
  void startPostfix() throws Exception {
    // Postfix's own accounts must be able to pass through; a test's folder is closed to them.
    home = Files.createTempDirectory("angarium-postfix");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : List.of("conf", "queue", "data", "mail")) {
      Files.createDirectory(home.resolve(name));
    }
    run("chown", "postfix", home.resolve("data").toString());
    run("chown", NOBODY, home.resolve("mail").toString());
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    Files.writeString(home.resolve("conf/main.cf"), main());
    Files.writeString(home.resolve("conf/master.cf"), services(port));
    run(POSTFIX.toString(), "-c", home.resolve("conf").toString(), "start");
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(30))
        .until(() -> listens(port));
    bench = new OutboundBench(folder);
    bench.settings = bench.settings.withPort(port);
    bench.domain("there.test", 1).start();
  }

  @AfterEach
  void stopPostfix() throws Exception {
    bench.close();
    run(POSTFIX.toString(), "-c", home.resolve("conf").toString(), "stop");
    List<Path> all = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(home)) {
      paths.forEach(all::add);
    }
    for (Path each : all.reversed()) {
      Files.delete(each);
    }
  }

  private String main() {
    return """
    compatibility_level = 3.6
    queue_directory = HOME/queue
    data_directory = HOME/data
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    myhostname = postfix.test
    mydestination =
    mynetworks =
    alias_maps =
    virtual_mailbox_domains = there.test
    virtual_mailbox_base = HOME/mail
    virtual_mailbox_maps = inline:{ bob@there.test=box/, eve@there.test=box/ }
    virtual_uid_maps = static:NOBODY
    virtual_gid_maps = static:NOBODY
    maillog_file = HOME/log
    maillog_file_prefixes = HOME
    smtputf8_enable = yes
    """
        .replace("HOME", home.toString())
        .replace("NOBODY", NOBODY);
  }

  private static String services(int port) {
    return """
    127.0.0.1:PORT inet n - n - - smtpd
    cleanup unix n - n - 0 cleanup
    qmgr unix n - n 300 1 qmgr
    rewrite unix - - n - - trivial-rewrite
    bounce unix - - n - 0 bounce
    defer unix - - n - 0 bounce
    proxymap unix - - n - - proxymap
    virtual unix - n n - - virtual
    anvil unix - - n - 1 anvil
    postlog unix-dgram n - n - 1 postlogd
    """
        .replace("PORT", Integer.toString(port));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void run(String... command) throws Exception {
    File output = Files.createTempFile("command", ".out").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output.toPath())).isZero();
    Files.delete(output.toPath());
  }

  private List<Path> mail() throws IOException {
    Path box = home.resolve("mail/box/new");
    if (!Files.isDirectory(box)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(box)) {
      return files.toList();
    }
  }

  @Test
  void takesOurMailAndItsRefusalsBecomeReports() throws Exception {
    String text = ".\r\n..two\r\n" + "line\r\n".repeat(2000);
    bench.send(
        "Subject: dots\r\n\r\n" + text,
        "ann@here.test",
        List.of(
            OutboundBench.to("bob@there.test"),
            OutboundBench.to("unknown@there.test"),
            OutboundBench.to("eve@there.test", "NEVER")));
    bench.awaitEmptyQueue();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mail().size() == 2);
    for (Path file : mail()) {
      assertThat(Files.readString(file, UTF_8))
          .contains("Received: by here.test\n")
          .endsWith("\n\n" + text.replace("\r\n", "\n"));
    }
    assertThat(bench.reports).hasSize(1);
    var failed = bench.report(0).recipients().getFirst();
    assertThat(bench.report(0).recipients()).hasSize(1);
    assertThat(failed.action()).isEqualTo(DsnAction.FAILED);
    assertThat(failed.finalRecipient()).isEqualTo("unknown@there.test");
    assertThat(failed.status()).isEqualTo("5.1.1");
  }

  @Test
  void takesManyMessagesOverFewConnections() throws Exception {
    for (int i = 0; i < 50; i++) {
      bench.send(
          "Subject: " + i + "\r\n\r\nx\r\n",
          "ann@here.test",
          List.of(OutboundBench.to("bob@there.test")));
    }
    bench.awaitEmptyQueue();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> mail().size() == 50);
    assertThat(bench.eventsNamed("outbound.deferred")).isZero();
    assertThat(bench.reports).isEmpty();
  }
}
