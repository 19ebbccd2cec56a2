package org.angarium.server.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
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
        Pattern.compile("auth\\.throttled .* seconds=(\\d+)").matcher(log.toString(UTF_8));
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
    int port =
        server.listening().stream()
            .filter(listening -> listening.service() == Service.IMAP)
            .findFirst()
            .orElseThrow()
            .address()
            .getPort();
    try (WireClient client = new WireClient(new ImapConversation(), "127.0.0.1", port, 1024)) {
      client.line();
      client.send("a LOGIN " + user + " \"" + password + "\"");
      return client.line();
    }
  }
}
