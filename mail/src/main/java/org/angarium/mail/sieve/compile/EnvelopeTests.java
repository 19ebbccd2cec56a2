package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.sieve.syntax.Diagnostics;
import org.angarium.mail.sieve.syntax.Position;

/** Compiles {@code envelope} (RFC 5228 §5.4) with the parts of RFC 6009. */
final class EnvelopeTests {
  private final Scope scope;
  private final MatchCompiler matches;

  EnvelopeTests(Scope scope) {
    this.scope = scope;
    this.matches = new MatchCompiler(scope);
  }

  static Signature.Builder signature() {
    return Signature.of("envelope")
        .extension("envelope")
        .matching()
        .addressParts()
        .tag("zone", STRING, "zone", "envelope-deliverby")
        .takes(STRINGS, STRINGS);
  }

  Condition test(Bound bound) {
    List<Template> parts = bound.templates(0);
    Position at = bound.strings(0).at();
    for (Template part : parts) {
      String name = part.constantOrNull();
      if (name != null) {
        check(Variables.canonical(name), bound, at);
      }
    }
    return new Condition.Envelope(
        matches.match(bound, bound.templates(1)),
        matches.part(bound),
        bound.has("part"),
        matches.zone(bound),
        parts);
  }

  private void check(String name, Bound bound, Position at) {
    if (EnvelopePart.ADDRESSES.contains(name)) {
      return;
    }
    String extension = EnvelopePart.extension(name);
    if (extension == null) {
      List<String> known = new ArrayList<>(EnvelopePart.ADDRESSES);
      known.addAll(EnvelopePart.DSN);
      known.addAll(EnvelopePart.DELIVER_BY);
      scope
          .diagnostics()
          .addMissing(
              at,
              "unknown part of the envelope \"" + name + "\"",
              Diagnostics.didYouMean(name, known, "use \"from\" or \"to\""));
      return;
    }
    scope.needs(extension, "the part \"" + name + "\" of the envelope", at);
    if (bound.has("part")) {
      // RFC 6009 §4, §5: it isn't an address that could be taken apart.
      scope
          .diagnostics()
          .add(at, "a part of \"" + name + "\", which is no address", "take the part away");
    }
  }
}
