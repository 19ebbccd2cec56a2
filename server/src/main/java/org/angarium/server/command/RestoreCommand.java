package org.angarium.server.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.angarium.server.main.DataFolder;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A new data folder out of a backup. */
@Command(
    name = "restore",
    description = {
      "Make the data folder (--data) from the backup in DIR.",
      "The folder must have no store yet; every file of the backup is checked."
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
    data.create();
    try {
      MailStore.restore(backup, data.store());
    } catch (StoreException damaged) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The backup cannot be restored: " + damaged.getMessage() + ".",
          "Take another one; an incomplete backup has no list of files.");
    }
    Listed.done(angarium, "", "Restored to " + data.path() + ". Start it with \"angarium up\".");
    return ExitCode.DONE;
  }
}
