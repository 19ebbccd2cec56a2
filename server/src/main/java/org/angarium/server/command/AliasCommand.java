package org.angarium.server.command;

import java.util.List;
import java.util.Map;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Addresses that stand for others. */
@Command(name = "alias", description = "Addresses that stand for others.")
final class AliasCommand extends Group {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(name = "add", description = "Add an alias, or targets to one that is there.")
  int add(
      @Parameters(index = "0", paramLabel = "ADDRESS") String address,
      @Parameters(index = "1..*", paramLabel = "TARGET", arity = "1..*") List<String> targets) {
    String answer =
        angarium.client().call("POST", "aliases", Map.of("address", address, "targets", targets));
    Listed.done(angarium, answer, address + " stands for " + String.join(", ", targets) + ".");
    return ExitCode.DONE;
  }

  @Command(name = "list", description = "List the aliases.")
  int list(
      @Option(names = "--domain", paramLabel = "NAME", description = "Of this domain only.")
          @Nullable String domain) {
    Listed.print(
        angarium,
        "aliases",
        domain == null ? "" : "&domain=" + AdminClient.segment(domain),
        new Table("alias", "targets"),
        (table, item) -> table.row(item.get("address"), Listed.text(item.get("targets"))));
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show an alias.")
  int show(@Parameters(paramLabel = "ADDRESS") String address) {
    Listed.show(angarium, angarium.client().get(path(address)));
    return ExitCode.DONE;
  }

  @Command(name = "delete", description = "Delete an alias.")
  int delete(@Parameters(paramLabel = "ADDRESS") String address) {
    String answer = angarium.client().call("DELETE", path(address), null);
    Listed.done(angarium, answer, "Deleted " + address + ".");
    return ExitCode.DONE;
  }

  private static String path(String address) {
    return "aliases/" + AdminClient.segment(address);
  }
}
