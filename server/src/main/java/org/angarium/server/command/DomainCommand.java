package org.angarium.server.command;

import java.util.Map;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;
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

  @Command(
      name = "dns",
      description = {
        "Print what the domain needs in DNS, as lines of a zone file, and what is there.",
        "Mail is signed (DKIM) from the moment on when the records of its keys are found."
      })
  int dns(@Parameters(paramLabel = "NAME") String name) {
    String answer = angarium.client().get(path(name) + "/dns");
    if (angarium.wantsJson()) {
      angarium.out().println(answer);
      return ExitCode.DONE;
    }
    for (Object item : Json.asList(new Json().object(answer).get("items"))) {
      Map<String, @Nullable Object> record = Json.asObject(item);
      StringBuilder line = new StringBuilder("; ");
      line.append(record.get("purpose")).append(": ").append(record.get("status"));
      if (record.get("found") != null) {
        line.append(", there is ").append(record.get("found"));
      }
      angarium.out().println(Table.printable(line.toString()));
      angarium
          .out()
          .println(
              Table.printable(
                  record.get("name") + ". IN " + record.get("type") + " " + record.get("value")));
    }
    return ExitCode.DONE;
  }

  @Command(name = "keys", description = "List the keys that sign the domain's mail (DKIM).")
  int keys(@Parameters(paramLabel = "NAME") String name) {
    return printKeys(angarium.client().get(path(name) + "/keys"));
  }

  @Command(
      name = "rotate-keys",
      description = {
        "Make new keys for the domain.",
        "They take the place of the old ones when their records (domain dns) are published."
      })
  int rotateKeys(@Parameters(paramLabel = "NAME") String name) {
    return printKeys(angarium.client().call("POST", path(name) + "/keys", Map.of()));
  }

  private int printKeys(String answer) {
    if (angarium.wantsJson()) {
      angarium.out().println(answer);
      return ExitCode.DONE;
    }
    Table table = new Table("selector", "algorithm", "state", "since");
    for (Object item : Json.asList(new Json().object(answer).get("items"))) {
      Map<String, @Nullable Object> key = Json.asObject(item);
      table.row(key.get("selector"), key.get("algorithm"), key.get("state"), key.get("since"));
    }
    table.print(angarium.out());
    return ExitCode.DONE;
  }

  @Command(
      name = "delete-key",
      description = "Delete a key at once; mail that it signed cannot be verified any more.")
  int deleteKey(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "SELECTOR") String selector) {
    String answer =
        angarium
            .client()
            .call("DELETE", path(name) + "/keys/" + AdminClient.segment(selector), null);
    Listed.done(angarium, answer, "Deleted " + selector + ".");
    return ExitCode.DONE;
  }

  private static String path(String name) {
    return "domains/" + AdminClient.segment(name);
  }
}
