package org.angarium.server.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that has ended.
 *
 * @param text what it printed, errors included
 */
record CommandRun(int code, String text) {

  /** Runs a command to its end, without a terminal and with nothing to read. */
  static CommandRun of(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(ServerProcess.java());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new CommandRun(process.waitFor(), text);
  }
}
