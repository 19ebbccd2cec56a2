package org.angarium.server.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.angarium.server.net.Listener;
import org.angarium.server.net.Protection;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.testkit.grammar.OverhearingProxy;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** curl and swaks, where they are installed: clients that nobody here wrote. */
@Timeout(300)
class RealClientsTest {
  private SmtpFixture fixture;
  private final List<OverhearingProxy> proxies = new ArrayList<>();
  private Path folder;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    this.folder = folder;
    fixture = new SmtpFixture(new MemoryEngine(), folder);
  }

  @AfterEach
  void close() throws Exception {
    for (OverhearingProxy proxy : proxies) {
      proxy.close();
    }
    fixture.close();
  }

  /** The port of one that passes on to that listener, and judges what it answers in clear. */
  private int overheard(Listener listener) throws IOException {
    OverhearingProxy proxy = new OverhearingProxy(listener.port(), SmtpConversation::new);
    proxies.add(proxy);
    return proxy.port();
  }

  private static boolean installed(String program) {
    for (String place : List.of("/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/", "/bin/")) {
      if (Files.isExecutable(Path.of(place + program))) {
        return true;
      }
    }
    return false;
  }

  private String run(String... command) throws IOException, InterruptedException {
    assumeTrue(installed(command[0]), command[0] + " is not installed");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(output, UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private Path message(int lines) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("Subject: seed " + seed + "\r\n\r\n");
    for (int i = 0; i < lines; i++) {
      text.append(".".repeat(random.nextInt(3))).append("x".repeat(random.nextInt(77)));
      text.append("\r\n");
    }
    return Files.writeString(folder.resolve("message"), text);
  }

  @Test
  void curlDeliversByteForByte() throws Exception {
    Listener mx = fixture.listen(SmtpFixture.settings(SmtpRole.MX));
    for (int lines : new int[] {0, 40, 50_000}) {
      Path message = message(lines);
      run(
          "curl",
          "-sS",
          "--url",
          "smtp://127.0.0.1:" + overheard(mx) + "/client.test",
          "--ssl-reqd",
          "--insecure",
          "--mail-from",
          "a@elsewhere.test",
          "--mail-rcpt",
          "bob@example.test",
          "-T",
          message.toString());
      assertThat(fixture.inbox(fixture.bob).getLast()).endsWith("\r\n" + Files.readString(message));
    }
    assertThat(fixture.inbox(fixture.bob)).hasSize(3);
  }

  @Test
  void curlSubmitsOverImplicitTls() throws Exception {
    Listener submission =
        fixture.listen(SmtpFixture.settings(SmtpRole.SUBMISSION), Protection.IMPLICIT);
    Path message = message(10);
    run(
        "curl",
        "-sS",
        "--url",
        "smtps://127.0.0.1:" + submission.port() + "/client.test",
        "--insecure",
        "--user",
        "bob@example.test:" + SmtpFixture.PASSWORD,
        "--mail-from",
        "bob@example.test",
        "--mail-rcpt",
        "alice@example.test",
        "-T",
        message.toString());
    assertThat(fixture.inbox(fixture.alice)).hasSize(1);
  }

  @Test
  void swaksSpeaksEveryDialect() throws Exception {
    // In clear: swaks alone has no TLS, it needs another package for that.
    Listener submission =
        fixture.listen(SmtpFixture.settings(SmtpRole.SUBMISSION).withCleartextOnLoopback(true));
    for (String mechanism : List.of("PLAIN", "LOGIN")) {
      run(
          "swaks",
          "--server",
          "127.0.0.1",
          "--port",
          Integer.toString(overheard(submission)),
          "--auth",
          mechanism,
          "--auth-user",
          "bob@example.test",
          "--auth-password",
          SmtpFixture.PASSWORD,
          "--from",
          "bob@example.test",
          "--to",
          "alice@example.test",
          "--ehlo",
          "client.test");
    }
    Listener lmtp = fixture.listen(SmtpFixture.settings(SmtpRole.LMTP));
    run(
        "swaks",
        "--server",
        "127.0.0.1",
        "--port",
        Integer.toString(overheard(lmtp)),
        "--protocol",
        "LMTP",
        "--from",
        "a@elsewhere.test",
        "--to",
        "alice@example.test,bob@example.test",
        "--ehlo",
        "client.test");
    Listener mx = fixture.listen(SmtpFixture.settings(SmtpRole.MX));
    run(
        "swaks",
        "--server",
        "127.0.0.1",
        "--port",
        Integer.toString(overheard(mx)),
        "--pipeline",
        "--from",
        "a@elsewhere.test",
        "--to",
        "bob@example.test",
        "--ehlo",
        "client.test");
    assertThat(fixture.inbox(fixture.alice)).hasSize(3);
    assertThat(fixture.inbox(fixture.bob)).hasSize(2);
  }
}
