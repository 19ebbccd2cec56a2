package org.angarium.server.command;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.Service;
import org.angarium.server.main.Angarium;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.training.TrainingClient;
import org.angarium.store.directory.DirectoryRefusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Starts a server on free ports and an empty folder, does what servers do, and ends. The build runs
 * it once with the Java machine recording, so that real starts find their classes loaded and linked
 * (JEP 483) and know which methods are hot (JEP 515).
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {
  /** On the first of them large mailboxes are opened the long way and packed, then from packs. */
  private static final int LATER_DAYS = 3;

  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Option(
      names = "--command",
      description = "Rehearse what commands do, with the server that runs on the data folder.")
  private boolean command;

  @Override
  public Integer call()
      throws IOException, GeneralSecurityException, DirectoryRefusal, InterruptedException {
    return command ? commands() : server();
  }

  private int server()
      throws IOException, GeneralSecurityException, DirectoryRefusal, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      settings.put("listeners." + service.label() + ".port", "0");
    }
    settings.put("authentication.allow-cleartext-on-loopback", "true");
    Configuration configuration = ConfigCommand.read(null, settings);
    TrainingClient rehearsal;
    try (Angarium server = start(configuration)) {
      new Welcome(server, angarium.folder(), configuration).print(angarium.out(), false);
      angarium.client().get("status");
      rehearsal = new TrainingClient(server);
      rehearsal.firstDay(server);
    }
    for (int day = 0; day < LATER_DAYS; day++) {
      try (Angarium server = start(configuration)) {
        rehearsal.laterDay(server);
      }
    }
    return ExitCode.DONE;
  }

  private Angarium start(Configuration configuration)
      throws IOException, GeneralSecurityException, DirectoryRefusal, InterruptedException {
    return Angarium.start(
        configuration, angarium.folder(), "example.test", OutputStream.nullOutputStream());
  }

  private int commands() {
    String[][] commands = {
      {"status"},
      {"account", "list"},
      {"account", "list", "--json"},
      {"account", "show", "user@example.test"},
      {"account", "add", "someone@example.test"},
      {"alias", "add", "other@example.test", "someone@example.test"},
      {"alias", "list"},
      {"domain", "list"},
      {"queue", "list"},
      {"version"},
    };
    for (String[] words : commands) {
      String[] args = new String[words.length + 2];
      args[0] = "--data";
      args[1] = angarium.folder().path().toString();
      System.arraycopy(words, 0, args, 2, words.length);
      int code = AngariumCommand.execute(args);
      if (code != ExitCode.DONE) {
        return code;
      }
    }
    return ExitCode.DONE;
  }
}
