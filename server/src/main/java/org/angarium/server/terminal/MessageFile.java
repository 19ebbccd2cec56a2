package org.angarium.server.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Messages that commands are given as files. */
public final class MessageFile {
  private MessageFile() {}

  /**
   * The octets of a file; one that is too large or cannot be read ends the command.
   *
   * @param most octets that the command takes
   */
  public static byte[] read(Path file, long most) {
    try {
      if (Files.size(file) > most) {
        throw new CommandFailure(
            ExitCode.USAGE,
            file + " is too large for a message.",
            "Try one of at most " + most + " octets.");
      }
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCode.USAGE,
          file + " cannot be read (" + unreadable + ").",
          "Name a file that you may read.");
    }
  }
}
