package org.angarium.mail.sieve.compile;

import static org.angarium.mail.sieve.compile.Signature.Value.NONE;
import static org.angarium.mail.sieve.compile.Signature.Value.NUMBER;
import static org.angarium.mail.sieve.compile.Signature.Value.STRING;
import static org.angarium.mail.sieve.compile.Signature.Value.STRINGS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.sieve.action.FlagList;
import org.angarium.mail.sieve.compile.Signature.Tests;
import org.angarium.mail.sieve.match.Match;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.sieve.syntax.Diagnostics;
import org.angarium.mail.sieve.syntax.Phrase;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** Compiles tests: what each takes, and what it means. */
final class TestCompiler {
  private static final Map<String, Signature> SIGNATURES = signatures();

  private final Scope scope;
  private final MatchCompiler matches;
  private final EnvelopeTests envelopes;
  private final MetadataTests metadata;
  private final NotifyCompiler notices;

  TestCompiler(Scope scope) {
    this.scope = scope;
    this.matches = new MatchCompiler(scope);
    this.envelopes = new EnvelopeTests(scope);
    this.metadata = new MetadataTests(scope);
    this.notices = new NotifyCompiler(scope);
  }

  private static Map<String, Signature> signatures() {
    Map<String, Signature> all = new LinkedHashMap<>();
    List<Signature.Builder> builders = new ArrayList<>(core());
    builders.addAll(MetadataTests.signatures());
    builders.addAll(NotifyCompiler.tests());
    for (Signature.Builder builder : builders) {
      Signature signature = builder.build();
      all.put(signature.name(), signature);
    }
    return all;
  }

  private static List<Signature.Builder> core() {
    return List.of(
        Signature.of("true"),
        Signature.of("false"),
        Signature.of("not").tests(Tests.ONE),
        Signature.of("allof").tests(Tests.LIST),
        Signature.of("anyof").tests(Tests.LIST),
        Signature.of("ihave").extension("ihave").takes(STRINGS),
        Signature.of("exists").mime().takes(STRINGS),
        Signature.of("size")
            .tag("over", NONE, "side", null)
            .tag("under", NONE, "side", null)
            .takes(NUMBER),
        Signature.of("header").matching().index().mime().mimeOptions().takes(STRINGS, STRINGS),
        Signature.of("address").matching().addressParts().index().mime().takes(STRINGS, STRINGS),
        EnvelopeTests.signature(),
        Signature.of("string").extension("variables").matching().takes(STRINGS, STRINGS),
        Signature.of("hasflag")
            .extension("imap4flags")
            .matching()
            .takes(STRINGS, STRINGS)
            .optionalFirst(),
        Signature.of("body")
            .extension("body")
            .matching()
            .tag("raw", NONE, "transform", null)
            .tag("text", NONE, "transform", null)
            .tag("content", STRINGS, "transform", null)
            .takes(STRINGS),
        dateTest("date")
            .index()
            .tag("originalzone", NONE, "zone", null)
            .takes(STRING, STRING, STRINGS),
        dateTest("currentdate").takes(STRING, STRINGS),
        Signature.of("environment").extension("environment").matching().takes(STRING, STRINGS),
        Signature.of("mailboxexists").extension("mailbox").takes(STRINGS),
        Signature.of("mailboxidexists").extension("mailboxid").takes(STRINGS),
        Signature.of("specialuse_exists")
            .extension("special-use")
            .takes(STRING, STRINGS)
            .optionalFirst(),
        Signature.of("duplicate")
            .extension("duplicate")
            .tag("handle", STRING)
            .tag("header", STRING, "id", null)
            .tag("uniqueid", STRING, "id", null)
            .tag("seconds", NUMBER)
            .tag("last", NONE),
        Signature.of("spamtest")
            .extension("spamtest")
            .tag("percent", NONE, "percent", "spamtestplus")
            .matching()
            .takes(STRING),
        Signature.of("valid_ext_list").extension("extlists").takes(STRINGS),
        Signature.of("convert").extension("convert").takes(STRING, STRING, STRINGS),
        Signature.of("virustest").extension("virustest").matching().takes(STRING));
  }

  private static Signature.Builder dateTest(String name) {
    return Signature.of(name).extension("date").matching().tag("zone", STRING, "zone", null);
  }

  static boolean isTest(String name) {
    return SIGNATURES.containsKey(name);
  }

  /** What the test means; null after an error, which is reported. */
  @Nullable Condition compile(Phrase phrase) {
    int mark = scope.diagnostics().count();
    Set<String> outer = scope.enter();
    Condition condition = understood(phrase);
    Set<String> relied = scope.leave(outer);
    String missing = scope.putOff(mark);
    if (missing != null) {
      return new Condition.Failure(missing);
    }
    return condition == null || relied.isEmpty()
        ? condition
        : new Condition.Relying(new Reliance(phrase, relied), condition);
  }

  private @Nullable Condition understood(Phrase phrase) {
    Signature signature = SIGNATURES.get(phrase.name());
    if (signature == null) {
      unknown(phrase);
      return null;
    }
    Bound bound = Bound.bind(phrase, signature, scope);
    List<Condition> inner = new ArrayList<>(phrase.tests().size());
    for (Phrase test : phrase.tests()) {
      Condition condition = compile(test);
      if (condition != null) {
        inner.add(condition);
      }
    }
    return bound == null || inner.size() < phrase.tests().size() ? null : meaning(bound, inner);
  }

  private void unknown(Phrase phrase) {
    scope
        .diagnostics()
        .addMissing(
            phrase.at(),
            "unknown test \"" + phrase.name() + "\"",
            CommandCompiler.isCommand(phrase.name())
                ? "this is a command; it can't be a condition"
                : Diagnostics.didYouMean(
                    phrase.name(), SIGNATURES.keySet(), "use a test that is known here"));
  }

  private @Nullable Condition meaning(Bound bound, List<Condition> inner) {
    Condition ofParts = new PartTestCompiler(scope).compile(bound);
    if (ofParts != null) {
      return ofParts;
    }
    return switch (bound.phrase().name()) {
      case "true" -> new Condition.Constant(true);
      case "false" -> new Condition.Constant(false);
      case "not" -> new Condition.Not(inner.getFirst());
      case "allof" -> new Condition.AllOf(List.copyOf(inner));
      case "anyof" -> new Condition.AnyOf(List.copyOf(inner));
      case "ihave" -> iHave(bound);
      case "exists" -> new Condition.Exists(bound.templates(0));
      case "size" -> size(bound);
      case "header" ->
          new Condition.Header(match(bound, 1), matches.index(bound), bound.templates(0));
      case "address" ->
          new Condition.Address(
              match(bound, 1), matches.index(bound), matches.part(bound), bound.templates(0));
      case "envelope" -> envelopes.test(bound);
      case "string" -> new Condition.Text(match(bound, 1), bound.templates(0));
      case "hasflag" -> hasFlag(bound);
      case "body" -> body(bound);
      case "date", "currentdate" -> date(bound);
      case "environment" -> new Condition.Environment(match(bound, 1), bound.template(0));
      case "mailboxexists" -> new Condition.MailboxExists(bound.templates(0));
      case "mailboxidexists" -> new Condition.MailboxIdExists(bound.templates(0));
      case "specialuse_exists" ->
          new Condition.SpecialUseExists(
              bound.firstLeftOut() ? null : bound.template(0), bound.templates(1));
      case "duplicate" ->
          new Condition.Duplicate(
              bound.template("handle"),
              isTag(bound, "id", "header") ? bound.template("id") : null,
              isTag(bound, "id", "uniqueid") ? bound.template("id") : null,
              bound.number("seconds", -1),
              bound.has("last"));
      case "spamtest" -> new Condition.Spam(match(bound, 0), bound.has("percent"));
      case "convert" -> new Condition.Convert(PartCompiler.conversion(bound));
      case "metadata", "metadataexists", "servermetadata", "servermetadataexists" ->
          metadata.test(bound);
      case "valid_notify_method", "notify_method_capability" -> notices.test(bound);
      case "valid_ext_list" -> new Condition.ValidList(bound.templates(0));
      case "virustest" -> new Condition.Virus(match(bound, 0));
      default -> throw new IllegalStateException("a test without a meaning");
    };
  }

  /** RFC 5463 §4: known when it is compiled; extensions that are there count as required after. */
  private Condition iHave(Bound bound) {
    List<String> names = new ArrayList<>(1);
    for (Template template : bound.templates(0)) {
      String name = matches.constant(template, bound.strings(0).at(), "an extension");
      if (name == null || !scope.hasOrCanTake(name)) {
        return new Condition.Constant(false);
      }
      names.add(name);
    }
    List<String> brought = new ArrayList<>(1);
    names.forEach(name -> brought.addAll(scope.askFor(name)));
    return new Condition.IHave(List.copyOf(brought));
  }

  private Match match(Bound bound, int keys) {
    return matches.match(bound, bound.templates(keys));
  }

  private static boolean isTag(Bound bound, String group, String tag) {
    Bound.Given given = bound.given(group);
    return given != null && given.tag().equals(tag);
  }

  private @Nullable Condition size(Bound bound) {
    if (!bound.has("side")) {
      error(bound.at(), "\"size\" without a side", "write :over or :under before the number");
      return null;
    }
    return new Condition.Size(isTag(bound, "side", "over"), bound.number(0));
  }

  private Condition hasFlag(Bound bound) {
    List<Template> variables = List.of();
    if (!bound.firstLeftOut()) {
      scope.needs("variables", "a variable of flags", bound.strings(0).at());
      variables = scope.variables(bound.strings(0));
    }
    List<Template> flags = bound.templates(1);
    // An expression may have blanks in it, which part the flags otherwise.
    Match match =
        matches.match(bound, isTag(bound, "match", "regex") ? flags : FlagList.split(flags));
    return new Condition.HasFlag(match, variables);
  }

  private Condition body(Bound bound) {
    Bound.Given given = bound.given("transform");
    List<Template> types = bound.templates("transform");
    return new Condition.Body(
        match(bound, 0),
        given == null || given.tag().equals("text")
            ? Condition.Body.Transform.TEXT
            : given.tag().equals("raw")
                ? Condition.Body.Transform.RAW
                : Condition.Body.Transform.CONTENT,
        types == null ? List.of() : types);
  }

  private Condition date(Bound bound) {
    boolean current = bound.phrase().name().equals("currentdate");
    int first = current ? 0 : 1;
    Template part = bound.template(first);
    String partName = part.constantOrNull();
    if (partName != null && !DateParts.NAMES.contains(Variables.canonical(partName))) {
      error(
          bound.strings(first).at(),
          "unknown part of a date \"" + partName + "\"",
          Diagnostics.didYouMean(
              partName, DateParts.NAMES, "use one of " + String.join(", ", DateParts.NAMES)));
    }
    Condition.Index index = current ? Condition.Index.ALL : matches.index(bound);
    return new Condition.Date(
        match(bound, first + 1),
        // RFC 5260 §4: of several fields of the name it looks at the first.
        index.equals(Condition.Index.ALL) ? Condition.Index.FIRST : index,
        current ? null : bound.template(0),
        isTag(bound, "zone", "originalzone"),
        matches.zone(bound),
        part);
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
