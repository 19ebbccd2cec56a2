package org.angarium.server.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Forwards the mail of an account. */
@Command(
    name = "forward",
    description = {
      "Forward the mail of an account, or no longer.",
      "The account's own script still runs where a copy is kept."
    })
final class ForwardCommand implements Callable<Integer> {
  @ParentCommand private AccountCommand parent = new AccountCommand();

  @Parameters(index = "0", paramLabel = "ADDRESS")
  private String address = "";

  @Parameters(index = "1..*", paramLabel = "TARGET", description = "Up to four addresses.")
  private @Nullable List<String> targets;

  @Option(names = "--keep", description = "Keep a copy in the account.")
  private boolean keep;

  @Option(names = "--off", description = "Forward no longer.")
  private boolean off;

  @Override
  public Integer call() {
    if (off != (targets == null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "It is not said where to forward to.", "Name an address, or say --off.");
    }
    AngariumCommand angarium = parent.angarium();
    String path = AccountCommand.path(address) + "/forward";
    if (targets == null) {
      String answer = angarium.client().call("DELETE", path, null);
      Listed.done(angarium, answer, "Mail of " + address + " is no longer forwarded.");
    } else {
      String answer = angarium.client().call("PUT", path, Map.of("to", targets, "keep", keep));
      Listed.done(
          angarium,
          answer,
          "Mail of "
              + address
              + " is forwarded to "
              + String.join(", ", targets)
              + (keep ? ", and kept." : "."));
    }
    return ExitCode.DONE;
  }
}
