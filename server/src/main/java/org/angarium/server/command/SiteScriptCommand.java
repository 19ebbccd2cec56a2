package org.angarium.server.command;

import java.nio.file.Path;
import java.util.Map;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sieve scripts that run for all accounts. */
@Command(name = "site", description = "Sieve scripts that run for all accounts.")
final class SiteScriptCommand extends Group {
  @ParentCommand private SieveCommand sieve = new SieveCommand();

  private AngariumCommand angarium() {
    return sieve.angarium();
  }

  @Command(name = "list", description = "List the scripts of the site.")
  int list() {
    Listed.print(
        angarium(),
        "scripts",
        "",
        new Table("script", "runs", "octets", "changed"),
        (table, item) ->
            table.row(item.get("name"), item.get("runs"), item.get("size"), item.get("changed")));
    return ExitCode.DONE;
  }

  @Command(name = "get", description = "Print the text of a script.")
  int get(@Parameters(paramLabel = "NAME") String name) {
    sieve.print(angarium().client().get(path(name)));
    return ExitCode.DONE;
  }

  @Command(
      name = "put",
      description = {
        "Store a script, in place of the one of that name if there is one.",
        "Without --before and --after it is a library: run where another script includes it."
      })
  int put(
      @Parameters(index = "0", paramLabel = "NAME") String name,
      @Parameters(index = "1", paramLabel = "FILE") Path file,
      @Option(names = "--before", description = "Run it before those of each account.")
          boolean before,
      @Option(names = "--after", description = "Run it after those of each account.")
          boolean after) {
    if (before && after) {
      throw new CommandFailure(
          ExitCode.USAGE, "A script runs before or after the others.", "Store it twice.");
    }
    String runs = before ? "before" : after ? "after" : "library";
    String answer =
        angarium()
            .client()
            .call("PUT", path(name), Map.of("runs", runs, "text", SieveCommand.text(file)));
    Listed.done(angarium(), answer, "Stored " + name + " (" + runs + ").");
    return ExitCode.DONE;
  }

  @Command(name = "delete", description = "Delete a script.")
  int delete(@Parameters(paramLabel = "NAME") String name) {
    @Nullable String answer = angarium().client().call("DELETE", path(name), null);
    Listed.done(angarium(), answer, "Deleted " + name + ".");
    return ExitCode.DONE;
  }

  private static String path(String name) {
    return "scripts/" + AdminClient.segment(name);
  }
}
