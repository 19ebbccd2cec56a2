package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.List;
import org.angarium.mail.sieve.action.MailtoUri;
import org.angarium.mail.sieve.match.SieveAddress;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** Compiles {@code notify} and what asks about it (RFC 5435). */
public final class NotifyCompiler {
  private final Scope scope;
  private final MatchCompiler matches;
  private final CopyCompiler copies;

  NotifyCompiler(Scope scope) {
    this.scope = scope;
    this.matches = new MatchCompiler(scope);
    this.copies = new CopyCompiler(scope);
  }

  static Signature.Builder command() {
    return CopyCompiler.tags(
        Signature.of("notify")
            .extension("enotify")
            .tag("from", STRING)
            .tag("importance", STRING)
            .tag("options", STRINGS)
            .tag("message", STRING)
            .takes(STRING));
  }

  static List<Signature.Builder> tests() {
    return List.of(
        Signature.of("valid_notify_method").extension("enotify").takes(STRINGS),
        Signature.of("notify_method_capability")
            .extension("enotify")
            .matching()
            .takes(STRING, STRING, STRINGS));
  }

  Step command(Bound bound) {
    check(bound.template("importance"), bound, "importance", NotifyCompiler::importanceFault);
    check(bound.template("from"), bound, "from", SieveAddress::fault);
    List<Template> options = bound.templates("options");
    if (options != null) {
      options.forEach(option -> check(option, bound, "options", NotifyCompiler::optionFault));
    }
    String method = bound.template(0).constantOrNull();
    String fault = method == null ? null : methodFault(method);
    // RFC 5435 §3.2: other schemes are errors of the run, for the script may ask before it comes
    // here.
    if (method != null && fault != null && MailtoUri.hasScheme(method)) {
      error(bound.strings(0).at(), fault, "write \"mailto:\" and an address");
    }
    return new Step.Notify(
        bound.template("from"),
        bound.template("importance"),
        options == null ? List.of() : options,
        bound.template("message"),
        bound.template(0),
        copies.copy(bound));
  }

  Condition test(Bound bound) {
    return bound.phrase().name().equals("valid_notify_method")
        ? new Condition.ValidNotifyMethod(bound.templates(0))
        : new Condition.NotifyMethodCapability(
            matches.match(bound, bound.templates(2)), bound.template(0), bound.template(1));
  }

  /** What is wrong with a value, or null. */
  private interface Check {
    @Nullable String fault(String value);
  }

  private void check(@Nullable Template value, Bound bound, String tag, Check check) {
    String constant = value == null ? null : value.constantOrNull();
    String fault = constant == null ? null : check.fault(constant);
    Bound.Given given = bound.given(tag);
    if (fault != null && given != null) {
      error(given.at(), fault, "see RFC 5435, section 3");
    }
  }

  /** What is wrong with an importance (RFC 5435 §3.4); null if nothing is. */
  public static @Nullable String importanceFault(String importance) {
    return List.of("1", "2", "3").contains(importance)
        ? null
        : "\":importance\" that isn't \"1\", \"2\" or \"3\"";
  }

  /** RFC 5435 §3.5: {@code name=value}. */
  public static @Nullable String optionFault(String option) {
    int equals = option.indexOf('=');
    boolean good = equals > 0;
    for (int i = 0; i < equals; i++) {
      char c = option.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      good &= plain || (i > 0 && ".-_".indexOf(c) >= 0);
    }
    good &= option.indexOf('\0') < 0 && option.indexOf('\n') < 0 && option.indexOf('\r') < 0;
    return good ? null : "\"" + Variables.cut(option, 100) + "\" is no option with a value";
  }

  /** What is wrong with the URI of a method (RFC 5435 §3.1); null if nothing is. */
  public static @Nullable String methodFault(String method) {
    return MailtoUri.parse(method) == null
        ? "\"" + Variables.cut(method, 100) + "\" is no way to notify somebody here"
        : null;
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
