package org.angarium.mail.sieve.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.sieve.syntax.Phrase;
import org.jspecify.annotations.Nullable;

/** Reads tests as conditions of rules. */
final class RuleTestReader {
  private static final List<String> TYPES =
      List.of("is", "contains", "matches", "regex", "count", "value");
  private static final List<String> PARTS = List.of("all", "localpart", "domain", "user", "detail");
  private static final List<String> TRANSFORMS = List.of("text", "raw", "content");
  private static final Set<String> MATCH_PLAIN = Set.of("is", "contains", "matches", "regex");
  private static final Set<String> MATCH_VALUED = Set.of("count", "value", "comparator");

  private RuleTestReader() {}

  static RuleTest test(Phrase phrase) throws BeyondRules {
    if (phrase.name().equals("not")) {
      if (phrase.tests().size() != 1 || phrase.testList() || !phrase.arguments().isEmpty()) {
        throw new BeyondRules("not a plain negation");
      }
      RuleTest inner = test(phrase.tests().getFirst());
      if (inner instanceof RuleTest.Not) {
        throw new BeyondRules("a negated negation");
      }
      return new RuleTest.Not(inner);
    }
    if (!phrase.tests().isEmpty()) {
      throw new BeyondRules("tests in tests");
    }
    return switch (phrase.name()) {
      case "header" -> {
        Arguments given = matching(phrase, Set.of(), Set.of(), 2);
        yield new RuleTest.Header(match(given), given.strings(0), given.strings(1));
      }
      case "address" -> {
        Arguments given = matching(phrase, Set.copyOf(PARTS), Set.of(), 2);
        yield new RuleTest.Address(match(given), part(given), given.strings(0), given.strings(1));
      }
      case "envelope" -> {
        Arguments given = matching(phrase, Set.copyOf(PARTS), Set.of(), 2);
        yield new RuleTest.Envelope(match(given), part(given), given.strings(0), given.strings(1));
      }
      case "exists" -> new RuleTest.Exists(new Arguments(phrase, Set.of(), Set.of(), 1).strings(0));
      case "size" -> size(phrase);
      case "body" -> body(phrase);
      case "date", "currentdate" -> date(phrase);
      case "spamtest" -> {
        Arguments given = matching(phrase, Set.of("percent"), Set.of(), 1);
        yield new RuleTest.Spam(match(given), given.has("percent"), given.string(0));
      }
      case "virustest" -> {
        Arguments given = matching(phrase, Set.of(), Set.of(), 1);
        yield new RuleTest.Virus(match(given), given.string(0));
      }
      default -> throw new BeyondRules("another test");
    };
  }

  private static Arguments matching(Phrase phrase, Set<String> plain, Set<String> valued, int count)
      throws BeyondRules {
    Set<String> allPlain = new HashSet<>(plain);
    allPlain.addAll(MATCH_PLAIN);
    Set<String> allValued = new HashSet<>(valued);
    allValued.addAll(MATCH_VALUED);
    return new Arguments(phrase, allPlain, allValued, count);
  }

  private static RuleMatch match(Arguments given) throws BeyondRules {
    String tag = given.oneOf(TYPES);
    RuleMatch.Type type =
        tag == null ? RuleMatch.Type.IS : RuleMatch.Type.valueOf(tag.toUpperCase(Locale.ROOT));
    String relation = type.hasRelation() && tag != null ? orEmpty(given.string(tag)) : "";
    if (type.hasRelation() == relation.isEmpty()) {
      throw new BeyondRules("an empty relation");
    }
    return new RuleMatch(type, relation, orEmpty(given.string("comparator")));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static RuleTest.Part part(Arguments given) throws BeyondRules {
    String tag = given.oneOf(PARTS);
    return tag == null ? RuleTest.Part.ALL : RuleTest.Part.valueOf(tag.toUpperCase(Locale.ROOT));
  }

  private static RuleTest size(Phrase phrase) throws BeyondRules {
    Arguments given = new Arguments(phrase, Set.of("over", "under"), Set.of(), 1);
    String side = given.oneOf(List.of("over", "under"));
    if (side == null || given.number(0) > Integer.MAX_VALUE * 1024L) {
      throw new BeyondRules("a size without a side, or beyond all bounds");
    }
    return new RuleTest.Size(side.equals("over"), given.number(0));
  }

  private static RuleTest body(Phrase phrase) throws BeyondRules {
    Arguments given = matching(phrase, Set.of("text", "raw"), Set.of("content"), 1);
    String tag = given.oneOf(TRANSFORMS);
    return new RuleTest.Body(
        match(given),
        tag == null
            ? RuleTest.Transform.TEXT
            : RuleTest.Transform.valueOf(tag.toUpperCase(Locale.ROOT)),
        given.strings("content"),
        given.strings(0));
  }

  private static RuleTest date(Phrase phrase) throws BeyondRules {
    boolean current = phrase.name().equals("currentdate");
    Arguments given =
        matching(
            phrase, current ? Set.of() : Set.of("originalzone"), Set.of("zone"), current ? 2 : 3);
    String zoneTag = given.oneOf(List.of("zone", "originalzone"));
    String zone = "originalzone".equals(zoneTag) ? "original" : orEmpty(given.string("zone"));
    String header = current ? "" : given.string(0);
    if ((zoneTag != null && zone.isEmpty())
        || ("zone".equals(zoneTag) && zone.equals("original"))
        || (!current && header.isEmpty())) {
      throw new BeyondRules("an empty zone or field name");
    }
    int part = current ? 0 : 1;
    return new RuleTest.Date(
        match(given), header, zone, given.string(part), given.strings(part + 1));
  }
}
