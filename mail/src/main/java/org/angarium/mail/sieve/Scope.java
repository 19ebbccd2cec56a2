package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.sieve.Phrase.Strings;
import org.angarium.mail.sieve.Phrase.Text;

/** What is known while a script is compiled: the extensions it required, and where errors go. */
final class Scope {
  private final Diagnostics diagnostics;
  private final Set<String> required = new HashSet<>();

  Scope(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  Set<String> required() {
    return required;
  }

  boolean has(String extension) {
    return required.contains(extension);
  }

  /** Adds an extension and those it brings with it. */
  void require(String extension) {
    required.add(extension);
    switch (extension) {
      case "vacation-seconds" -> required.add("vacation");
      case "spamtestplus" -> required.add("spamtest");
      default -> {
        // All others stand alone.
      }
    }
  }

  /** Whether the extension was required; if not, reports that {@code what} needs it. */
  boolean needs(String extension, String what, Position at) {
    if (has(extension)) {
      return true;
    }
    diagnostics.add(
        at,
        what + " needs the extension \"" + extension + "\"",
        "write require \"" + extension + "\"; at the top of the script");
    return false;
  }

  /** A string with its encoded characters decoded and its variables found. */
  Template template(Text text) {
    String value = text.value();
    if (has("encoded-character")) {
      String decoded = EncodedCharacters.decode(value);
      if (decoded == null) {
        diagnostics.add(
            text.at(),
            "a ${unicode:} that is no character",
            "use numbers up to 10FFFF, without D800 to DFFF");
      } else {
        value = decoded;
      }
    }
    if (!has("variables")) {
      return Template.constant(value);
    }
    List<String> unknown = new ArrayList<>(0);
    Template template = Template.withVariables(value, unknown);
    for (String name : unknown) {
      diagnostics.add(
          text.at(),
          "the variable \"" + name + "\" is of a namespace that doesn't exist",
          "use a name without a dot");
    }
    return template;
  }

  List<Template> templates(Strings strings) {
    List<Template> templates = new ArrayList<>(strings.texts().size());
    for (Text text : strings.texts()) {
      templates.add(template(text));
    }
    return List.copyOf(templates);
  }
}
