package org.angarium.server.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.angarium.server.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A copy of everything, while mail flows. */
@Command(
    name = "backup",
    description = {
      "Write a consistent copy of everything to DIR, which must not exist.",
      "The server makes it and goes on meanwhile; \"angarium restore\" reads it. It holds all mail,"
          + " the configuration, password hashes and keys: keep it as safe as the server."
    })
final class BackupCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofHours(24);

  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Parameters(paramLabel = "DIR")
  private Path folder = Path.of("backup");

  @Override
  public Integer call() {
    Path absolute = folder.toAbsolutePath().normalize();
    String answer =
        angarium.client().call("POST", "backup", Map.of("folder", absolute.toString()), LIMIT);
    Listed.done(angarium, answer, "Backup written to " + absolute + ".");
    return ExitCode.DONE;
  }
}
