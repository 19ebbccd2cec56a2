package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.NONE;
import static org.angarium.mail.sieve.compile.Signature.Value.NUMBER;
import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.List;
import org.angarium.mail.sieve.match.HeaderText;
import org.angarium.mail.sieve.match.SieveAddress;
import org.angarium.mail.sieve.match.Template;
import org.jspecify.annotations.Nullable;

/** Compiles {@code vacation} (RFC 5230) with the arguments of RFC 6131 and RFC 8580. */
final class VacationCompiler {
  private static final long DAY = 86_400;
  private static final long MAX_DAYS = 365;

  private final Scope scope;
  private final CopyCompiler copies;

  VacationCompiler(Scope scope) {
    this.scope = scope;
    this.copies = new CopyCompiler(scope);
  }

  static Signature.Builder signature() {
    return CopyCompiler.tags(Signature.of("vacation"))
        .extension("vacation")
        .tag("days", NUMBER, "interval", null)
        .tag("seconds", NUMBER, "interval", "vacation-seconds")
        .tag("subject", STRING)
        .tag("from", STRING)
        .tag("addresses", STRINGS)
        .tag("mime", NONE)
        .tag("handle", STRING)
        .takes(STRING);
  }

  Step command(Bound bound) {
    Template from = bound.template("from");
    Template reason = bound.template(0);
    check(bound.given("from"), from, HeaderText::authorFault);
    check(bound.given("mime"), reason, HeaderText::entityFault);
    List<Template> addresses = bound.templates("addresses");
    for (Template address : addresses == null ? List.<Template>of() : addresses) {
      check(bound.given("addresses"), address, SieveAddress::fault);
    }
    return new Step.Vacation(
        seconds(bound),
        bound.template("subject"),
        from,
        addresses == null ? List.of() : addresses,
        bound.has("mime"),
        bound.template("handle"),
        reason,
        copies.copy(bound));
  }

  /** RFC 5230 §4.1, RFC 6131 §2: the site sets the bounds. */
  private static long seconds(Bound bound) {
    Bound.Given interval = bound.given("interval");
    long number = bound.number("interval", 7);
    return interval != null && interval.tag().equals("seconds")
        ? Math.min(number, MAX_DAYS * DAY)
        : Math.clamp(number, 1, MAX_DAYS) * DAY;
  }

  /** What is wrong with a value, or null. */
  private interface Check {
    @Nullable String fault(String value);
  }

  /** Complains of a value that is known now, if the tag that it goes with was given. */
  private void check(Bound.@Nullable Given tag, @Nullable Template value, Check check) {
    String constant = value == null ? null : value.constantOrNull();
    String fault = tag == null || constant == null ? null : check.fault(constant);
    if (tag != null && fault != null) {
      scope.diagnostics().add(tag.at(), fault, "see RFC 5230, sections 4.3 to 5");
    }
  }
}
