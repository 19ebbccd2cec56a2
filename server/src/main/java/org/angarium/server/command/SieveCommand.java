package org.angarium.server.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.sieve.syntax.SieveError;
import org.angarium.server.sieve.SieveTrial;
import org.angarium.server.sieve.UserScripts;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.MessageFile;
import org.angarium.server.terminal.Table;
import org.angarium.store.script.Scripts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Accounts' Sieve scripts. */
@Command(
    name = "sieve",
    description = "Sieve scripts of accounts.",
    subcommands = SiteScriptCommand.class)
final class SieveCommand extends Group {
  /** Octets of a message that is tried. */
  private static final long MAX_MESSAGE = 64 << 20;

  private static final String MAIN = "main";

  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(name = "list", description = "List the scripts of an account.")
  int list(@Parameters(paramLabel = "ADDRESS") String address) {
    Listed.print(
        angarium,
        scripts(address),
        "",
        new Table("script", "active", "octets", "changed"),
        (table, item) ->
            table.row(item.get("name"), item.get("active"), item.get("size"), item.get("changed")));
    return ExitCode.DONE;
  }

  @Command(name = "get", description = "Print the text of a script.")
  int get(
      @Parameters(index = "0", paramLabel = "ADDRESS") String address,
      @Parameters(index = "1", paramLabel = "NAME", defaultValue = MAIN) String name) {
    print(angarium.client().get(script(address, name)));
    return ExitCode.DONE;
  }

  AngariumCommand angarium() {
    return angarium;
  }

  /** Prints the text of a script that was shown. */
  void print(String answer) {
    if (angarium.wantsJson()) {
      Listed.show(angarium, answer);
    } else {
      angarium.out().print(shown(Listed.text(new Json().object(answer).get("text"))));
    }
  }

  /** As it is, but for what would steer a terminal: the script is another's. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder(text);
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t') {
        shown.setCharAt(i, '\u00b7');
      }
    }
    return text.endsWith("\n") ? shown.toString() : shown.append('\n').toString();
  }

  @Command(
      name = "put",
      description = "Store a script, in place of the one of that name if there is one.")
  int put(
      @Parameters(index = "0", paramLabel = "ADDRESS") String address,
      @Parameters(index = "1", paramLabel = "FILE") Path file,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              defaultValue = MAIN,
              description = "Of the script; \"main\" unless given.")
          String name,
      @Option(names = "--activate", description = "Run it for each message from now on.")
          boolean activate) {
    String answer =
        angarium.client().call("PUT", script(address, name), Map.of("text", text(file)));
    if (activate) {
      angarium.client().call("POST", scripts(address), Map.of("active", name));
    }
    Listed.done(
        angarium, answer, "Stored " + name + (activate ? ", it is run for each message." : "."));
    return ExitCode.DONE;
  }

  @Command(name = "activate", description = "Have a script run for each message, or none.")
  int activate(
      @Parameters(index = "0", paramLabel = "ADDRESS") String address,
      @Parameters(index = "1", paramLabel = "NAME", arity = "0..1") @Nullable String name,
      @Option(names = "--none", description = "Run no script any more.") boolean none) {
    if (none == (name != null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "No script is named.", "Name a script, or say --none.");
    }
    String answer =
        angarium
            .client()
            .call("POST", scripts(address), name == null ? Map.of() : Map.of("active", name));
    Listed.done(
        angarium, answer, name == null ? "No script is run." : name + " is run for each message.");
    return ExitCode.DONE;
  }

  @Command(
      name = "check",
      description = {
        "Say what is wrong with a script, each fault with line, column and remedy.",
        "Needs no server and stores nothing. Exit code 1 if it cannot run."
      })
  int check(@Parameters(paramLabel = "FILE") Path file) {
    List<SieveError> faults = UserScripts.faults(octets(file));
    if (angarium.wantsJson()) {
      List<Object> items = new ArrayList<>();
      for (SieveError fault : faults) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("line", fault.line());
        item.put("column", fault.column());
        item.put("problem", fault.message());
        item.put("remedy", fault.remedy());
        items.add(item);
      }
      angarium.out().println(new Json().write(Map.of("errors", items)));
    } else {
      faults.forEach(fault -> angarium.out().println(Table.printable(file + ":" + fault)));
      if (faults.isEmpty()) {
        angarium.out().println("The script is good.");
      }
    }
    return faults.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
  }

  @Command(
      name = "try",
      description = {
        "Print what a script would do with a message.",
        "Needs no server; nothing is kept, sent or remembered. Exit code 1 if the script fails."
      })
  int attempt(
      @Parameters(index = "0", paramLabel = "FILE", description = "The script.") Path file,
      @Parameters(index = "1", paramLabel = "MESSAGE", description = "A file with the message.")
          Path message,
      @Option(
              names = "--from",
              paramLabel = "ADDRESS",
              defaultValue = "sender@example.net",
              description = "Return path; empty for none.")
          String from,
      @Option(
              names = "--to",
              paramLabel = "ADDRESS",
              defaultValue = "user@example.org",
              description = "The recipient.")
          String to) {
    byte[] script = octets(file);
    if (!UserScripts.faults(script).isEmpty()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The script cannot run.",
          "\"angarium sieve check " + file + "\" says why.");
    }
    SieveTrial trial =
        SieveTrial.of(script, MessageFile.read(message, MAX_MESSAGE), from, to, Instant.now());
    if (angarium.wantsJson()) {
      Map<String, @Nullable Object> whole = new LinkedHashMap<>();
      whole.put("actions", trial.actions());
      whole.put("error", trial.error());
      whole.put("steps", trial.steps());
      angarium.out().println(new Json().write(whole));
    } else {
      for (Map<String, Object> action : trial.actions()) {
        List<String> words = new ArrayList<>();
        action.forEach((name, value) ->
            words.add(name.equals("action") ? value.toString() : name + "=" + Listed.text(value)));
        angarium.out().println(Table.printable(String.join("  ", words)));
      }
      if (trial.error() != null) {
        angarium.out().println(Table.printable("The script failed: " + trial.error()));
      }
    }
    return trial.error() == null ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private static byte[] octets(Path file) {
    return text(file).getBytes(StandardCharsets.UTF_8);
  }

  @Command(name = "delete", description = "Delete a script; not the active one.")
  int delete(
      @Parameters(index = "0", paramLabel = "ADDRESS") String address,
      @Parameters(index = "1", paramLabel = "NAME") String name) {
    String answer = angarium.client().call("DELETE", script(address, name), null);
    Listed.done(angarium, answer, "Deleted " + name + ".");
    return ExitCode.DONE;
  }

  static String text(Path file) {
    try {
      if (Files.size(file) > Scripts.MAX_SIZE) {
        throw new CommandFailure(
            ExitCode.USAGE,
            file + " is too large for a script.",
            "A script has at most " + Scripts.MAX_SIZE + " octets.");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCode.USAGE,
          file + " cannot be read as text (" + unreadable + ").",
          "Name a file in UTF-8 that you may read.");
    }
  }

  private static String scripts(String address) {
    return "accounts/" + AdminClient.segment(address) + "/scripts";
  }

  private static String script(String address, String name) {
    return scripts(address) + "/" + AdminClient.segment(name);
  }
}
