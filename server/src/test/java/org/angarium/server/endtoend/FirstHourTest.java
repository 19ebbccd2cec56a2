package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.server.tls.SelfSignedCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator meets in the first hour, with the mistakes that are easy to make. */
class FirstHourTest {
  private static final Pattern PASSWORD =
      Pattern.compile("(?m)^ {2}(user|admin)@(\\S+) {2}(\\S+?)( {2}\\(administrator\\))?$");

  @TempDir Path folder;

  @Test
  void aStartThatFailsAtATakenPortMakesNoAccountsAndTheNextOneShowsThePasswords() throws Exception {
    Path data = folder.resolve("data");
    int offset = ServerProcess.freeOffset();
    for (Map.Entry<String, Integer> listener : Map.of("imaps", 993, "http", 80).entrySet()) {
      String name = listener.getKey();
      int port = offset + listener.getValue();
      try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        assertThat(taken.isBound()).isTrue();
        Command.Outcome failed =
            Command.of(folder, "up", "--data", data.toString(), "--port-offset", "" + offset).run();
        assertThat(failed.code()).isEqualTo(5);
        assertThat(failed.errors())
            .contains("The " + name + " listener cannot listen at 127.0.0.1:" + port)
            .contains("another program uses the port.")
            .contains("listeners." + name + ".port");
        assertThat(failed.output()).doesNotContain("Note these passwords");
      }
    }
    try (ServerProcess server = new ServerProcess(data, "--domain", "second.example")) {
      server.awaitLog(0, "Stop it with Ctrl-C.");
      Matcher shown = PASSWORD.matcher(server.log());
      assertThat(shown.results().map(made -> made.group(2)))
          .containsExactly("second.example", "second.example");
      assertThat(server.log()).contains("Angarium runs as mail.second.example");
      assertThat(logIn(server, "user@second.example")).contains("OK");
      assertThat(server.command("", "domain", "list")).doesNotContain("example.test");
      assertThat(data.resolve("unshown-passwords")).doesNotExist();
    }
  }

  /** The passwords went to nobody: the next start makes new ones, but not for whom others did. */
  @Test
  void passwordsThatNobodyCouldReadAreMadeAnewAtTheNextStart() throws Exception {
    Path data = folder.resolve("data");
    int offset = ServerProcess.freeOffset();
    Process mute =
        Command.of(folder, "up", "--data", data.toString(), "--port-offset", "" + offset)
            .withoutOutput()
            .start();
    try {
      Command.await(mute, data.resolve("runtime"));
      Command.await(mute, data.resolve("unshown-passwords"));
      assertThat(
              Command.of(
                      folder,
                      "--data",
                      data.toString(),
                      "account",
                      "set-password",
                      "admin@example.test",
                      "--password-stdin")
                  .input("correct horse battery\n")
                  .run()
                  .code())
          .isEqualTo(0);
    } finally {
      mute.destroyForcibly().onExit().join();
    }
    try (ServerProcess server = new ServerProcess(data)) {
      server.awaitLog(0, "Stop it with Ctrl-C.");
      assertThat(PASSWORD.matcher(server.log()).results().map(made -> made.group(1)))
          .containsExactly("user");
      assertThat(logIn(server, "user@example.test")).contains("OK");
      assertThat(logIn(server, "admin@example.test", "correct horse battery")).contains("OK");
    }
  }

  @Test
  void saysThatTheDomainOfTheFirstStartIsGivenTooLate() throws Exception {
    Path data = folder.resolve("data");
    try (ServerProcess server = new ServerProcess(data)) {
      server.terminate();
    }
    try (ServerProcess server = new ServerProcess(data, "--domain", "late.example")) {
      server.awaitLog(0, "--domain late.example has no effect");
      server.awaitLog(0, "angarium domain add");
    }
  }

  @Test
  void commandsOfThisMachineWorkWhereTheServerListensAtOneOtherAddress() throws Exception {
    String address = ownAddress();
    Path data = folder.resolve("data");
    int offset = ServerProcess.freeOffset();
    Process server =
        Command.of(
                folder,
                "up",
                "--data",
                data.toString(),
                "--port-offset",
                "" + offset,
                "--listen",
                address)
            .start();
    try {
      Command.await(server, data.resolve("runtime"));
      Command.Outcome listed =
          Command.of(folder, "--data", data.toString(), "account", "list").run();
      assertThat(listed.errors()).isEmpty();
      assertThat(listed.output()).contains("user@example.test");
    } finally {
      server.destroyForcibly().onExit().join();
    }
  }

  @Test
  void whatIsPrintedToTryWorksAsPrinted() throws Exception {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      tryWhatIsPrinted(server);
    }
  }

  /** In greetings, certificates and addresses it is in A-labels, so that every client takes it. */
  @Test
  void theFirstHourWithAnInternationalDomainInAFolderWithSpaces() throws Exception {
    try (ServerProcess server =
        new ServerProcess(folder.resolve("my mail"), "--domain", "m\u00fcnchen.example")) {
      tryWhatIsPrinted(server);
      assertThat(server.log()).contains("Angarium runs as mail.xn--mnchen-3ya.example");
      server.command(
          "correct horse battery\n",
          "account",
          "add",
          "anna@M\u00dcNCHEN.example",
          "--password-stdin");
      assertThat(server.command("", "account", "list")).contains("anna@xn--mnchen-3ya.example");
    }
  }

  private void tryWhatIsPrinted(ServerProcess server) throws Exception {
    server.awaitLog(0, "Stop it with Ctrl-C.");
    assumeTrue(new ProcessBuilder("which", "curl").start().waitFor() == 0, "curl is not installed");
    for (String what : List.of("health", "receive", "send", "read")) {
      Matcher line = Pattern.compile("(?m)^  " + what + " +(.*)$").matcher(server.log());
      assertThat(line.find()).as(what).isTrue();
      Process tried =
          new ProcessBuilder("bash", "-c", line.group(1))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("tried").toFile())
              .start();
      boolean ended = tried.waitFor(2, TimeUnit.MINUTES);
      tried.destroyForcibly();
      assertThat(ended && tried.exitValue() == 0)
          .as(line.group(1) + "\n" + Files.readString(folder.resolve("tried")))
          .isTrue();
    }
    // What was received is in INBOX, bare as it is: this machine is trusted unless it is told not.
    assertThat(Files.readString(folder.resolve("tried")))
        .contains("Return-Path: <someone@elsewhere.example>");
  }

  /**
   * Each mistake is told with its file and what to do, and with it put right the start succeeds.
   */
  @Test
  void aBadCertificateIsToldAndAGoodOneStarts() throws Exception {
    Path data = folder.resolve("data");
    Path certificate = folder.resolve("fullchain.pem");
    Path key = folder.resolve("privkey.pem");
    Path other = folder.resolve("other.pem");
    SelfSignedCertificate.create("mail.good.example", certificate, key, InstantSource.system());
    SelfSignedCertificate.create("a.test", folder.resolve("c.pem"), other, InstantSource.system());
    String[] up = {
      "up",
      "--data",
      data.toString(),
      "--port-offset",
      "" + ServerProcess.freeOffset(),
      "--set",
      "tls.certificate=" + certificate,
      "--set",
      "tls.key=" + other
    };
    Command.Outcome mismatched = Command.of(folder, up).run();
    assertThat(mismatched.code()).isEqualTo(5);
    assertThat(mismatched.errors())
        .contains(other + ": The key is not the one of the certificate", "Put both files there")
        .doesNotContain("Exception");
    Files.delete(other);
    Command.Outcome missing = Command.of(folder, up).run();
    assertThat(missing.code()).isEqualTo(5);
    assertThat(missing.errors()).contains(other + ": There is no such file", "Put the file there");
    assertThat(data.resolve("store")).doesNotExist();
    Files.move(key, other);
    try (ServerProcess server =
        new ServerProcess(
            data,
            "--domain",
            "good.example",
            "--set",
            "tls.certificate=" + certificate,
            "--set",
            "tls.key=" + other)) {
      server.awaitLog(0, "Stop it with Ctrl-C.");
      assertThat(server.log()).contains("Note these passwords").doesNotContain("certificate-fault");
    }
  }

  @Test
  void configShowTellsWhatIsInForceAndNotWhatTheFileSaysNow() throws Exception {
    Path data = folder.resolve("data");
    try (ServerProcess server = new ServerProcess(data, "--set", "limits.recipients=123")) {
      Files.writeString(data.resolve("angarium.yaml"), "limits: {recipients: 456}\n");
      assertThat(server.command("", "config", "show"))
          .containsPattern("limits\\.recipients +123\n")
          .containsPattern("listeners\\.imap\\.port +" + server.port(143) + "\n")
          .containsPattern("node\\.name +mail\\.example\\.test\n");
      assertThat(server.command("", "config", "show", "--json"))
          .contains("\"limits.recipients\":\"123\"");
      server.kill();
      assertThat(server.command("", "config", "show"))
          .containsPattern("limits\\.recipients +456\n");
    }
  }

  private String logIn(ServerProcess server, String user) throws IOException {
    Matcher shown = PASSWORD.matcher(server.log());
    while (shown.find()) {
      if ((shown.group(1) + "@" + shown.group(2)).equals(user)) {
        return logIn(server, user, shown.group(3));
      }
    }
    throw new IOException("no password of " + user + " in " + server.log());
  }

  private static String logIn(ServerProcess server, String user, String password)
      throws IOException {
    try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), server.port(143))) {
      socket
          .getOutputStream()
          .write(
              ("a LOGIN " + user + " \"" + password + "\"\r\nb LOGOUT\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().filter(line -> line.startsWith("a ")).findFirst().orElse(all);
    }
  }

  /**
   * Of an interface that is not loopback; else one of the loopback network that is not 127.0.0.1.
   */
  private static String ownAddress() throws IOException {
    return java.net.NetworkInterface.networkInterfaces()
        .flatMap(java.net.NetworkInterface::inetAddresses)
        .filter(address -> address instanceof java.net.Inet4Address && !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElse("127.0.0.2");
  }
}
