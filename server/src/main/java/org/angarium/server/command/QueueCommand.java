package org.angarium.server.command;

import java.util.List;
import java.util.Map;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Messages on their way out. */
@Command(name = "queue", description = "Messages on their way out.")
final class QueueCommand extends Group {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(name = "list", description = "List the queue, oldest first.")
  int list(
      @Option(names = "--destination", paramLabel = "DOMAIN", description = "To this domain only.")
          @Nullable String destination,
      @Option(names = "--held", description = "Held messages only.") boolean held) {
    Listed.print(
        angarium,
        "queue",
        (destination == null ? "" : "&destination=" + AdminClient.segment(destination))
            + (held ? "&held=true" : ""),
        new Table("id", "sender", "waiting for", "size", "accepted", "next attempt", "last reply"),
        (table, item) ->
            table.row(
                item.get("id"),
                item.get("sender"),
                Listed.text(item.get("waiting")),
                item.get("size"),
                item.get("acceptedAt"),
                Boolean.TRUE.equals(item.get("held")) ? "held" : item.get("nextAttempt"),
                item.get("lastReply")));
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show a message and each of its recipients.")
  int show(@Parameters(paramLabel = "ID") String id) {
    String answer = angarium.client().get("queue/" + AdminClient.segment(id));
    if (angarium.wantsJson()) {
      angarium.out().println(answer);
      return ExitCode.DONE;
    }
    Map<String, @Nullable Object> message = new Json().object(answer);
    for (String name : List.of("id", "sender", "size", "held", "acceptedAt", "trace")) {
      angarium.out().println(name + ": " + Table.printable(Listed.text(message.get(name))));
    }
    angarium.out().println();
    Table table =
        new Table("recipient", "status", "attempts", "next attempt", "host", "last reply");
    for (Object item : Json.asList(message.get("recipients"))) {
      Map<String, @Nullable Object> recipient = Json.asObject(item);
      table.row(
          recipient.get("address"),
          recipient.get("status"),
          recipient.get("attempts"),
          recipient.get("nextAttempt"),
          recipient.get("lastHost"),
          recipient.get("lastReply"));
    }
    table.print(angarium.out());
    return ExitCode.DONE;
  }

  @Command(name = "hold", description = "Try nothing until they are released.")
  int hold(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
    return each(ids, "POST", "/hold", "Held ");
  }

  @Command(name = "release", description = "End a hold.")
  int release(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
    return each(ids, "POST", "/release", "Released ");
  }

  @Command(name = "retry", description = "Try now; held messages as soon as they are released.")
  int retry(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
    AdminClient client = angarium.client();
    for (String id : ids) {
      String answer = client.call("POST", "queue/" + AdminClient.segment(id) + "/retry", Map.of());
      // A hold is stronger than a retry.
      boolean held = Boolean.TRUE.equals(new Json().object(answer).get("held"));
      Listed.done(
          angarium,
          answer,
          held ? "Held: " + id + ", due once it is released." : "Due now: " + id + ".");
    }
    return ExitCode.DONE;
  }

  @Command(name = "delete", description = "Delete messages; no bounce is sent.")
  int delete(
      @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids,
      @Mixin Confirmation confirmation) {
    confirmation.ask(
        angarium,
        "Delete " + String.join(", ", ids) + " without delivery and without telling the sender?");
    return each(ids, "DELETE", "", "Deleted ");
  }

  private int each(List<String> ids, String method, String action, String done) {
    AdminClient client = angarium.client();
    for (String id : ids) {
      String answer =
          client.call(
              method,
              "queue/" + AdminClient.segment(id) + action,
              method.equals("POST") ? Map.of() : null);
      Listed.done(angarium, answer, done + id + ".");
    }
    return ExitCode.DONE;
  }
}
