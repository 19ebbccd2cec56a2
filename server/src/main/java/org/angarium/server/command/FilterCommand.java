package org.angarium.server.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.MessageFile;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** How mail is judged. */
@Command(name = "filter", description = "How mail is judged.")
final class FilterCommand extends Group {
  private static final int MAX_MESSAGE = 11 << 20;

  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(
      name = "try",
      description = {
        "Judge a message as if another server brought it.",
        "Nothing is kept, and nobody is told. The exit code is 0 whatever the verdict."
      })
  int attempt(
      @Parameters(paramLabel = "FILE", description = "The message.") Path file,
      @Option(
              names = "--from-ip",
              paramLabel = "ADDRESS",
              description = "Of the host that brings it.")
          @Nullable String client,
      @Option(names = "--helo", paramLabel = "NAME", description = "That the host gives itself.")
          @Nullable String helo,
      @Option(
              names = "--mail-from",
              paramLabel = "ADDRESS",
              description = "Return path; empty for none.")
          @Nullable String sender,
      @Option(
              names = "--rcpt",
              paramLabel = "ADDRESS",
              description = "Whose settings count; those of the site unless given.")
          @Nullable String recipient) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("message", Base64.getEncoder().encodeToString(MessageFile.read(file, MAX_MESSAGE)));
    body.put("client", client);
    body.put("helo", helo);
    body.put("sender", sender);
    body.put("recipient", recipient);
    String answer = angarium.client().call("POST", "filter/try", body);
    if (angarium.wantsJson()) {
      angarium.out().println(answer);
    } else {
      print(angarium.out(), answer);
    }
    return ExitCode.DONE;
  }

  /** A judgement in words. */
  static void print(PrintWriter out, String answer) {
    Map<String, @Nullable Object> judgement = new Json().object(answer);
    out.println(
        "Verdict: "
            + Table.printable(Listed.text(judgement.get("verdict")))
            + ", score "
            + Listed.text(judgement.get("score")));
    Table table = new Table("score", "finding", "text", "evidence");
    for (Object item : Json.asList(judgement.get("findings"))) {
      Map<String, @Nullable Object> finding = Json.asObject(item);
      table.row(
          finding.get("score"), finding.get("name"), finding.get("text"), finding.get("evidence"));
    }
    table.print(out);
  }
}
