package org.angarium.mail.sieve.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.mail.sieve.match.AddressPart;
import org.angarium.mail.sieve.match.Collation;
import org.angarium.mail.sieve.match.Match;
import org.angarium.mail.sieve.match.Regex;
import org.angarium.mail.sieve.match.RegexSyntaxException;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.sieve.syntax.Diagnostics;
import org.angarium.mail.sieve.syntax.Phrase.Strings;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** Compiles the arguments that say how to compare: match type, comparator, address part, index. */
final class MatchCompiler {
  private static final Map<String, Match.Relation> RELATIONS =
      Map.of(
          "gt", Match.Relation.GT,
          "ge", Match.Relation.GE,
          "lt", Match.Relation.LT,
          "le", Match.Relation.LE,
          "eq", Match.Relation.EQ,
          "ne", Match.Relation.NE);

  private final Scope scope;

  MatchCompiler(Scope scope) {
    this.scope = scope;
  }

  /** How the test compares with {@code keys}; errors are reported and something returned. */
  Match match(Bound bound, List<Template> keys) {
    Collation collation = collation(bound);
    Bound.Given given = bound.given("match");
    String tag = given == null ? "is" : given.tag();
    Match.Type type =
        switch (tag) {
          case "contains" -> Match.Type.CONTAINS;
          case "matches" -> Match.Type.MATCHES;
          case "regex" -> Match.Type.REGEX;
          case "list" -> Match.Type.LIST;
          case "count" -> Match.Type.COUNT;
          case "value" -> Match.Type.VALUE;
          default -> Match.Type.IS;
        };
    if (given != null
        && collation == Collation.ASCII_NUMERIC
        && (type == Match.Type.CONTAINS
            || type == Match.Type.MATCHES
            || type == Match.Type.REGEX)) {
      error(
          given.at(),
          "numbers can't be compared by \":" + tag + "\"",
          "use :is, :count or :value with the comparator \"i;ascii-numeric\"");
    }
    if (given != null && type == Match.Type.LIST) {
      lists(bound, given, keys);
    }
    Match.Relation relation = Match.Relation.EQ;
    if (given != null && given.value() instanceof Strings strings) {
      String name = strings.texts().getFirst().value().toLowerCase(Locale.ROOT);
      Match.Relation found = RELATIONS.get(name);
      if (found == null) {
        error(
            given.value().at(),
            "unknown relation \"" + name + "\"",
            "use one of \"gt\", \"ge\", \"lt\", \"le\", \"eq\" and \"ne\"");
      } else {
        relation = found;
      }
    }
    return type == Match.Type.REGEX
        ? regex(bound, collation, keys)
        : Match.of(type, relation, collation, keys);
  }

  private void lists(Bound bound, Bound.Given given, List<Template> names) {
    if (bound.has("comparator")) {
      // RFC 6134 §2.2: lists compare in their own way.
      error(given.at(), "\":list\" with a comparator", "take one of them away");
    }
    for (Template name : names) {
      listName(name, given.at());
    }
  }

  /** Complains of the name of a list that is known now and can't be one. */
  void listName(Template name, Position at) {
    String constant = name.constantOrNull();
    if (constant != null && ListName.canonical(constant) == null) {
      error(
          at,
          "\"" + Variables.cut(constant, 100) + "\" is no name of a list",
          "write a URI, such as \":addrbook:default\"");
    }
  }

  private Match regex(Bound bound, Collation collation, List<Template> texts) {
    List<Match.Key> keys = new ArrayList<>(texts.size());
    for (Template text : texts) {
      String constant = text.constantOrNull();
      Regex regex = null;
      if (constant != null) {
        try {
          regex = Regex.compile(constant, collation, scope.limits().regexSize());
        } catch (RegexSyntaxException wrong) {
          error(
              bound.at(),
              "the regular expression \""
                  + Variables.cut(constant, 100)
                  + "\" has "
                  + wrong.getMessage(),
              "write it as POSIX has extended ones; in a string a backslash is written twice");
        }
      }
      keys.add(new Match.Key(text, null, null, regex));
    }
    return new Match(Match.Type.REGEX, Match.Relation.EQ, collation, List.copyOf(keys));
  }

  private Collation collation(Bound bound) {
    Bound.Given given = bound.given("comparator");
    if (given == null || !(given.value() instanceof Strings strings)) {
      return Collation.ASCII_CASEMAP;
    }
    String name = strings.texts().getFirst().value();
    Collation found = Collation.named(name);
    if (found == null) {
      scope
          .diagnostics()
          .addMissing(
              given.value().at(),
              "unknown comparator \"" + name + "\"",
              Diagnostics.didYouMean(
                  name,
                  List.of("i;octet", "i;ascii-casemap", "i;ascii-numeric", "i;unicode-casemap"),
                  "use i;octet, i;ascii-casemap, i;ascii-numeric or i;unicode-casemap"));
      return Collation.ASCII_CASEMAP;
    }
    if (found == Collation.ASCII_NUMERIC || found == Collation.UNICODE_CASEMAP) {
      // RFC 5228 §2.7.3: the other two are always there.
      scope.needs("comparator-" + name, "the comparator \"" + name + "\"", given.at());
    }
    return found;
  }

  AddressPart part(Bound bound) {
    Bound.Given given = bound.given("part");
    return switch (given == null ? "all" : given.tag()) {
      case "localpart" -> AddressPart.LOCALPART;
      case "domain" -> AddressPart.DOMAIN;
      case "user" -> AddressPart.USER;
      case "detail" -> AddressPart.DETAIL;
      default -> AddressPart.ALL;
    };
  }

  Condition.Index index(Bound bound) {
    Bound.Given given = bound.given("index");
    Bound.Given last = bound.given("last");
    if (given == null) {
      if (last != null) {
        error(last.at(), "\":last\" without \":index\"", "write :index and a number with it");
      }
      return Condition.Index.ALL;
    }
    return new Condition.Index(number(bound, given), last != null);
  }

  /** The number of {@code :index}, which counts from 1; no header has as many as there are ints. */
  int number(Bound bound, Bound.Given given) {
    long number = bound.number("index", 1);
    if (number < 1) {
      error(given.at(), "\":index\" counts from 1", "use a number from 1 on");
      return 1;
    }
    return (int) Math.min(number, Integer.MAX_VALUE);
  }

  /** What {@code :zone} says; null if it wasn't given. */
  @Nullable Template zone(Bound bound) {
    Bound.Given given = bound.given("zone");
    Template zone = bound.template("zone");
    String constant = zone == null ? null : zone.constantOrNull();
    if (given != null && constant != null && DateParts.zone(constant) == null) {
      error(
          given.at(),
          "\"" + constant + "\" is no zone",
          "write its distance from UTC with four digits, as in \"+0100\"");
    }
    return zone;
  }

  /** A string that must be known when the script is compiled, or null, which is reported. */
  @Nullable String constant(Template template, Position at, String what) {
    String constant = template.constantOrNull();
    if (constant == null) {
      error(at, what + " can't have variables in it", "write it out");
    }
    return constant;
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
