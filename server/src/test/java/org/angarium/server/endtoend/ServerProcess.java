package org.angarium.server.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.angarium.testkit.wire.LoopbackPorts;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code angarium up} in a child process on ports that were free a moment ago. */
final class ServerProcess implements AutoCloseable {
  private static final int[] SERVICES = {24, 25, 80, 143, 443, 465, 587, 993};

  /**
   * Where something that shall happen does not, a test fails after so long; else it never waits.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path data;
  private final Path output;
  private final int offset;
  private final List<String> extraArguments;
  private Process process;

  /** Starts and waits until all listeners are up. */
  ServerProcess(Path data, String... extraArguments) throws IOException {
    this(freeOffset(), data, extraArguments);
  }

  /** On ports that another one must know before: {@code offset} is from {@link #freeOffset()}. */
  ServerProcess(int offset, Path data, String... extraArguments) throws IOException {
    this(data, offset, List.of(extraArguments));
    awaitHealthy();
  }

  private ServerProcess(Path data, int offset, List<String> extraArguments) throws IOException {
    this.data = data;
    this.output = data.resolveSibling(data.getFileName() + ".log");
    this.offset = offset;
    this.extraArguments = extraArguments;
    this.process = start();
  }

  /** Starts and does not wait for anything. */
  static ServerProcess starting(Path data, String... extraArguments) throws IOException {
    return new ServerProcess(data, freeOffset(), List.of(extraArguments));
  }

  /** Starts again on the same data and ports. */
  void restart() throws IOException {
    process = start();
    awaitHealthy();
  }

  private Process start() throws IOException {
    List<String> command = java();
    command.addAll(
        List.of(
            "up",
            "--data",
            data.toString(),
            "--port-offset",
            Integer.toString(offset),
            "--allow-cleartext-on-loopback"));
    command.addAll(extraArguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "org.angarium.server.command.AngariumCommand"));
  }

  private void awaitHealthy() {
    try {
      Awaitility.await("listeners of " + output)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .failFast("the server ended; its output is in " + output, () -> !process.isAlive())
          .until(() -> health() == 200);
    } catch (RuntimeException | Error failed) {
      // Nobody gets hold of it to close it.
      kill();
      throw failed;
    }
  }

  /** Waits until the log has this text, after its first {@code from} characters. */
  void awaitLog(int from, String text) {
    Awaitility.await(text + " in " + output)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .failFast("the server ended; its output is in " + output, () -> !process.isAlive())
        .until(() -> log().indexOf(text, from) >= 0);
  }

  int health() throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port(80) + "/healthz").toURL().openConnection();
    try {
      return connection.getResponseCode();
    } catch (IOException e) {
      return -1;
    } finally {
      connection.disconnect();
    }
  }

  /** The port of the service that has {@code standardPort} in the outside world. */
  int port(int standardPort) {
    return standardPort + offset;
  }

  /** The queue as the administration API tells it, oldest first. */
  List<JsonNode> queue() throws IOException {
    return items("queue");
  }

  /** Names of the events in the trace of a message; empty while nothing is known of it. */
  List<String> trace(String id) throws IOException {
    return items("traces/" + id).stream().map(step -> step.get("event").stringValue()).toList();
  }

  /** What the administration API lists; empty where it knows nothing. */
  private List<JsonNode> items(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port(80) + "/api/admin/" + path)
                .toURL()
                .openConnection();
    try {
      String token = Files.readString(data.resolve("admin-token")).strip();
      connection.setRequestProperty("Authorization", "Bearer " + token);
      List<JsonNode> items = new ArrayList<>();
      if (connection.getResponseCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        try (InputStream in = connection.getInputStream()) {
          JsonMapper.shared().readTree(in).get("items").forEach(items::add);
        }
      }
      return items;
    } finally {
      connection.disconnect();
    }
  }

  Path data() {
    return data;
  }

  String log() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  /**
   * Runs the administration command against this server; fails unless it ends with 0. Returns its
   * standard output.
   */
  String command(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = java();
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile(data.getParent(), "command", ".err");
    Process run = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    run.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    run.getOutputStream().close();
    String text = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!run.waitFor(PATIENCE) || run.exitValue() != 0) {
      run.destroyForcibly();
      throw new IOException(
          String.join(" ", arguments)
              + " failed: "
              + text
              + Files.readString(errors, StandardCharsets.UTF_8));
    }
    return text;
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM, without waiting for what comes of it. */
  void askToStop() {
    process.destroy();
  }

  /**
   * SIGTERM; returns the exit status, or fails when it took longer than a server may take that has
   * no reason to wait. Who wants to see that nothing holds it up sets {@code stop-within} higher.
   */
  int terminate() throws IOException, InterruptedException {
    askToStop();
    if (!process.waitFor(PATIENCE)) {
      kill();
      throw new IOException("still running " + PATIENCE + " after SIGTERM: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }

  /** An offset at which all ports are free at this moment. */
  static int freeOffset() throws IOException {
    return LoopbackPorts.freeOffset(SERVICES);
  }
}
