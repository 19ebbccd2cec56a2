package org.angarium.server.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has commands below it. */
abstract class Group implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new AngariumCommand.NoCommand(
        spec.commandLine(), "Which one? " + String.join(", ", spec.subcommands().keySet()) + ".");
  }
}
