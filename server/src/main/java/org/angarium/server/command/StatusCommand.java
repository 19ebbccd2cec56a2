package org.angarium.server.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** How the server is. */
@Command(name = "status", description = "How the server is.")
final class StatusCommand implements Callable<Integer> {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Override
  public Integer call() {
    String answer = angarium.client().get("status");
    if (angarium.wantsJson()) {
      angarium.out().println(answer);
      return ExitCode.DONE;
    }
    Map<String, @Nullable Object> status = new Json().object(answer);
    for (String name :
        List.of("node", "version", "state", "process", "startedAt", "queued", "eventsDropped")) {
      angarium.out().println(name + ": " + Listed.text(status.get(name)));
    }
    for (Object fault : Json.asList(status.get("faults"))) {
      angarium.out().println("fault: " + Table.printable(Listed.text(fault)));
    }
    angarium.out().println();
    Table table = new Table("service", "address", "port", "connections");
    for (Object item : Json.asList(status.get("listeners"))) {
      Map<String, @Nullable Object> listener = Json.asObject(item);
      Object connections = listener.get("connections");
      table.row(
          listener.get("service"),
          listener.get("address"),
          listener.get("port"),
          Long.valueOf(-1).equals(connections) ? "" : connections);
    }
    table.print(angarium.out());
    return ExitCode.DONE;
  }
}
