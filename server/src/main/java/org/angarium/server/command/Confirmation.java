package org.angarium.server.command;

import java.io.IOException;
import java.util.Locale;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.StandardInput;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Asks before what cannot be undone: on standard error, answered by a line on standard input,
 * whether that is a terminal or a pipe. {@code --yes} answers beforehand.
 */
final class Confirmation {
  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  /**
   * Returns if the answer is yes.
   *
   * @param question such as {@code Delete ann@example.org and all of its mail?}
   * @throws CommandFailure for any other answer, or none
   */
  void ask(AngariumCommand angarium, String question) {
    if (yes) {
      return;
    }
    angarium.err().print(Table.printable(question) + " [yes/no] ");
    angarium.err().flush();
    @Nullable String answer;
    try {
      answer = StandardInput.line();
    } catch (IOException unreadable) {
      answer = null;
    }
    if (answer == null) {
      angarium.err().println();
      throw new CommandFailure(
          ExitCode.USAGE,
          "Nothing was done: there is no answer on standard input.",
          "Give --yes in scripts.");
    }
    String word = answer.strip().toLowerCase(Locale.ROOT);
    if (!word.equals("yes") && !word.equals("y")) {
      throw new CommandFailure(
          ExitCode.REFUSED, "Nothing was done.", "Answer yes to go on, or give --yes.");
    }
  }
}
