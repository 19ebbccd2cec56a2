package org.angarium.server.command;

import java.util.Map;
import java.util.Set;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What became of a message. */
@Command(name = "message", description = "What became of a message.")
final class MessageCommand extends Group {
  private static final Set<String> KNOWN = Set.of("time", "severity", "event", "text", "trace");

  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(
      name = "trace",
      description = {
        "Print the life of one message, step by step.",
        "The id is in the reply that accepted it, in its Received field and in the log."
      })
  int trace(@Parameters(paramLabel = "ID") String id) {
    String answer = angarium.client().get("traces/" + AdminClient.segment(id));
    if (angarium.wantsJson()) {
      angarium.out().println(answer);
      return ExitCode.DONE;
    }
    for (Object item : Json.asList(new Json().object(answer).get("items"))) {
      Map<String, @Nullable Object> step = Json.asObject(item);
      StringBuilder line = new StringBuilder();
      line.append(step.get("time")).append("  ").append(step.get("text"));
      step.forEach((name, value) -> {
        if (!KNOWN.contains(name)) {
          line.append("  ").append(name).append('=').append(Listed.text(value));
        }
      });
      angarium.out().println(Table.printable(line.toString()));
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "why",
      description = {
        "Print why a message was judged as it was.",
        "Known are messages of other servers, for as long as trace.keep says."
      })
  int why(@Parameters(paramLabel = "ID") String id) {
    String answer = angarium.client().get("traces/" + AdminClient.segment(id) + "/judgement");
    if (angarium.wantsJson()) {
      angarium.out().println(answer);
    } else {
      FilterCommand.print(angarium.out(), answer);
    }
    return ExitCode.DONE;
  }
}
