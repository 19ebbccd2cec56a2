package org.angarium.mail.sieve.compile;

import java.util.List;
import org.angarium.mail.sieve.match.Match;
import org.angarium.mail.sieve.match.Template;
import org.jspecify.annotations.Nullable;

/** Compiles {@code header}, {@code address} and {@code exists} that look at parts (RFC 5703 §4). */
final class PartTestCompiler {
  private final Scope scope;
  private final MatchCompiler matches;

  PartTestCompiler(Scope scope) {
    this.scope = scope;
    this.matches = new MatchCompiler(scope);
  }

  /** The test if it says {@code :mime}; null otherwise or after an error. */
  @Nullable Condition compile(Bound bound) {
    if (!bound.has("mime")) {
      for (String group : List.of("anychild", "aspect")) {
        Bound.Given given = bound.given(group);
        if (given != null) {
          scope
              .diagnostics()
              .add(
                  given.at(),
                  "\":" + given.tag() + "\" without \":mime\"",
                  "write :mime before it, or take it away");
        }
      }
      return null;
    }
    Condition.PartScope parts =
        bound.has("anychild") ? Condition.PartScope.ANY_CHILD : Condition.PartScope.CURRENT;
    if (bound.phrase().name().equals("exists")) {
      return new Condition.PartExists(parts, bound.templates(0));
    }
    Match match = matches.match(bound, bound.templates(1));
    if (bound.phrase().name().equals("address")) {
      return new Condition.PartAddress(
          match, matches.index(bound), parts, matches.part(bound), bound.templates(0));
    }
    Bound.Given aspect = bound.given("aspect");
    List<Template> parameters = bound.templates("aspect");
    return new Condition.PartHeader(
        match,
        matches.index(bound),
        parts,
        switch (aspect == null ? "" : aspect.tag()) {
          case "type" -> Condition.Aspect.TYPE;
          case "subtype" -> Condition.Aspect.SUBTYPE;
          case "contenttype" -> Condition.Aspect.CONTENT_TYPE;
          case "param" -> Condition.Aspect.PARAMETERS;
          default -> Condition.Aspect.WHOLE;
        },
        parameters == null ? List.of() : parameters,
        bound.templates(0));
  }
}
