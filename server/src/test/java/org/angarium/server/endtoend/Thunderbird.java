package org.angarium.server.endtoend;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Thunderbird without a window, with a profile of its own. It is driven through Marionette,
 * the remote control that Mozilla's programs have for tests: JSON with its length before it, over a
 * loopback socket. What it can be told is in {@code thunderbird.js} beside this class.
 */
final class Thunderbird implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/lib/thunderbird/thunderbird");

  /** A new profile that asks nothing, shows nothing and calls nobody. */
  private static final String PREFERENCES =
      """
      user_pref("marionette.port", 0);
      user_pref("app.update.enabled", false);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("extensions.update.enabled", false);
      user_pref("mail.provider.suppress_dialog_on_startup", true);
      user_pref("mail.server.default.use_condstore", true);
      user_pref("mail.spotlight.firstRunDone", true);
      user_pref("mail.warn_on_delete_from_trash", false);
      user_pref("mailnews.confirm.moveFoldersToTrash", false);
      user_pref("mailnews.start_page.enabled", false);
      user_pref("network.connectivity-service.enabled", false);
      user_pref("toolkit.telemetry.enabled", false);
      """;

  private static final Pattern REFUSED =
      Pattern.compile(": (?:\\d+|\\*) (?:NO|BAD) (?!\\[NONEXISTENT\\])");

  private final Path profile;
  private final Path log;
  private final Process process;
  private final String functions;
  private final Socket socket;
  private final InputStream in;
  private int requests;

  static boolean installed() {
    return Files.isExecutable(PROGRAM);
  }

  /** Starts in a new folder, and waits until it can be driven. */
  Thunderbird(Path home) throws IOException {
    profile = Files.createDirectories(home.resolve("profile"));
    log = home.resolve("imap");
    Files.writeString(profile.resolve("user.js"), PREFERENCES);
    try (InputStream script =
        Objects.requireNonNull(Thunderbird.class.getResourceAsStream("thunderbird.js"))) {
      functions = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
    process = start(home);
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), remoteControl());
      socket.setSoTimeout(180_000);
      in = new BufferedInputStream(socket.getInputStream());
      receive(); // a greeting
      request("WebDriver:NewSession", Map.of());
      request("WebDriver:SetTimeouts", Map.of("script", 120_000));
      request("Marionette:SetContext", Map.of("value", "chrome"));
    } catch (IOException | RuntimeException | Error failed) {
      kill();
      throw failed;
    }
  }

  private Process start(Path home) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            PROGRAM.toString(),
            "--headless",
            "--no-remote",
            "--marionette",
            "--remote-allow-system-access",
            "--profile",
            profile.toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("MOZ_LOG", "IMAP:4,sync,timestamp");
    builder.environment().put("MOZ_LOG_FILE", log.toString());
    builder.environment().put("MOZ_CRASHREPORTER_DISABLE", "1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("thunderbird.log").toFile())
        .start();
  }

  /** The port that it chose and wrote down. */
  private int remoteControl() {
    Path port = profile.resolve("MarionetteActivePort");
    Awaitility.await("Thunderbird")
        .pollInterval(Duration.ofMillis(50))
        .failFast("Thunderbird ended", () -> !process.isAlive())
        .until(() -> Files.exists(port) && Files.size(port) > 0);
    try {
      return Integer.parseInt(Files.readString(port).strip());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Calls one of the functions of {@code thunderbird.js} and waits for what it promises. */
  JsonNode call(String function, Object... arguments) throws IOException {
    return request(
            "WebDriver:ExecuteScript",
            Map.of(
                "script",
                functions + "\nreturn " + function + "(...arguments);",
                "args",
                List.of(arguments)))
        .path("value");
  }

  /** A call whose outcome is a list of texts. */
  List<String> list(String function, Object... arguments) throws IOException {
    return call(function, arguments).valueStream().map(JsonNode::stringValue).toList();
  }

  private JsonNode request(String name, Map<String, ?> parameters) throws IOException {
    byte[] json = JsonMapper.shared().writeValueAsBytes(List.of(0, ++requests, name, parameters));
    socket.getOutputStream().write((json.length + ":").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(json);
    JsonNode response = receive();
    if (!response.path(2).isNull()) {
      throw new IOException(response.path(2).path("message").stringValue("") + "\n" + commands());
    }
    return response.path(3);
  }

  private JsonNode receive() throws IOException {
    int length = 0;
    for (int next = in.read(); next != ':'; next = in.read()) {
      if (next < '0' || next > '9') {
        throw new EOFException("Thunderbird left");
      }
      length = 10 * length + next - '0';
    }
    return JsonMapper.shared().readTree(in.readNBytes(length));
  }

  /** The IMAP commands that it has sent, without their tags; all connections in one. */
  List<String> commands() throws IOException {
    return lines()
        .filter(line -> line.contains(":SendData: "))
        .map(line -> line.substring(line.indexOf(":SendData: ") + 11).replaceFirst("^\\d+ ", ""))
        .toList();
  }

  /** Whether the last that it said with that mailbox selected is IDLE. */
  boolean idles(String mailbox) throws IOException {
    return lines()
        .filter(line -> line.contains(":S-" + mailbox + ":SendData: "))
        .reduce((earlier, later) -> later)
        .filter(last -> last.endsWith(" IDLE"))
        .isPresent();
  }

  /**
   * The IMAP responses that said NO or BAD. That there is no such mailbox is none: in the
   * background it goes on asking for the status of folders that it has just renamed itself.
   */
  List<String> refusals() throws IOException {
    return lines()
        .filter(line -> line.contains(":CreateNewLineFromSocket"))
        .filter(line -> REFUSED.matcher(line).find())
        .toList();
  }

  private Stream<String> lines() throws IOException {
    Path written = log.resolveSibling(log.getFileName() + ".moz_log");
    return Files.readString(written, StandardCharsets.ISO_8859_1).lines();
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  /** Leaves as a person does, so that it says goodbye to the server. */
  @Override
  public void close() throws IOException {
    try {
      request("Marionette:Quit", Map.of("flags", List.of("eAttemptQuit")));
      process.onExit().orTimeout(60, TimeUnit.SECONDS).exceptionally(stays -> process).join();
    } finally {
      socket.close();
      kill();
    }
  }
}
