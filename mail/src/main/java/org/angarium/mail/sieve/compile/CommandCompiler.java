package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.NONE;
import static org.angarium.mail.sieve.compile.Signature.Value.NUMBER;
import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.angarium.mail.sieve.compile.Signature.Tests;
import org.angarium.mail.sieve.match.HeaderText;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.syntax.Diagnostics;
import org.angarium.mail.sieve.syntax.Phrase;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** Compiles commands: what each takes, and what it means. */
final class CommandCompiler {
  private static final Map<String, Signature> SIGNATURES = signatures();

  private final Scope scope;
  private final TestCompiler tests;
  private final MatchCompiler matches;
  private final PartCompiler parts;
  private final IncludeCommands includes;
  private final RedirectCompiler redirects;
  private final NotifyCompiler notices;
  private final VacationCompiler vacations;

  CommandCompiler(Scope scope) {
    this.scope = scope;
    this.tests = new TestCompiler(scope);
    this.matches = new MatchCompiler(scope);
    this.parts = new PartCompiler(scope);
    this.includes = new IncludeCommands(scope);
    this.redirects = new RedirectCompiler(scope);
    this.notices = new NotifyCompiler(scope);
    this.vacations = new VacationCompiler(scope);
  }

  private static Map<String, Signature> signatures() {
    Map<String, Signature> all = new LinkedHashMap<>();
    List<Signature.Builder> builders = new ArrayList<>(core());
    builders.addAll(IncludeCommands.signatures());
    builders.addAll(PartCompiler.signatures());
    for (Signature.Builder builder : builders) {
      Signature signature = builder.build();
      all.put(signature.name(), signature);
    }
    return all;
  }

  private static List<Signature.Builder> core() {
    return List.of(
        Signature.of("require").takes(STRINGS),
        Signature.of("if").tests(Tests.ONE).block(),
        Signature.of("elsif").tests(Tests.ONE).block(),
        Signature.of("else").block(),
        Signature.of("stop"),
        Signature.of("error").extension("ihave").takes(STRING),
        Signature.of("discard"),
        Signature.of("keep").tag("flags", STRINGS, "flags", "imap4flags"),
        Signature.of("fileinto")
            .extension("fileinto")
            .tag("flags", STRINGS, "flags", "imap4flags")
            .tag("copy", NONE, "copy", "copy")
            .tag("create", NONE, "create", "mailbox")
            .tag("specialuse", STRING, "specialuse", "special-use")
            .tag("mailboxid", STRING, "mailboxid", "mailboxid")
            .takes(STRING),
        RedirectCompiler.signature(),
        NotifyCompiler.command(),
        Signature.of("reject").extension("reject").takes(STRING),
        Signature.of("ereject").extension("ereject").takes(STRING),
        VacationCompiler.signature(),
        Signature.of("set").extension("variables").modifiers().takes(STRING, STRING),
        flags("setflag"),
        flags("addflag"),
        flags("removeflag"),
        Signature.of("addheader").extension("editheader").tag("last", NONE).takes(STRING, STRING),
        Signature.of("deleteheader")
            .extension("editheader")
            .matching()
            .tag("index", NUMBER)
            .tag("last", NONE)
            .takes(STRING, STRINGS)
            .optionalLast());
  }

  private static Signature.Builder flags(String name) {
    return Signature.of(name).extension("imap4flags").takes(STRING, STRINGS).optionalFirst();
  }

  static boolean isCommand(String name) {
    return SIGNATURES.containsKey(name);
  }

  /** The commands of a block or of the whole script. */
  List<Step> block(List<Phrase> phrases, boolean top) {
    List<Step> steps = new ArrayList<>(phrases.size());
    boolean requiresOver = !top;
    List<Step.Branch> chain = null;
    for (Phrase phrase : phrases) {
      if (phrase.name().equals("require")) {
        require(phrase, requiresOver);
        chain = null;
        continue;
      }
      requiresOver = true;
      switch (phrase.name()) {
        case "if" -> {
          chain = new ArrayList<>(2);
          branch(phrase, chain);
          steps.add(new Step.If(chain));
        }
        case "elsif", "else" -> {
          if (chain == null) {
            error(
                phrase.at(),
                "\"" + phrase.name() + "\" without an \"if\" right before it",
                phrase.name().equals("elsif") ? "write if" : "take it away");
          }
          branch(phrase, chain == null ? new ArrayList<>() : chain);
          chain = phrase.name().equals("else") ? null : chain;
        }
        default -> {
          chain = null;
          Step step = command(phrase);
          if (step != null) {
            steps.add(step);
          }
        }
      }
    }
    return steps;
  }

  private void require(Phrase phrase, boolean late) {
    if (late) {
      error(phrase.at(), "\"require\" after other commands", "move it to the top of the script");
    }
    Bound bound = Bound.bind(phrase, Objects.requireNonNull(SIGNATURES.get("require")), scope);
    if (bound == null) {
      return;
    }
    for (Phrase.Text text : bound.strings(0).texts()) {
      if (scope.offers(text.value())) {
        scope.require(text.value());
      } else if (scope.rival(text.value()) != null) {
        error(
            text.at(),
            "the extensions \"" + text.value() + "\" and \"" + scope.rival(text.value()) + "\"",
            "keep one of them; nothing is delivered when a script runs on what IMAP does");
      } else {
        error(
            text.at(),
            "the extension \"" + text.value() + "\" isn't there",
            Diagnostics.didYouMean(text.value(), scope.offered(), "do without what it brings"));
      }
    }
  }

  private void branch(Phrase phrase, List<Step.Branch> chain) {
    Bound bound = Bound.bind(phrase, Objects.requireNonNull(SIGNATURES.get(phrase.name())), scope);
    Condition condition = new Condition.Constant(true);
    for (Phrase test : phrase.tests()) {
      Condition compiled = tests.compile(test);
      condition = compiled == null ? condition : compiled;
    }
    List<Step> steps = phrase.block() == null ? List.of() : block(phrase.block(), false);
    if (bound != null) {
      chain.add(new Step.Branch(condition, List.copyOf(steps)));
    }
  }

  private @Nullable Step command(Phrase phrase) {
    int mark = scope.diagnostics().count();
    Set<String> outer = scope.enter();
    Step step = understood(phrase);
    Set<String> relied = scope.leave(outer);
    String missing = scope.putOff(mark);
    if (missing != null) {
      return new Step.Failure(Template.constant(missing));
    }
    return step == null || relied.isEmpty()
        ? step
        : new Step.Relying(new Reliance(phrase, relied), step);
  }

  private @Nullable Step understood(Phrase phrase) {
    Signature signature = SIGNATURES.get(phrase.name());
    if (signature == null) {
      scope
          .diagnostics()
          .addMissing(
              phrase.at(),
              "unknown command \"" + phrase.name() + "\"",
              TestCompiler.isTest(phrase.name())
                  ? "this is a test; write if before it"
                  : Diagnostics.didYouMean(
                      phrase.name(), SIGNATURES.keySet(), "use a command that is known here"));
      for (Phrase test : phrase.tests()) {
        tests.compile(test);
      }
      if (phrase.block() != null) {
        block(phrase.block(), false);
      }
      return null;
    }
    Bound bound = Bound.bind(phrase, signature, scope);
    if (phrase.name().equals("foreverypart")) {
      return parts.loop(phrase, bound, this);
    }
    return bound == null ? null : meaning(bound);
  }

  private @Nullable Step meaning(Bound bound) {
    return switch (bound.phrase().name()) {
      case "stop" -> new Step.Stop();
      case "error" -> new Step.Failure(bound.template(0));
      case "include" -> includes.include(bound);
      case "return" -> new Step.Return();
      case "global" -> {
        includes.global(bound);
        yield null;
      }
      case "discard" -> new Step.Discard();
      case "keep" -> new Step.Keep(bound.templates("flags"));
      case "fileinto" -> fileInto(bound);
      case "redirect" -> redirects.command(bound);
      case "notify" -> notices.command(bound);
      case "reject" -> new Step.Reject(bound.template(0), false);
      case "ereject" -> new Step.Reject(bound.template(0), true);
      case "vacation" -> vacations.command(bound);
      case "set" -> set(bound);
      case "setflag" -> flags(bound, Step.Flags.Operation.SET);
      case "addflag" -> flags(bound, Step.Flags.Operation.ADD);
      case "removeflag" -> flags(bound, Step.Flags.Operation.REMOVE);
      case "addheader" -> addHeader(bound);
      case "deleteheader" -> deleteHeader(bound);
      default -> parts.meaning(bound);
    };
  }

  private Step fileInto(Bound bound) {
    Template mailbox = bound.template(0);
    if ("".equals(mailbox.constantOrNull())) {
      error(bound.strings(0).at(), "a mailbox without a name", "write its name in the quotes");
    }
    SpecialUse.check(bound, scope);
    return new Step.FileInto(
        mailbox,
        bound.templates("flags"),
        bound.has("copy"),
        bound.has("create"),
        bound.template("specialuse"),
        bound.template("mailboxid"));
  }

  private @Nullable Step set(Bound bound) {
    String name = bound.strings(0).texts().getFirst().value();
    if (!scope.isVariable(name)) {
      error(
          bound.strings(0).at(),
          "\"" + name + "\" can't be set",
          "name a variable by letters, digits and underscores, a letter first");
      return null;
    }
    Template value = bound.template(1);
    String constant = value.constantOrNull();
    if (constant != null && constant.length() > scope.limits().valueLength()) {
      // RFC 5229 §6: what is found out only by a run is cut off instead.
      error(
          bound.strings(1).at(),
          "a value of " + constant.length() + " characters",
          "at most " + scope.limits().valueLength() + " are kept in a variable");
    }
    return new Step.Set(scope.assigned(name), modifiers(bound), value);
  }

  /** The modifiers given, in the order in which they apply. */
  static List<Step.Modifier> modifiers(Bound bound) {
    List<Step.Modifier> modifiers = new ArrayList<>(2);
    for (String group : List.of("case", "first letter", "quote", "encode", "length")) {
      Bound.Given given = bound.given(group);
      if (given != null) {
        modifiers.add(Step.Modifier.valueOf(given.tag().toUpperCase(Locale.ROOT)));
      }
    }
    modifiers.sort(Comparator.comparingInt(Step.Modifier::precedence).reversed());
    return List.copyOf(modifiers);
  }

  private Step flags(Bound bound, Step.Flags.Operation operation) {
    String variable = null;
    if (!bound.firstLeftOut()) {
      scope.needs("variables", "a variable of flags", bound.strings(0).at());
      String name = bound.strings(0).texts().getFirst().value();
      if (!scope.isVariable(name)) {
        error(bound.strings(0).at(), "\"" + name + "\" is no variable", "write a variable's name");
      }
      variable = scope.assigned(name);
    }
    return new Step.Flags(operation, variable, bound.templates(1));
  }

  private Step addHeader(Bound bound) {
    return new Step.AddHeader(fieldName(bound), bound.template(1), bound.has("last"));
  }

  private Template fieldName(Bound bound) {
    Template name = bound.template(0);
    String constant = name.constantOrNull();
    if (constant != null && !HeaderText.isFieldName(constant)) {
      error(bound.strings(0).at(), "\"" + constant + "\" is no field name", "use letters and -");
    }
    return name;
  }

  private Step deleteHeader(Bound bound) {
    Bound.Given index = bound.given("index");
    Bound.Given last = bound.given("last");
    if (last != null && index == null) {
      error(last.at(), "\":last\" without \":index\"", "write :index and a number with it");
    }
    return new Step.DeleteHeader(
        fieldName(bound),
        index == null ? 0 : matches.number(bound, index),
        last != null,
        bound.lastLeftOut() ? null : matches.match(bound, bound.templates(1)));
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
