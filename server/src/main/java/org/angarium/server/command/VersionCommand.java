package org.angarium.server.command;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.angarium.server.main.Version;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Which build this is. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Override
  public Integer call() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("version", Version.current());
    facts.put("java", System.getProperty("java.version", ""));
    if (angarium.wantsJson()) {
      angarium.out().println(new Json().write(facts));
    } else {
      angarium.out().println("Angarium " + facts.get("version") + ", Java " + facts.get("java"));
    }
    return ExitCode.DONE;
  }
}
