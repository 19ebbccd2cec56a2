package org.angarium.server.main;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.wire.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration file says of wrong passwords holds at the listeners of the program. */
class ConfiguredThrottlingTest {
  private static final String USER = "user@example.test";

  @TempDir Path folder;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  /** By default it would take five failures, and the wait would be over in two seconds. */
  @Test
  void anAccountWaitsAfterAsManyFailuresAndAsLongAsTheFileSays() throws Exception {
    String file =
        """
        authentication:
          failures-per-account: 2
          first-wait: 40m
          longest-wait: 50m
        """;
    try (Angarium server = start(file)) {
      assertThat(logIn(server, USER, "wrong")).contains("AUTHENTICATIONFAILED");
      assertThat(logIn(server, USER, password(server))).startsWith("a OK");
      assertThat(logIn(server, USER, "wrong 1")).contains("AUTHENTICATIONFAILED");
      assertThat(logIn(server, USER, "wrong 2")).contains("AUTHENTICATIONFAILED");
      assertThat(logIn(server, USER, password(server))).contains("Too many failed logins");
    }
    Matcher seconds =
        Pattern.compile("auth\\.throttled .* wait=(\\d+)").matcher(log.toString(UTF_8));
    assertThat(seconds.find()).as(log.toString(UTF_8)).isTrue();
    assertThat(Integer.parseInt(seconds.group(1))).isBetween(30 * 60, 40 * 60);
  }

  @Test
  void aNetworkWaitsAfterAsManyFailuresAsTheFileSays() throws Exception {
    try (Angarium server = start("authentication: {failures-per-network: 2, first-wait: 5m}")) {
      assertThat(logIn(server, "one@example.test", "wrong")).contains("AUTHENTICATIONFAILED");
      assertThat(logIn(server, "two@example.test", "wrong")).contains("AUTHENTICATIONFAILED");
      assertThat(logIn(server, USER, password(server))).contains("Too many failed logins");
    }
  }

  @Test
  void anAccountWaitsForStrangersAfterAsManyFailuresAsTheFileSays() throws Exception {
    String file = "authentication: {failures-per-account-everywhere: 1, first-wait: 5m}";
    try (Angarium server = start(file)) {
      assertThat(logIn(server, USER, "wrong")).contains("AUTHENTICATIONFAILED");
      assertThat(logIn(server, USER, password(server))).contains("Too many failed logins");
    }
  }

  @Test
  void thisMachineNeverWaitsWhereTheFileSaysSo() throws Exception {
    String file =
        "authentication: {throttle-loopback: false, failures-per-account: 1, first-wait: 5m}";
    try (Angarium server = start(file)) {
      assertThat(logIn(server, USER, "wrong")).contains("AUTHENTICATIONFAILED");
      assertThat(logIn(server, USER, password(server))).startsWith("a OK");
    }
  }

  /**
   * 200 addresses guess, the server is started again: the owner is let in at home, and only there.
   */
  @Test
  void theOwnersUsualNetworkIsKnownAfterManyGuessesAndARestart() throws Exception {
    String file = "authentication: {failures-per-account-everywhere: 150, first-wait: 10m}";
    String password;
    try (Angarium server = start(file)) {
      password = password(server);
      server.passwordsShown();
      assertThat(logIn(server, "127.1.1.1", USER, password)).startsWith("a OK");
      guessFromEverywhere(server);
      assertThat(logIn(server, "127.1.1.1", USER, password)).startsWith("a OK");
    }
    try (Angarium server = start(file)) {
      guessFromEverywhere(server);
      assertThat(logIn(server, "127.2.2.2", USER, password)).contains("Too many failed logins");
      assertThat(logIn(server, "127.1.1.1", USER, password)).startsWith("a OK");
    }
  }

  private static void guessFromEverywhere(Angarium server) throws Exception {
    ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    // Few at once: each waits for its turn to be checked, and waits have a bound.
    for (int first = 0; first < 200; first += 10) {
      List<Thread> guessers = new ArrayList<>();
      for (int i = first; i < first + 10; i++) {
        String from = "127.3." + i + ".1";
        String guess = "guess " + i;
        guessers.add(
            Thread.startVirtualThread(() -> {
              try {
                answers.add(logIn(server, from, USER, guess));
              } catch (IOException failed) {
                answers.add(String.valueOf(failed));
              }
            }));
      }
      for (Thread guesser : guessers) {
        guesser.join();
      }
    }
    assertThat(answers)
        .hasSize(200)
        .allMatch(answer ->
            answer.contains("AUTHENTICATIONFAILED") || answer.contains("Too many failed logins"));
    assertThat(answers).anyMatch(answer -> answer.contains("Too many failed logins"));
  }

  private static String logIn(Angarium server, String from, String user, String password)
      throws IOException {
    try (Socket socket = new OverheardSocket(new ImapConversation())) {
      socket.setSoTimeout(120_000);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port(server)));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertThat(in.readLine()).startsWith("* OK");
      socket
          .getOutputStream()
          .write(("a LOGIN " + user + " \"" + password + "\"\r\n").getBytes(US_ASCII));
      return String.valueOf(in.readLine());
    }
  }

  private Angarium start(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("angarium.yaml"), text);
    Map<String, String> here = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      here.put("listeners." + service.label() + ".port", "0");
    }
    here.put("authentication.allow-cleartext-on-loopback", "true");
    Configuration configuration = ConfigurationReader.read(file, here);
    return Angarium.start(
        configuration, new DataFolder(folder.resolve("data")), "example.test", log);
  }

  private static String password(Angarium server) {
    return server.firstStart().orElseThrow().accounts().stream()
        .filter(made -> made.address().toString().equals(USER))
        .findFirst()
        .orElseThrow()
        .password();
  }

  /** The tagged response to a LOGIN over a connection of its own. */
  private static String logIn(Angarium server, String user, String password) throws IOException {
    try (WireClient client =
        new WireClient(new ImapConversation(), "127.0.0.1", port(server), 1024)) {
      client.line();
      client.send("a LOGIN " + user + " \"" + password + "\"");
      return client.line();
    }
  }

  private static int port(Angarium server) {
    return server.listening().stream()
        .filter(listening -> listening.service() == Service.IMAP)
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }
}
