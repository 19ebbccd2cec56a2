package org.angarium.server.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.angarium.server.main.FileFailure;
import org.angarium.server.main.StartException;
import org.jspecify.annotations.Nullable;

/**
 * How a command says that it failed: the problem, its details and the remedy on lines of their own
 * on standard error; with {@code --json} one object on one line. Standard output is left to data.
 */
public final class ErrorOutput {
  private ErrorOutput() {}

  /** Reports a failure of any kind; returns the exit code. */
  public static int report(Exception failure, PrintWriter err, boolean json) {
    CommandFailure known = known(failure);
    if (known != null) {
      print(known, err, json);
      return known.exitCode();
    }
    // A fault of the program: the trace is needed to mend it.
    print(
        new CommandFailure(
            ExitCode.FAILED,
            "The program failed: " + failure + ".",
            "This is a fault of the program. Please report it with what is printed here."),
        err,
        json);
    failure.printStackTrace(err);
    return ExitCode.FAILED;
  }

  private static @Nullable CommandFailure known(Exception failure) {
    return switch (failure) {
      case CommandFailure expected -> expected;
      case StartException start ->
          new CommandFailure(ExitCode.CONFIGURATION, start.problem(), start.remedy());
      case UncheckedIOException unchecked -> known(Objects.requireNonNull(unchecked.getCause()));
      case IOException environment ->
          new CommandFailure(
              ExitCode.FAILED,
              "It failed: " + FileFailure.words(environment) + ".",
              "Check that the files named are there, that this user may use them, and that the disk"
                  + " has room.");
      default -> null;
    };
  }

  /** Reports a wrong command line. */
  public static void usage(String problem, String remedy, PrintWriter err, boolean json) {
    print(new CommandFailure(ExitCode.USAGE, problem, remedy), err, json);
  }

  private static void print(CommandFailure failure, PrintWriter err, boolean json) {
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("problem", failure.problem());
      if (!failure.details().isEmpty()) {
        error.put("details", List.copyOf(failure.details()));
      }
      error.put("remedy", failure.remedy());
      error.put("exitCode", failure.exitCode());
      err.println(new Json().write(Map.of("error", error)));
      return;
    }
    err.println("angarium: " + Table.printable(failure.problem()));
    failure.details().forEach(line -> err.println("  " + Table.printable(line)));
    if (!failure.remedy().isEmpty()) {
      err.println("  " + Table.printable(failure.remedy()));
    }
  }
}
