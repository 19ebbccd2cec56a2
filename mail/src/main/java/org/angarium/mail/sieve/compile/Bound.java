package org.angarium.mail.sieve.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.angarium.mail.sieve.compile.Signature.TagRule;
import org.angarium.mail.sieve.compile.Signature.Value;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.syntax.Diagnostics;
import org.angarium.mail.sieve.syntax.Phrase;
import org.angarium.mail.sieve.syntax.Phrase.Argument;
import org.angarium.mail.sieve.syntax.Phrase.Strings;
import org.angarium.mail.sieve.syntax.Position;
import org.jspecify.annotations.Nullable;

/** A phrase whose arguments fit its signature. */
final class Bound {
  /** A tag that was given, by its group; its value is null if it takes none. */
  record Given(String tag, @Nullable Argument value, Position at) {}

  private final Phrase phrase;
  private final Scope scope;
  private final Map<String, Given> tags = new HashMap<>();
  private final List<Argument> positional = new ArrayList<>(2);
  private boolean firstLeftOut;
  private boolean lastLeftOut;

  private Bound(Phrase phrase, Scope scope) {
    this.phrase = phrase;
    this.scope = scope;
  }

  /** Fits the arguments; null when they don't, which is reported. */
  static @Nullable Bound bind(Phrase phrase, Signature signature, Scope scope) {
    int errors = scope.diagnostics().count();
    Bound bound = new Bound(phrase, scope);
    if (signature.extension() != null) {
      scope.needs(signature.extension(), "\"" + phrase.name() + "\"", phrase.at());
    }
    bound.arguments(signature);
    bound.shape(signature);
    return scope.diagnostics().count() > errors ? null : bound;
  }

  private void arguments(Signature signature) {
    List<Argument> arguments = phrase.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      if (!(arguments.get(i) instanceof Phrase.Tag tag)) {
        positional.add(arguments.get(i));
        continue;
      }
      TagRule rule = signature.tags().get(tag.name());
      if (rule == null) {
        scope
            .diagnostics()
            .addMissing(
                tag.at(),
                "\"" + phrase.name() + "\" has no argument \":" + tag.name() + "\"",
                Diagnostics.didYouMean(tag.name(), signature.tags().keySet(), "take it away"));
        continue;
      }
      if (rule.extension() != null) {
        scope.needs(rule.extension(), "\":" + tag.name() + "\"", tag.at());
      }
      Argument value = null;
      if (rule.value() != Value.NONE) {
        value = i + 1 < arguments.size() ? arguments.get(i + 1) : null;
        if (value == null || !fits(value, rule.value())) {
          error(
              tag.at(),
              "\":" + tag.name() + "\" without its value",
              "write " + rule.value().shown() + " after it");
          if (value instanceof Phrase.Tag) {
            continue;
          }
        }
        i++;
      }
      if (tags.put(rule.group(), new Given(tag.name(), value, tag.at())) != null) {
        error(tag.at(), "\":" + tag.name() + "\" after another of its kind", "keep one of them");
      }
    }
    positional(signature);
  }

  private void positional(Signature signature) {
    List<Value> wanted = signature.positional();
    boolean oneLeftOut = positional.size() == wanted.size() - 1;
    firstLeftOut = signature.optionalFirst() && oneLeftOut;
    lastLeftOut = signature.optionalLast() && oneLeftOut;
    int offset = firstLeftOut ? 1 : 0;
    if (positional.size() + offset + (lastLeftOut ? 1 : 0) != wanted.size()) {
      StringBuilder shown = new StringBuilder();
      for (Value value : wanted) {
        shown.append(shown.isEmpty() ? "" : ", then ").append(value.shown());
      }
      error(
          phrase.at(),
          "\""
              + phrase.name()
              + "\" with "
              + positional.size()
              + (positional.size() == 1 ? " argument" : " arguments"),
          "it takes " + (shown.isEmpty() ? "none" : shown));
      return;
    }
    for (int i = 0; i < positional.size(); i++) {
      Value value = wanted.get(i + offset);
      if (!fits(positional.get(i), value)) {
        error(
            positional.get(i).at(),
            "argument " + (i + 1) + " of \"" + phrase.name() + "\" is of the wrong kind",
            "write " + value.shown());
      }
    }
  }

  private void shape(Signature signature) {
    int tests = phrase.tests().size();
    switch (signature.tests()) {
      case NONE -> {
        if (tests > 0) {
          error(
              phrase.tests().getFirst().at(),
              "\"" + phrase.name() + "\" takes no test",
              "take it away, or end the command before it with a semicolon");
        }
      }
      case ONE -> {
        if (tests != 1 || phrase.testList()) {
          error(
              phrase.at(),
              "\"" + phrase.name() + "\" takes exactly one test",
              "use allof (...) or anyof (...) for several");
        }
      }
      case LIST -> {
        if (!phrase.testList()) {
          error(
              phrase.at(),
              "\"" + phrase.name() + "\" takes a list of tests",
              "write them in parentheses with commas between");
        }
      }
    }
    if (signature.block() && phrase.block() == null) {
      error(phrase.at(), "\"" + phrase.name() + "\" without a block", "write commands in braces");
    } else if (!signature.block() && phrase.block() != null) {
      error(
          phrase.at(),
          "\"" + phrase.name() + "\" takes no block",
          "write a semicolon in place of the braces");
    }
  }

  private static boolean fits(Argument argument, Value value) {
    return switch (value) {
      case NONE -> false;
      case NUMBER -> argument instanceof Phrase.Amount;
      case STRING -> argument instanceof Strings strings && !strings.bracketed();
      case STRINGS -> argument instanceof Strings;
    };
  }

  Phrase phrase() {
    return phrase;
  }

  Position at() {
    return phrase.at();
  }

  @Nullable Given given(String group) {
    return tags.get(group);
  }

  boolean has(String group) {
    return tags.containsKey(group);
  }

  /** Whether the optional first argument was left out. */
  boolean firstLeftOut() {
    return firstLeftOut;
  }

  /** Whether the optional last argument was left out. */
  boolean lastLeftOut() {
    return lastLeftOut;
  }

  /** The value of a tag, or null. */
  @Nullable Template template(String group) {
    Given given = tags.get(group);
    return given != null && given.value() instanceof Strings strings
        ? scope.template(strings.texts().getFirst())
        : null;
  }

  /** The values of a tag, or null. */
  @Nullable List<Template> templates(String group) {
    Given given = tags.get(group);
    return given != null && given.value() instanceof Strings strings
        ? scope.templates(strings)
        : null;
  }

  /** The value of a tag; {@code absent} if it wasn't given. */
  long number(String group, long absent) {
    Given given = tags.get(group);
    return given != null && given.value() instanceof Phrase.Amount number ? number.value() : absent;
  }

  /** The strings of an argument by its place in the signature. */
  Strings strings(int index) {
    return (Strings) Objects.requireNonNull(positional.get(index - (firstLeftOut ? 1 : 0)));
  }

  List<Template> templates(int index) {
    return scope.templates(strings(index));
  }

  Template template(int index) {
    return scope.template(strings(index).texts().getFirst());
  }

  /** The number that an argument is. */
  long number(int index) {
    return ((Phrase.Amount) positional.get(index)).value();
  }

  private void error(Position at, String message, String remedy) {
    scope.diagnostics().add(at, message, remedy);
  }
}
