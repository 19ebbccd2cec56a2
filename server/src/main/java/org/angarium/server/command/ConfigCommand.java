package org.angarium.server.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.ConfigurationError;
import org.angarium.server.config.ConfigurationException;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Reference;
import org.angarium.server.main.DataFolder;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;
import org.angarium.server.tls.CertificateCheck;
import org.angarium.server.tls.CertificateFinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The node's configuration. */
@Command(name = "config", description = "The node's configuration.")
final class ConfigCommand extends Group {
  @ParentCommand private AngariumCommand angarium = new AngariumCommand();

  @Command(name = "check", description = "Check a configuration file; report all errors.")
  int check(
      @Option(
              names = "--config",
              paramLabel = "FILE",
              description = "Default: angarium.yaml in the data folder.")
          @Nullable Path file) {
    List<ConfigurationError> errors = new ArrayList<>();
    List<ConfigurationError> warnings = new ArrayList<>();
    try {
      Configuration configuration = ConfigurationReader.read(or(file), Map.of());
      for (CertificateFinding finding : certificate(configuration)) {
        (finding.weight() == CertificateFinding.Weight.WARNING ? warnings : errors)
            .add(
                new ConfigurationError(
                    finding.file().toString(), 0, 0, finding.problem(), finding.remedy()));
      }
    } catch (ConfigurationException wrong) {
      errors.addAll(wrong.errors());
    }
    if (angarium.wantsJson()) {
      Map<String, Object> both = new LinkedHashMap<>();
      both.put("errors", items(errors));
      both.put("warnings", items(warnings));
      angarium.out().println(new Json().write(both));
    } else {
      errors.forEach(error -> angarium.out().println(error));
      warnings.forEach(warning -> angarium.out().println("Warning: " + warning));
      if (errors.isEmpty()) {
        angarium.out().println("The configuration is good.");
      }
    }
    return errors.isEmpty() ? ExitCode.DONE : ExitCode.CONFIGURATION;
  }

  private static List<Object> items(List<ConfigurationError> errors) {
    List<Object> items = new ArrayList<>();
    for (ConfigurationError error : errors) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("source", error.source());
      item.put("line", error.line());
      item.put("column", error.column());
      item.put("problem", error.problem());
      item.put("remedy", error.remedy());
      items.add(item);
    }
    return items;
  }

  /** What is wrong with the certificate that a start would take; a first start makes one. */
  private List<CertificateFinding> certificate(Configuration configuration) {
    DataFolder folder = angarium.folder();
    Path certificate = configuration.tls().certificate();
    Path key = configuration.tls().key();
    if (certificate == null || key == null) {
      if (Files.notExists(folder.certificate())) {
        return List.of();
      }
      certificate = folder.certificate();
      key = folder.key();
    }
    return CertificateCheck.run(
        folder.path().resolve(certificate),
        folder.path().resolve(key),
        node(configuration, folder),
        Instant.now());
  }

  private static @Nullable String node(Configuration configuration, DataFolder folder) {
    String configured = configuration.nodeName();
    if (configured != null) {
      return configured;
    }
    try {
      return folder.nodeName().orElse(null);
    } catch (IOException unreadable) {
      return null; // a start says so; here the name is only compared with
    }
  }

  @Command(
      name = "show",
      description = {
        "Print every setting and the value in force.",
        "Asks the server that runs on the data folder; reads the file where none runs."
      })
  int show(
      @Option(
              names = "--config",
              paramLabel = "FILE",
              description = "Read this file instead, as a start would.")
          @Nullable Path file)
      throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (file == null && angarium.folder().runtime().isPresent()) {
      values.putAll(
          Json.asObject(new Json().object(angarium.client().get("configuration")).get("settings")));
    } else {
      values.putAll(read(or(file), Map.of()).settings());
    }
    if (angarium.wantsJson()) {
      angarium.out().println(new Json().write(values));
    } else {
      Table table = new Table("setting", "value");
      values.forEach((name, value) -> table.row(name, value));
      table.print(angarium.out());
    }
    return ExitCode.DONE;
  }

  @Command(name = "reference", description = "Print the manual page of all settings (Markdown).")
  int reference() {
    angarium.out().print(Reference.page());
    return ExitCode.DONE;
  }

  private @Nullable Path or(@Nullable Path file) {
    return file != null ? file : angarium.folder().configuration();
  }

  /** All errors of a configuration as one failure, a line each. */
  static CommandFailure wrong(ConfigurationException wrong) {
    int errors = wrong.errors().size();
    return new CommandFailure(
        ExitCode.CONFIGURATION,
        "The configuration is wrong in " + errors + (errors == 1 ? " place:" : " places:"),
        wrong.errors().stream().map(ConfigurationError::toString).toList(),
        "");
  }

  /** What {@code up} starts with. */
  static Configuration read(@Nullable Path file, Map<String, String> overrides) {
    try {
      return ConfigurationReader.read(file, overrides);
    } catch (ConfigurationException wrong) {
      throw wrong(wrong);
    }
  }
}
