package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.List;
import org.angarium.mail.sieve.match.Template;

/** Compiles the tests of annotations (RFC 5490 §3.3 to §4.2). */
final class MetadataTests {
  private final MatchCompiler matches;

  MetadataTests(Scope scope) {
    this.matches = new MatchCompiler(scope);
  }

  static List<Signature.Builder> signatures() {
    return List.of(
        Signature.of("metadata")
            .extension("mboxmetadata")
            .matching()
            .takes(STRING, STRING, STRINGS),
        Signature.of("metadataexists").extension("mboxmetadata").takes(STRING, STRINGS),
        Signature.of("servermetadata")
            .extension("servermetadata")
            .matching()
            .takes(STRING, STRINGS),
        Signature.of("servermetadataexists").extension("servermetadata").takes(STRINGS));
  }

  /** The server's annotations have no mailbox before them. */
  Condition test(Bound bound) {
    String name = bound.phrase().name();
    int first = name.startsWith("server") ? 0 : 1;
    Template mailbox = first == 0 ? null : bound.template(0);
    return name.endsWith("exists")
        ? new Condition.MetadataExists(mailbox, bound.templates(first))
        : new Condition.Metadata(
            matches.match(bound, bound.templates(first + 1)), mailbox, bound.template(first));
  }
}
