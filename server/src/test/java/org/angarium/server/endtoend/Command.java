package org.angarium.server.endtoend;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One run of the program with its input, output and exit code, however it ends. */
final class Command {
  private static final long PATIENCE_MINUTES = 2;

  private final Path folder;
  private final List<String> words;
  private String input = "";
  private String shell = "";
  private String umask = "";

  /** What came of it. */
  record Outcome(int code, String output, String errors) {}

  private Command(Path folder, List<String> words) {
    this.folder = folder;
    this.words = words;
  }

  /** {@code folder} takes files for the output. */
  static Command of(Path folder, String... arguments) {
    List<String> words = ServerProcess.java();
    words.addAll(List.of(arguments));
    return new Command(folder, words);
  }

  Command input(String text) {
    input = text;
    return this;
  }

  /** Standard output is a descriptor that cannot be written. */
  Command withoutOutput() {
    return redirected("1</dev/null");
  }

  /** With a redirection as the shell writes it, such as {@code >/dev/full}. */
  Command redirected(String redirection) {
    shell = redirection;
    return this;
  }

  /** With this umask, such as {@code 000}. */
  Command umask(String mask) {
    umask = "umask " + mask + "; ";
    return this;
  }

  /** Starts and does not wait. */
  Process start() throws IOException {
    return start(
        Files.createTempFile(folder, "command", ".out"),
        Files.createTempFile(folder, "command", ".err"));
  }

  private Process start(Path output, Path errors) throws IOException {
    List<String> line = new ArrayList<>();
    if (!shell.isEmpty() || !umask.isEmpty()) {
      line.addAll(List.of("bash", "-c", umask + "exec \"$@\" " + shell, "angarium"));
    }
    line.addAll(words);
    return new ProcessBuilder(line)
        .redirectOutput(output.toFile())
        .redirectError(errors.toFile())
        .start();
  }

  /** Runs it to its end. */
  Outcome run() throws IOException, InterruptedException {
    Path errors = Files.createTempFile(folder, "command", ".err");
    Path output = Files.createTempFile(folder, "command", ".out");
    Process process = start(output, errors);
    try (OutputStream to = process.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException notRead) {
      // it ended without reading its input
    }
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(words + " does not end");
    }
    return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
  }

  /** Waits until the file is there; fails when the process ends before. */
  static void await(Process process, Path file) {
    Awaitility.await(file.toString())
        .atMost(Duration.ofMinutes(PATIENCE_MINUTES))
        .pollInterval(Duration.ofMillis(20))
        .failFast("the process ended", () -> !process.isAlive())
        .until(() -> Files.exists(file));
  }
}
