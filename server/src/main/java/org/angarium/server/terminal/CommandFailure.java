package org.angarium.server.terminal;

import java.io.Serial;
import java.util.List;

/** A command that fails with a message for the person who typed it. */
public final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  @SuppressWarnings("serial") // List.copyOf gives a serializable list of strings
  private final List<String> details;

  private final String remedy;

  /** A command ends with this code; says what is wrong and what to do. */
  public CommandFailure(int exitCode, String problem, String remedy) {
    this(exitCode, problem, List.of(), remedy);
  }

  /**
   * @param problem what is wrong, as a sentence
   * @param details a line each, such as the errors of a configuration
   * @param remedy what to do about it, as a sentence; empty where the details say it
   */
  public CommandFailure(int exitCode, String problem, List<String> details, String remedy) {
    super(problem, null, false, false);
    this.exitCode = exitCode;
    this.details = List.copyOf(details);
    this.remedy = remedy;
  }

  int exitCode() {
    return exitCode;
  }

  String problem() {
    return String.valueOf(getMessage());
  }

  List<String> details() {
    return details;
  }

  String remedy() {
    return remedy;
  }
}
