package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.NONE;
import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.List;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.sieve.syntax.Phrase;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** Compiles the commands of {@code include} (RFC 6609). */
final class IncludeCommands {
  private static final int MAX_NAME = 512;

  private final Scope scope;

  IncludeCommands(Scope scope) {
    this.scope = scope;
  }

  static List<Signature.Builder> signatures() {
    return List.of(
        Signature.of("include")
            .extension("include")
            .tag("personal", NONE, "location", null)
            .tag("global", NONE, "location", null)
            .tag("once", NONE)
            .tag("optional", NONE)
            .takes(STRING),
        Signature.of("return").extension("include"),
        Signature.of("global").extension("include").takes(STRINGS));
  }

  @Nullable Step include(Bound bound) {
    Position at = bound.strings(0).at();
    String name = bound.template(0).constantOrNull();
    if (name == null) {
      error(at, "the name of a script can't have variables in it", "write it out");
      return null;
    }
    if (!isScriptName(name)) {
      error(at, "\"" + Variables.cut(name, 100) + "\" is no name of a script", "write its name");
      return null;
    }
    Bound.Given location = bound.given("location");
    return new Step.Include(
        location != null && location.tag().equals("global")
            ? ScriptLocation.GLOBAL
            : ScriptLocation.PERSONAL,
        name,
        bound.has("once"),
        bound.has("optional"));
  }

  /** RFC 5804 §1.6: names are text without control characters and line separators. */
  private static boolean isScriptName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= MAX_NAME;
  }

  /** Shares variables; all is done when it is compiled, nothing is left for the run. */
  void global(Bound bound) {
    scope.needs("variables", "\"global\"", bound.at());
    for (Phrase.Text text : bound.strings(0).texts()) {
      String name = text.value();
      if (!Variables.isName(name)) {
        error(
            text.at(),
            "\"" + Variables.cut(name, 100) + "\" can't be shared",
            "name a variable by letters, digits and underscores, a letter first");
      } else if (!scope.share(name)) {
        // RFC 6609 §3.4.1.
        error(
            text.at(),
            "the variable \"" + name + "\" was set before it is shared",
            "write global before the first set");
      }
    }
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
