package org.angarium.mail.dkim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Runs Python, for tests against dkimpy where it is installed, on messages that suit it. */
public final class Dkimpy {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private Dkimpy() {}

  /** The exit code of Python with these arguments; -1 if there is no Python or it doesn't end. */
  public static int run(Path directory, String... arguments)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(PYTHON)) {
      return -1;
    }
    String[] command = new String[arguments.length + 1];
    command[0] = PYTHON.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  /**
   * A random message that dkimpy can take: it knows neither white space before the colon nor a last
   * line without its end.
   */
  public static byte[] message(Random random) {
    return new String(Messages.random(random), StandardCharsets.ISO_8859_1)
        .replaceAll("(?m)^([A-Za-z-]+) :", "$1:")
        .concat("\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What the last run printed. */
  public static String output(Path directory) {
    try {
      return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
