package org.angarium.server.command;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.angarium.server.admin.Verification;
import org.angarium.server.admin.view.VerifyView;
import org.angarium.server.main.DataFolder;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;
import org.angarium.store.DamagedStoreException;
import org.angarium.store.MailStore;
import org.angarium.store.StoreSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Checks everything that is kept: in the running server, or in a folder that none uses. */
@Command(
    name = "verify",
    description = {
      "Check every record and every message that is kept; changes nothing.",
      "Works while the server runs and without one. Exit code 4: something is wrong."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofHours(24);

  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Override
  public Integer call() throws IOException {
    DataFolder data = angarium.folder();
    Json json = new Json();
    Map<String, @Nullable Object> found =
        data.runtime().isPresent()
            ? json.object(angarium.client().call("POST", "verify", Map.of(), LIMIT))
            : offLine(data);
    List<@Nullable Object> problems = Json.asList(found.get("problems"));
    if (angarium.wantsJson()) {
      angarium.out().println(json.write(found));
    } else {
      angarium
          .out()
          .println(
              found.get("messages")
                  + " messages of "
                  + found.get("accounts")
                  + " accounts, "
                  + found.get("blobs")
                  + " blobs.");
      problems.forEach(problem -> angarium.out().println(Table.printable(Listed.text(problem))));
      angarium
          .out()
          .println(
              Boolean.TRUE.equals(found.get("sound"))
                  ? "Everything is sound."
                  : found.get("found") + " problems. \"angarium repair\" says what can be done.");
    }
    return Boolean.TRUE.equals(found.get("sound")) ? ExitCode.DONE : ExitCode.UNSOUND;
  }

  private static Map<String, @Nullable Object> offLine(DataFolder data) throws IOException {
    if (Files.notExists(data.store())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "There is no store in " + data.path() + ".",
          "Name the data folder with --data.");
    }
    try (MailStore store =
        MailStore.openReadOnly(data.store(), StoreSettings.DEFAULT, Clock.systemUTC())) {
      VerifyView view = Verification.of(store);
      Map<String, @Nullable Object> facts = new LinkedHashMap<>();
      facts.put("sound", view.sound());
      facts.put("accounts", view.accounts());
      facts.put("messages", view.messages());
      facts.put("blobs", view.blobs());
      facts.put("octets", view.octets());
      facts.put("found", view.found());
      facts.put("problems", view.problems());
      return facts;
    } catch (DamagedStoreException damaged) {
      throw new CommandFailure(
          ExitCode.UNSOUND,
          "There is nothing to check: " + damaged.getMessage() + ".",
          damaged.remedy());
    }
  }
}
