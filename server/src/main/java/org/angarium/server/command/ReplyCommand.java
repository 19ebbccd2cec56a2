package org.angarium.server.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Answers that an account sends by itself. */
abstract class ReplyCommand implements Callable<Integer> {
  @ParentCommand private AccountCommand parent = new AccountCommand();

  @Parameters(index = "0", paramLabel = "ADDRESS")
  private String address = "";

  @Parameters(index = "1", paramLabel = "TEXT", arity = "0..1", description = "What is answered.")
  private @Nullable String text;

  @Option(names = "--file", paramLabel = "FILE", description = "A file with the text, in UTF-8.")
  private @Nullable Path file;

  @Option(
      names = "--subject",
      paramLabel = "TEXT",
      description = "Of the answer; that of the message with a prefix unless given.")
  private @Nullable String subject;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "After how many days a sender is answered again.")
  private @Nullable Integer days;

  @Option(names = "--off", description = "Answer no longer.")
  private boolean off;

  private final String segment;

  ReplyCommand(String segment) {
    this.segment = segment;
  }

  /** The days that an answer is limited to. */
  void addDays(Map<String, Object> body) {}

  @Override
  public Integer call() {
    Path named = file;
    String told = text != null ? text : named != null ? SieveCommand.text(named) : null;
    if (off != (told == null) || text != null && named != null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "It is not said what to answer.",
          "Give the text, or --file with its name, or --off.");
    }
    AngariumCommand angarium = parent.angarium();
    String path = AccountCommand.path(address) + "/" + segment;
    if (told == null) {
      String answer = angarium.client().call("DELETE", path, null);
      Listed.done(angarium, answer, "Mail of " + address + " is no longer answered.");
      return ExitCode.DONE;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("text", told);
    if (subject != null) {
      body.put("subject", subject);
    }
    if (days != null) {
      body.put("days", days);
    }
    addDays(body);
    String answer = angarium.client().call("PUT", path, body);
    Listed.done(angarium, answer, "Mail of " + address + " is answered.");
    return ExitCode.DONE;
  }

  /** Out of office. */
  @Command(
      name = "vacation",
      description = {
        "Answer senders while the owner is away, or no longer.",
        "Each sender once in 7 days; machines and mailing lists never."
      })
  static final class Vacation extends ReplyCommand {
    @Option(names = "--from", paramLabel = "DAY", description = "First day, 2026-12-24, in UTC.")
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "DAY", description = "Last day.")
    private @Nullable String until;

    Vacation() {
      super("vacation");
    }

    @Override
    void addDays(Map<String, Object> body) {
      if (from != null) {
        body.put("from", from);
      }
      if (until != null) {
        body.put("until", until);
      }
    }
  }

  /** At all times. */
  @Command(
      name = "auto-reply",
      description = {
        "Answer senders at all times, or no longer; while vacation is on, that is sent instead.",
        "Each sender once a day; machines and mailing lists never."
      })
  static final class AutoReply extends ReplyCommand {
    AutoReply() {
      super("auto-reply");
    }
  }
}
