package org.angarium.server.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
