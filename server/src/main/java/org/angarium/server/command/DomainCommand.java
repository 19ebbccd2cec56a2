package org.angarium.server.command;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Domains whose mail is ours. */
@Command(name = "domain", description = "Domains whose mail is ours.")
final class DomainCommand extends Group {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(name = "add", description = "Add a domain.")
  int add(@Parameters(paramLabel = "NAME") String name) {
    String answer = angarium.client().call("POST", "domains", Map.of("name", name));
    Listed.done(angarium, answer, "Added " + name + ".");
    return ExitCode.DONE;
  }

  @Command(name = "list", description = "List the domains.")
  int list() {
    Listed.print(
        angarium,
        "domains",
        "",
        new Table("domain", "enabled", "catch-all", "created"),
        (table, item) ->
            table.row(
                item.get("name"), item.get("enabled"), item.get("catchAll"), item.get("created")));
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show a domain.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    Listed.show(angarium, angarium.client().get(path(name)));
    return ExitCode.DONE;
  }

  @Command(
      name = "catch-all",
      description = "Say who gets mail for names that are not there; nobody without ADDRESS.")
  int catchAll(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "ADDRESS", arity = "0..1") @Nullable String address) {
    String answer =
        angarium
            .client()
            .call("PATCH", path(name), Map.of("catchAll", address == null ? "" : address));
    Listed.done(angarium, answer, "Changed " + name + ".");
    return ExitCode.DONE;
  }

  @Command(name = "enable", description = "Take mail for the domain and let its users in, or not.")
  int enable(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--off", description = "Disable it; its mail is kept.") boolean off) {
    String answer = angarium.client().call("PATCH", path(name), Map.of("enabled", !off));
    Listed.done(angarium, answer, (off ? "Disabled " : "Enabled ") + name + ".");
    return ExitCode.DONE;
  }

  @Command(name = "delete", description = "Delete a domain that has no accounts and aliases.")
  int delete(@Parameters(paramLabel = "NAME") String name) {
    String answer = angarium.client().call("DELETE", path(name), null);
    Listed.done(angarium, answer, "Deleted " + name + ".");
    return ExitCode.DONE;
  }

  private static String path(String name) {
    return "domains/" + AdminClient.segment(name);
  }
}
