package org.angarium.server.command;

import org.angarium.server.event.EventReference;
import org.angarium.server.http.ApiReference;
import org.angarium.server.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Pages of the manual that the program writes about itself. */
@Command(name = "reference", description = "Print pages of the manual (Markdown).")
final class ReferenceCommand extends Group {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(name = "api", description = "All HTTP requests.")
  int api() {
    angarium.out().print(ApiReference.page());
    return ExitCode.DONE;
  }

  @Command(name = "events", description = "All events and their fields.")
  int events() {
    angarium.out().print(EventReference.page());
    return ExitCode.DONE;
  }
}
