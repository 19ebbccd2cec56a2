package org.angarium.server.command;

import java.io.Serial;

/** A command that fails with a message for the person who typed it. */
final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String remedy;

  CommandFailure(int exitCode, String problem, String remedy) {
    super(problem, null, false, false);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  int exitCode() {
    return exitCode;
  }

  String problem() {
    return String.valueOf(getMessage());
  }

  String remedy() {
    return remedy;
  }
}
