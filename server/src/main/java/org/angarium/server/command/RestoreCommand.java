package org.angarium.server.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.angarium.server.main.DataFolder;
import org.angarium.server.main.Restore;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A new data folder out of a backup. */
@Command(
    name = "restore",
    description = {
      "Make the data folder (--data) from the backup in DIR.",
      "The folder must have no store yet; every file of the backup is checked. Mail clients fetch"
          + " all mailboxes anew, as they must after a restore."
    })
final class RestoreCommand implements Callable<Integer> {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Parameters(paramLabel = "DIR")
  private Path backup = Path.of("backup");

  @Override
  public Integer call() throws IOException {
    DataFolder data = angarium.folder();
    if (data.runtime().isPresent() || Files.exists(data.store())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "There is a store in " + data.path() + " already.",
          "Restore into a folder of its own: --data DIR.");
    }
    boolean again;
    try {
      again = Restore.run(backup, data);
    } catch (StoreException damaged) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The backup cannot be restored: " + damaged.getMessage() + ".",
          "Nothing was put into place. Take another backup; an incomplete one has no list of"
              + " files.");
    }
    Listed.done(
        angarium,
        "",
        (again ? "An interrupted restore was begun again. " : "")
            + "Restored to "
            + data.path()
            + ". Start it with \"angarium up\".");
    return ExitCode.DONE;
  }
}
