package org.angarium.server.config;

/** Writes the manual page of all settings, {@code docs/operations/configuration.md}. */
public final class Reference {
  private Reference() {}

  /** The page in Markdown. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            Angarium works without a configuration file. A file changes what you want changed: start the server with
            `angarium up --config FILE`, or put the file into the data folder as `angarium.yaml`. It is YAML; the names
            below are nested at their dots:

            ```yaml
            node:
              name: mail.example.org
            listen: all
            port-offset: 0
            ```

            `angarium config check --config FILE` reports all errors with line and remedy, `angarium config show` prints
            what is in force, and `angarium up --set NAME=VALUE` sets one value for one run, before the file.
            Domains, accounts and everything else that changes while the server runs is not here: it is data, changed by
            the administration commands.

            This page is made from the program's own declarations (`angarium config reference`).

            | setting | default | |
            | --- | --- | --- |
            """);
    for (Setting<?> setting : Settings.all()) {
      page.append("| `")
          .append(setting.name())
          .append("` | ")
          .append(standard(setting))
          .append(" | ")
          .append(setting.text().replace("|", "\\|"))
          .append(" *")
          .append(capitalized(setting.kind().description()))
          .append(".* |\n");
    }
    return page.toString();
  }

  private static String standard(Setting<?> setting) {
    if (setting.standard() == null) {
      return setting.standardText();
    }
    return setting.standardText().isEmpty() ? "(empty)" : "`" + setting.standardText() + "`";
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
