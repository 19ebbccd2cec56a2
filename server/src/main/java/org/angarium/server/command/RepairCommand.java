package org.angarium.server.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.angarium.server.main.DataFolder;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;
import org.angarium.store.DamagedStoreException;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreRepair;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Makes a damaged store sound again; first says what that would cost. */
@Command(
    name = "repair",
    description = {
      "Make a damaged store sound again with all that can be saved; the server must be stopped.",
      "Without --apply it only says what would be done, and changes nothing. Messages whose"
          + " contents are damaged are replaced by notices; what was damaged is set aside in the"
          + " store's folder \"aside\". Exit code 4: something is wrong, or remains so."
    })
final class RepairCommand implements Callable<Integer> {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Option(names = "--apply", description = "Do it.")
  private boolean apply;

  @Option(
      names = "--from-backup",
      paramLabel = "DIR",
      description = "Take damaged contents from this backup where they are whole there.")
  private @Nullable Path backup;

  @Override
  public Integer call() throws IOException {
    DataFolder data = angarium.folder();
    if (data.runtime().isPresent()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "A server runs on " + data.path() + ".",
          "Stop it first: a store is repaired while nobody uses it.");
    }
    if (Files.notExists(data.store())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "There is no store in " + data.path() + ".",
          "Name the data folder with --data.");
    }
    Path from = backup;
    if (from != null && !Files.isDirectory(from)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "There is no backup in " + from + ".",
          "Name the folder that \"angarium backup\" has written.");
    }
    if (apply) {
      data.keepPrivate();
    }
    try {
      StoreRepair.Report report = MailStore.repair(data.store(), apply, from, Clock.systemUTC());
      print(report);
      boolean well = report.left().isEmpty() && (apply || report.steps().isEmpty());
      return well ? ExitCode.DONE : ExitCode.UNSOUND;
    } catch (DamagedStoreException lost) {
      throw new CommandFailure(
          ExitCode.UNSOUND,
          "The store cannot be repaired: " + lost.getMessage() + ".",
          lost.remedy());
    } catch (StoreException failed) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The repair stopped: " + failed.getMessage() + ".",
          "The store is as it was. Put that right and try again.");
    }
  }

  private void print(StoreRepair.Report report) {
    if (angarium.wantsJson()) {
      angarium.out().println(new Json().write(facts(report)));
      return;
    }
    if (report.steps().isEmpty() && report.left().isEmpty()) {
      angarium.out().println("Everything is sound; there is nothing to repair.");
      return;
    }
    if (!report.steps().isEmpty()) {
      angarium.out().println(report.applied() ? "Done:" : "Would be done:");
    }
    for (StoreRepair.Step step : report.steps()) {
      angarium.out().println("  " + Table.printable(step.place() + ": " + step.what()));
    }
    if (!report.left().isEmpty()) {
      angarium.out().println("Cannot be repaired:");
    }
    report
        .left()
        .forEach(problem ->
            angarium
                .out()
                .println("  " + Table.printable(problem.place() + ": " + problem.detail())));
    Path aside = report.aside();
    if (aside != null) {
      angarium.out().println("What was damaged is in " + aside + ". Delete it when all is well.");
    } else if (!report.applied() && !report.steps().isEmpty()) {
      angarium.out().println("Nothing was changed. Do it with --apply.");
    }
  }

  private static Map<String, @Nullable Object> facts(StoreRepair.Report report) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("applied", report.applied());
    facts.put("steps", report.steps().stream().map(RepairCommand::fact).toList());
    facts.put(
        "left",
        report.left().stream()
            .map(problem -> fact(new StoreRepair.Step(problem.place(), problem.detail())))
            .toList());
    Path aside = report.aside();
    facts.put("aside", aside == null ? null : aside.toString());
    return facts;
  }

  private static Map<String, @Nullable Object> fact(StoreRepair.Step step) {
    Map<String, @Nullable Object> fact = new LinkedHashMap<>();
    fact.put("place", step.place());
    fact.put("what", step.what());
    return fact;
  }
}
