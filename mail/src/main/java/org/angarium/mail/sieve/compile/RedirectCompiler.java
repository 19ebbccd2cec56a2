package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.NONE;
import static org.angarium.mail.sieve.compile.Signature.Value.NUMBER;
import static org.angarium.mail.sieve.compile.Signature.Value.STRING;

import java.util.Locale;
import org.angarium.mail.sieve.action.DeliverBy;
import org.angarium.mail.sieve.action.DeliveryWords;
import org.angarium.mail.sieve.match.SieveAddress;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** Compiles {@code redirect} (RFC 5228 §4.2) with the arguments of RFC 3894, RFC 6009, RFC 6134. */
final class RedirectCompiler {
  private final Scope scope;
  private final MatchCompiler matches;

  RedirectCompiler(Scope scope) {
    this.scope = scope;
    this.matches = new MatchCompiler(scope);
  }

  static Signature.Builder signature() {
    return Signature.of("redirect")
        .tag("copy", NONE, "copy", "copy")
        .tag("list", NONE, "list", "extlists")
        .tag("notify", STRING, "notify", "redirect-dsn")
        .tag("ret", STRING, "ret", "redirect-dsn")
        .tag("bytimerelative", NUMBER, "bytime", "redirect-deliverby")
        .tag("bytimeabsolute", STRING, "bytime", "redirect-deliverby")
        .tag("bymode", STRING, "bymode", "redirect-deliverby")
        .tag("bytrace", NONE, "bytrace", "redirect-deliverby")
        .takes(STRING);
  }

  Step command(Bound bound) {
    Template address = bound.template(0);
    if (bound.has("list")) {
      matches.listName(address, bound.strings(0).at());
    } else {
      checkAddress(address, bound.strings(0).at());
    }
    Template notify = bound.template("notify");
    Template returned = bound.template("ret");
    check(bound, "notify", notify, DeliveryWords.notifyOn(constant(notify)) != null);
    check(bound, "ret", returned, DeliveryWords.returned(constant(returned)) != null);
    return new Step.Redirect(
        address, bound.has("copy"), bound.has("list"), notify, returned, limit(bound));
  }

  private Step.@Nullable Limit limit(Bound bound) {
    Bound.Given time = bound.given("bytime");
    if (time == null) {
      for (String tag : new String[] {"bymode", "bytrace"}) {
        Bound.Given given = bound.given(tag);
        if (given != null) {
          error(given.at(), "\":" + tag + "\" without a time", "write :bytimerelative before it");
        }
      }
      return null;
    }
    Template absolute = bound.template("bytime");
    check(bound, "bytime", absolute, DeliveryWords.time(constant(absolute)) != null);
    Template word = bound.template("bymode");
    DeliverBy.Mode mode = DeliveryWords.mode(constant(word));
    check(bound, "bymode", word, mode != null);
    // RFC 6009 §7: a message that is late goes back unless the script says otherwise.
    mode = mode == null ? DeliverBy.Mode.RETURN : mode;
    if (word != null && word.constantOrNull() == null) {
      error(bound.at(), "\":bymode\" can't have variables in it", "write it out");
    }
    return new Step.Limit(bound.number("bytime", 0), absolute, mode, bound.has("bytrace"));
  }

  private static String constant(@Nullable Template template) {
    String constant = template == null ? null : template.constantOrNull();
    return constant == null ? "" : constant.toUpperCase(Locale.ROOT);
  }

  /** Complains if the value is known now and is none that can be. */
  private void check(Bound bound, String group, @Nullable Template value, boolean good) {
    Bound.Given given = bound.given(group);
    if (value != null && value.constantOrNull() != null && !good && given != null) {
      error(
          given.at(),
          "\":" + given.tag() + "\" with \"" + value.constantOrNull() + "\"",
          "see RFC 6009, sections 6 and 7");
    }
  }

  private void checkAddress(Template address, Position at) {
    String constant = address.constantOrNull();
    String fault = constant == null ? null : SieveAddress.fault(constant);
    if (fault != null) {
      error(at, fault, "write it as name@example.org");
    }
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
