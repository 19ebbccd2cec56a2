package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.NONE;
import static org.angarium.mail.sieve.compile.Signature.Value.NUMBER;
import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.sieve.match.HeaderText;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.syntax.Phrase;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** Compiles the commands that look at or change the parts of a message (RFC 5703, RFC 6558). */
final class PartCompiler {
  /** Loops within one another. */
  private static final int MAX_LOOPS = 5;

  private final Scope scope;

  /** The names of the loops around the command that is compiled; empty for none. */
  private final List<String> loops = new ArrayList<>(2);

  PartCompiler(Scope scope) {
    this.scope = scope;
  }

  static List<Signature.Builder> signatures() {
    return List.of(
        Signature.of("foreverypart").extension("foreverypart").tag("name", STRING).block(),
        Signature.of("break").extension("foreverypart").tag("name", STRING),
        Signature.of("replace")
            .extension("replace")
            .tag("mime", NONE)
            .tag("subject", STRING)
            .tag("from", STRING)
            .takes(STRING),
        Signature.of("enclose")
            .extension("enclose")
            .tag("subject", STRING)
            .tag("headers", STRINGS)
            .takes(STRING),
        Signature.of("extracttext")
            .extension("extracttext")
            .modifiers()
            .tag("first", NUMBER)
            .takes(STRING),
        Signature.of("convert").extension("convert").takes(STRING, STRING, STRINGS));
  }

  /** A loop around {@code phrase}'s block, which {@code block} compiles. */
  @Nullable Step loop(Phrase phrase, @Nullable Bound bound, CommandCompiler block) {
    String name = bound == null ? null : name(bound);
    if (loops.size() >= MAX_LOOPS) {
      error(phrase.at(), "too many loops in one another", "at most " + MAX_LOOPS + " are allowed");
      return null;
    }
    loops.add(name == null ? "" : name);
    List<Step> steps = phrase.block() == null ? List.of() : block.block(phrase.block(), false);
    loops.removeLast();
    return bound == null ? null : new Step.ForEveryPart(List.copyOf(steps));
  }

  private static @Nullable String name(Bound bound) {
    Bound.Given given = bound.given("name");
    return given != null && given.value() instanceof Phrase.Strings strings
        ? strings.texts().getFirst().value()
        : null;
  }

  @Nullable Step meaning(Bound bound) {
    return switch (bound.phrase().name()) {
      case "break" -> leave(bound);
      case "replace" -> replace(bound);
      case "enclose" -> enclose(bound);
      case "extracttext" -> extractText(bound);
      case "convert" -> new Step.Convert(conversion(bound));
      default -> throw new IllegalStateException("a command without a meaning");
    };
  }

  private @Nullable Step leave(Bound bound) {
    String name = name(bound);
    if (loops.isEmpty()) {
      error(bound.at(), "\"break\" outside of a loop", "take it away");
      return null;
    }
    int levels = name == null ? 1 : loops.size() - loops.lastIndexOf(name);
    if (levels > loops.size()) {
      error(bound.at(), "no loop around it has the name \"" + name + "\"", "use a loop's name");
      return null;
    }
    return new Step.Break(levels);
  }

  private Step replace(Bound bound) {
    for (String group : List.of("subject", "from")) {
      Bound.Given given = bound.given(group);
      if (given != null && bound.has("mime")) {
        // RFC 5703 §5.
        error(given.at(), "\":" + group + "\" beside \":mime\"", "take one of them away");
      }
    }
    Template from = bound.template("from");
    String author = from == null ? null : from.constantOrNull();
    String fault = author == null ? null : HeaderText.authorFault(author);
    if (fault != null) {
      error(bound.at(), "\":from\" with " + fault, "write it as name@example.org");
    }
    return new Step.Replace(bound.has("mime"), bound.template("subject"), from, bound.template(0));
  }

  private Step enclose(Bound bound) {
    List<Template> headers = bound.templates("headers");
    return new Step.Enclose(
        bound.template("subject"), headers == null ? List.of() : headers, bound.template(0));
  }

  private @Nullable Step extractText(Bound bound) {
    scope.needs("variables", "\"extracttext\"", bound.at());
    String name = bound.strings(0).texts().getFirst().value();
    if (!scope.isVariable(name)) {
      error(
          bound.strings(0).at(),
          "\"" + name + "\" can't be set",
          "name a variable by letters, digits and underscores, a letter first");
      return null;
    }
    if (loops.isEmpty()) {
      // RFC 5703 §7: there is no part to take the text of.
      error(bound.at(), "\"extracttext\" outside of a loop", "write it in a foreverypart");
      return null;
    }
    return new Step.ExtractText(
        scope.assigned(name),
        CommandCompiler.modifiers(bound),
        bound.number("first", Long.MAX_VALUE));
  }

  static Step.Conversion conversion(Bound bound) {
    return new Step.Conversion(bound.template(0), bound.template(1), bound.templates(2));
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
