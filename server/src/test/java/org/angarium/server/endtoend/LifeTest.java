package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts and stops, and what is said when a start is not possible. */
class LifeTest {
  @TempDir Path folder;

  @Test
  void aSecondStartKeepsTheDataAndPrintsNoPasswords() throws Exception {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      server.command(
          "a good password\n", "account", "add", "kept@example.test", "--password-stdin");
      assertThat(server.terminate()).isZero();
      assertThat(server.data().resolve("runtime")).doesNotExist();
      String first = server.log();
      server.restart();
      assertThat(server.command("", "account", "list")).contains("kept@example.test");
      assertThat(server.log().substring(first.length()))
          .doesNotContain("This is the first start")
          .contains("server.ready");
      assertThat(server.terminate()).isZero();
      assertThat(server.log()).contains("server.stopped");
    }
  }

  @Test
  void idleSessionsAreToldAndDoNotHoldUpAStop() throws Exception {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"));
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), server.port(143))) {
      InputStream in = idle.getInputStream();
      assertThat(in.read()).isEqualTo('*');
      assertThat(server.terminate()).isZero();
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).contains("BYE");
    }
  }

  @Test
  void whatIsRestoredIsWhatWasThere() throws Exception {
    Path backup = folder.resolve("backup");
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      server.command(
          "a good password\n", "account", "add", "kept@example.test", "--password-stdin");
      server.command("", "backup", backup.toString());
    }
    Path fresh = folder.resolve("fresh");
    assertThat(run("--data", fresh.toString(), "restore", backup.toString()).code()).isZero();
    Ended sound = run("--data", fresh.toString(), "verify", "--json");
    assertThat(sound.code()).as(sound.text()).isZero();
    assertThat(sound.text()).contains("\"sound\":true");
    assertThat(run("--data", fresh.toString(), "restore", backup.toString()).text())
        .contains("There is a store");
    try (ServerProcess server = new ServerProcess(fresh)) {
      assertThat(server.command("", "account", "list")).contains("kept@example.test");
    }
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
      assertThat(second.text()).contains("The server cannot start");
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
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), text);
  }
}
