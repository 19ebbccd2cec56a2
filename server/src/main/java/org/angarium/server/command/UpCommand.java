package org.angarium.server.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.angarium.server.config.Configuration;
import org.angarium.server.main.Angarium;
import org.angarium.server.main.DataFolder;
import org.angarium.server.main.StartException;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.StopRequest;
import org.angarium.server.terminal.Table;
import org.angarium.server.tls.CertificateFinding;
import org.angarium.server.tls.CertificateRefusal;
import org.angarium.store.DamagedStoreException;
import org.angarium.store.directory.DirectoryRefusal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs the server until it is asked to stop. */
@Command(
    name = "up",
    description = {
      "Run the server.",
      "The first start makes a data folder, a domain, an administrator and a user, whose passwords"
          + " are printed once, and a self-signed certificate."
    })
final class UpCommand implements Callable<Integer> {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "The domain of the first start (default: example.test).")
  private @Nullable String domain;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration (default: angarium.yaml in the data folder, if it is there).")
  private @Nullable Path config;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Added to the standard ports (default: 10000).")
  private @Nullable String portOffset;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description = "IP addresses, loopback or all (default: loopback).")
  private @Nullable String listen;

  @Option(
      names = "--allow-cleartext-on-loopback",
      description = "Let clients of this machine log in without TLS.")
  private boolean allowCleartext;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "human or json (default: human).")
  private @Nullable String logFormat;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "One setting, before the configuration file; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataFolder data = angarium.folder();
    Configuration configuration =
        ConfigCommand.read(config != null ? config : data.configuration(), overrides());
    // Not System.err: its lock and its flushes are not needed, the log has its own thread.
    OutputStream log = new FileOutputStream(FileDescriptor.err);
    StopRequest stop = StopRequest.heed(configuration.stopWithin());
    Angarium server = null;
    try {
      server = Angarium.start(configuration, data, domain == null ? "example.test" : domain, log);
    } catch (StartException failure) {
      throw new CommandFailure(ExitCode.CONFIGURATION, failure.problem(), failure.remedy());
    } catch (CertificateRefusal refusal) {
      CertificateFinding finding = refusal.finding();
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "The server cannot start: " + finding.file() + ": " + finding.problem(),
          finding.remedy());
    } catch (DamagedStoreException damaged) {
      throw new CommandFailure(
          ExitCode.UNSOUND,
          "The server does not start: " + damaged.getMessage() + ".",
          damaged.remedy());
    } catch (IOException | GeneralSecurityException failure) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "The server cannot start: " + failure.getMessage() + ".",
          "The log above says what was done before.");
    } catch (DirectoryRefusal refusal) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "The first domain cannot be made: " + refusal.publicText() + ".",
          "Choose another one with --domain.");
    } finally {
      stop.startEnded(server);
    }
    welcome(server, data, configuration);
    server.await();
    return ExitCode.DONE;
  }

  private void welcome(Angarium server, DataFolder data, Configuration configuration)
      throws IOException {
    new Welcome(server, data, configuration).print(angarium.out(), angarium.wantsJson());
    if (!angarium.out().checkError()) {
      server.passwordsShown();
    } else if (server.firstStart().isPresent()) {
      angarium
          .err()
          .println(
              "angarium: The passwords of the first start could not be shown. The next start that"
                  + " has an output makes and shows new ones.");
    }
    if (domain != null && server.firstStart().isEmpty()) {
      angarium
          .err()
          .println(
              "angarium: --domain "
                  + Table.printable(domain)
                  + " has no effect: it names the domain of the first start, and "
                  + data.path()
                  + " was started before. \"angarium domain add\" adds a domain.");
    }
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>(settings);
    put(overrides, "port-offset", portOffset);
    put(overrides, "listen", listen);
    put(overrides, "log.format", logFormat);
    if (allowCleartext) {
      overrides.put("authentication.allow-cleartext-on-loopback", "true");
    }
    return overrides;
  }

  private static void put(Map<String, String> overrides, String name, @Nullable String value) {
    if (value != null) {
      overrides.put(name, value);
    }
  }
}
