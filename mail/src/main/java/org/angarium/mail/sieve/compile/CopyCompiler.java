package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.NONE;
import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.List;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** Compiles {@code :fcc} and what goes with it (RFC 8580 §3). */
final class CopyCompiler {
  private final Scope scope;

  CopyCompiler(Scope scope) {
    this.scope = scope;
  }

  static Signature.Builder tags(Signature.Builder signature) {
    return signature
        .tag("fcc", STRING, "fcc", "fcc")
        .tag("flags", STRINGS, "flags", "imap4flags")
        .tag("create", NONE, "create", "mailbox")
        .tag("specialuse", STRING, "specialuse", "special-use")
        .tag("mailboxid", STRING, "mailboxid", "mailboxid");
  }

  /** The copy that the command asks for; null if it doesn't. */
  Step.@Nullable Copy copy(Bound bound) {
    Template mailbox = bound.template("fcc");
    if (mailbox == null) {
      for (String group : List.of("flags", "create", "specialuse", "mailboxid")) {
        Bound.Given given = bound.given(group);
        if (given != null) {
          error(given.at(), "\":" + group + "\" without \":fcc\"", "write :fcc and a mailbox");
        }
      }
      return null;
    }
    if ("".equals(mailbox.constantOrNull())) {
      error(bound.at(), "a mailbox without a name", "write its name in the quotes");
    }
    SpecialUse.check(bound, scope);
    List<Template> flags = bound.templates("flags");
    return new Step.Copy(
        mailbox,
        flags == null ? List.of() : flags,
        bound.has("create"),
        bound.template("specialuse"),
        bound.template("mailboxid"));
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
