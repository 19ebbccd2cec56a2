package org.angarium.server.command;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.angarium.server.auth.GeneratedPassword;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Sizes;
import org.angarium.server.terminal.StandardInput;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** People with mailboxes here. */
@Command(
    name = "account",
    description = "People with mailboxes here.",
    subcommands = {
      ForwardCommand.class,
      ReplyCommand.Vacation.class,
      ReplyCommand.AutoReply.class,
    })
final class AccountCommand extends Group {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(
      name = "add",
      description = {
        "Add accounts, all or none.",
        "Without --password-stdin a password is generated and printed, once."
      })
  int add(
      @Parameters(paramLabel = "ADDRESS", arity = "1..*") List<String> addresses,
      @Option(
              names = "--password-stdin",
              description = "Read the password of all of them from standard input.")
          boolean fromInput,
      @Option(names = "--administrator", description = "Let them administer.")
          boolean administrator,
      @Option(names = "--quota", paramLabel = "SIZE", description = "Limit, such as 2GB.")
          @Nullable String quota) {
    String password = fromInput ? standardInput() : GeneratedPassword.next(new SecureRandom());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("addresses", addresses);
    body.put("password", password);
    body.put("administrator", administrator);
    if (quota != null) {
      body.put("quotaBytes", Sizes.parse(quota));
    }
    String answer = angarium.client().call("POST", "accounts", body);
    done(answer, "Added " + String.join(", ", addresses) + ".", fromInput ? null : password);
    return ExitCode.DONE;
  }

  @Command(name = "list", description = "List the accounts.")
  int list(
      @Option(names = "--domain", paramLabel = "NAME", description = "Of this domain only.")
          @Nullable String domain) {
    Listed.print(
        angarium,
        "accounts",
        domain == null ? "" : "&domain=" + AdminClient.segment(domain),
        new Table("address", "administrator", "suspended", "quota", "name"),
        (table, item) ->
            table.row(
                item.get("address"),
                item.get("administrator"),
                item.get("suspended"),
                Sizes.write(item.get("quotaBytes")),
                item.get("displayName")));
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show an account and what it uses.")
  int show(@Parameters(paramLabel = "ADDRESS") String address) {
    Listed.show(angarium, angarium.client().get(path(address)));
    return ExitCode.DONE;
  }

  @Command(
      name = "set-password",
      description = {
        "Set the password.",
        "Without --password-stdin it is asked for, or generated where there is no terminal."
      })
  int setPassword(
      @Parameters(paramLabel = "ADDRESS") String address,
      @Option(names = "--password-stdin", description = "Read it from standard input.")
          boolean fromInput,
      @Option(names = "--generate", description = "Generate it and print it, once.")
          boolean generate) {
    String password;
    boolean generated = false;
    @Nullable Console console = terminal();
    if (fromInput) {
      password = standardInput();
    } else if (generate || console == null) {
      password = GeneratedPassword.next(new SecureRandom());
      generated = true;
    } else {
      char[] typed = console.readPassword("New password for %s: ", address);
      char[] again = console.readPassword("Again: ");
      if (typed == null || !Arrays.equals(typed, again)) {
        throw new CommandFailure(
            ExitCode.USAGE, "The passwords are not the same.", "Nothing was changed; try again.");
      }
      password = new String(typed);
    }
    String answer = change(address, Map.of("password", password));
    done(answer, "Changed the password of " + address + ".", generated ? password : null);
    return ExitCode.DONE;
  }

  /** Null where there is none: JDK 25 gives null again, JDK 22 to 24 a console without terminal. */
  @SuppressWarnings("SystemConsoleNull") // which knows JDK 22 to 24 only
  private static @Nullable Console terminal() {
    Console console = System.console();
    return console != null && console.isTerminal() ? console : null;
  }

  /** Says that it is done, and the generated password, which cannot be asked for again. */
  private void done(String answer, String line, @Nullable String generated) {
    if (generated == null) {
      Listed.done(angarium, answer, line);
      return;
    }
    String text = line + System.lineSeparator() + "Password: " + generated;
    if (angarium.wantsJson()) {
      Json json = new Json();
      Map<String, @Nullable Object> whole = new LinkedHashMap<>(json.object(answer));
      whole.put("password", generated);
      text = json.write(whole);
    }
    angarium.printOnce(text, "Set another one with \"angarium account set-password ADDRESS\".");
  }

  @Command(name = "suspend", description = "Neither mail nor login until it is resumed.")
  int suspend(@Parameters(paramLabel = "ADDRESS") String address) {
    Listed.done(angarium, change(address, Map.of("suspended", true)), "Suspended " + address + ".");
    return ExitCode.DONE;
  }

  @Command(name = "resume", description = "End a suspension.")
  int resume(@Parameters(paramLabel = "ADDRESS") String address) {
    Listed.done(angarium, change(address, Map.of("suspended", false)), "Resumed " + address + ".");
    return ExitCode.DONE;
  }

  @Command(
      name = "administrator",
      description = {
        "Let an account administer, or no longer.",
        "The whole site, unless --domain names what it administers from now on."
      })
  int administrator(
      @Parameters(paramLabel = "ADDRESS") String address,
      @Option(names = "--off", description = "No longer.") boolean off,
      @Option(
              names = "--domain",
              paramLabel = "NAME",
              description = "Only this domain; may be given several times. With --off: none.")
          @Nullable List<String> domains) {
    Map<String, Object> body =
        domains == null
            ? Map.of("administrator", !off)
            : Map.of("administers", off ? List.of() : domains);
    Listed.done(angarium, change(address, body), "Changed " + address + ".");
    return ExitCode.DONE;
  }

  @Command(
      name = "monitor",
      description = "Let an account see the state of the site, its queue and traces, or no longer.")
  int monitor(
      @Parameters(paramLabel = "ADDRESS") String address,
      @Option(names = "--off", description = "No longer.") boolean off) {
    Listed.done(angarium, change(address, Map.of("monitor", !off)), "Changed " + address + ".");
    return ExitCode.DONE;
  }

  @Command(name = "quota", description = "Set the limits; 0 is none.")
  int quota(
      @Parameters(index = "0", paramLabel = "ADDRESS") String address,
      @Parameters(index = "1", paramLabel = "SIZE", description = "Such as 2GB.") String size,
      @Option(names = "--messages", paramLabel = "N", description = "Number of messages.")
          @Nullable Long messages) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("quotaBytes", Sizes.parse(size));
    if (messages != null) {
      body.put("quotaMessages", messages);
    }
    Listed.done(angarium, change(address, body), "Changed the quota of " + address + ".");
    return ExitCode.DONE;
  }

  @Command(
      name = "mail-settings",
      description = "Show forwarding, out-of-office and automatic reply of an account.")
  int mailSettings(@Parameters(paramLabel = "ADDRESS") String address) {
    Listed.show(angarium, angarium.client().get(path(address) + "/mail-settings"));
    return ExitCode.DONE;
  }

  @Command(name = "delete", description = "Delete an account and all of its mail.")
  int delete(@Parameters(paramLabel = "ADDRESS") String address, @Mixin Confirmation confirmation) {
    angarium.client().get(path(address)); // there is no point in asking about what is not there
    confirmation.ask(angarium, "Delete " + address + " and all of its mail for good?");
    String answer = angarium.client().call("DELETE", path(address), null);
    Listed.done(angarium, answer, "Deleted " + address + ".");
    return ExitCode.DONE;
  }

  private String change(String address, Map<String, ? extends @Nullable Object> body) {
    return angarium.client().call("PATCH", path(address), body);
  }

  AngariumCommand angarium() {
    return angarium;
  }

  static String path(String address) {
    return "accounts/" + AdminClient.segment(address);
  }

  /** The first line; so a trailing line end of {@code echo} does no harm. */
  private static String standardInput() {
    String usage = "Write it on one line: echo PASSWORD | angarium account … --password-stdin";
    String line;
    try {
      line = StandardInput.line();
    } catch (CharacterCodingException foreign) {
      throw new CommandFailure(
          ExitCode.USAGE, "The password on standard input is not in UTF-8.", usage);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCode.USAGE, "Standard input cannot be read: " + unreadable.getMessage() + ".", usage);
    }
    if (line == null || line.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "There is no password on standard input.", usage);
    }
    return line;
  }
}
