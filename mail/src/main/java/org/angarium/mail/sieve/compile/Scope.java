package org.angarium.mail.sieve.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.VariableNames;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.sieve.syntax.Diagnostics;
import org.angarium.mail.sieve.syntax.Phrase.Strings;
import org.angarium.mail.sieve.syntax.Phrase.Text;
import org.angarium.mail.sieve.syntax.Position;
import org.angarium.mail.sieve.syntax.SieveError;
import org.angarium.mail.sieve.syntax.SieveExtensions;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.jspecify.annotations.Nullable;

/** What is known while a script is compiled: the extensions it required, and where errors go. */
final class Scope implements VariableNames {
  private final SieveLimits limits;
  private final Set<String> offered;
  private final Diagnostics diagnostics;
  private final Set<String> required = new HashSet<>();

  /** Extensions that only {@code ihave} brings, from the place of the test on. */
  private final Set<String> askedFor = new HashSet<>();

  /** Those of them that the phrase being compiled makes use of. */
  private Set<String> relied = new TreeSet<>();

  /** The variables that the script sets or shares so far, by their names without a namespace. */
  private final Set<String> assigned = new HashSet<>();

  private final Set<String> shared = new HashSet<>();

  Scope(SieveLimits limits, Set<String> offered, Diagnostics diagnostics) {
    this.offered = offered;
    this.limits = limits;
    this.diagnostics = diagnostics;
  }

  SieveLimits limits() {
    return limits;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  /** The extensions that the script requires, and those that it may come to have. */
  Set<String> extensions() {
    Set<String> all = new HashSet<>(required);
    all.addAll(askedFor);
    return all;
  }

  boolean has(String extension) {
    if (required.contains(extension)) {
      return true;
    }
    if (askedFor.contains(extension)) {
      relied.add(extension);
      return true;
    }
    return false;
  }

  /** Adds an extension and those it brings with it. */
  void require(String extension) {
    required.addAll(withCompanions(extension));
  }

  /**
   * Adds an extension that {@code ihave} asks for: what stands behind the test can use it, but a
   * run only after the test was evaluated and held (RFC 5463 §4).
   *
   * @return it and those it brings with it
   */
  List<String> askFor(String extension) {
    List<String> names = withCompanions(extension);
    askedFor.addAll(names);
    return names;
  }

  private static List<String> withCompanions(String extension) {
    return switch (extension) {
      case "vacation-seconds" -> List.of(extension, "vacation");
      case "spamtestplus" -> List.of(extension, "spamtest");
      default -> List.of(extension);
    };
  }

  /** Begins a phrase within another; {@link #leave} ends it. */
  Set<String> enter() {
    Set<String> outer = relied;
    relied = new TreeSet<>();
    return outer;
  }

  /**
   * Ends a phrase.
   *
   * @param outer what {@link #enter} gave
   * @return the extensions that a run must have come to have before it comes to the phrase
   */
  Set<String> leave(Set<String> outer) {
    Set<String> inner = relied;
    relied = outer;
    return inner;
  }

  /** Whether this script could require the extension. */
  boolean offers(String extension) {
    return offered.contains(extension) && rival(extension) == null;
  }

  /** All that scripts can require where this one is to run. */
  Set<String> offered() {
    return offered;
  }

  /**
   * Whether {@code ihave} holds for the extension. Those that change how strings are read would do
   * so from some line on; they must stand at the top.
   */
  boolean hasOrCanTake(String extension) {
    return required.contains(extension)
        || (offers(extension)
            && !extension.equals("variables")
            && !extension.equals("encoded-character"));
  }

  /** An extension required before that excludes this one; null if there is none. */
  @Nullable String rival(String extension) {
    for (String other : extensions()) {
      if (!SieveExtensions.agree(extension, other)) {
        return other;
      }
    }
    return null;
  }

  /** Whether the extension was required; if not, reports that {@code what} needs it. */
  boolean needs(String extension, String what, Position at) {
    if (has(extension)) {
      return true;
    }
    diagnostics.addMissing(
        at,
        what + " needs the extension \"" + extension + "\"",
        "write require \"" + extension + "\"; at the top of the script");
    return false;
  }

  /**
   * Whether what was found wrong since {@code mark} is to be told only if the run comes there: so
   * it is for extensions that aren't there in scripts that ask by {@code ihave} (RFC 5463 §4).
   *
   * @return what to say then; null if nothing is put off
   */
  @Nullable String putOff(int mark) {
    SieveError cause = has("ihave") ? diagnostics.takeBackMissing(mark) : null;
    return cause == null ? null : "line " + cause.line() + ": " + cause.message();
  }

  /** Whether a variable can have this name: a plain one, or one of a namespace that is there. */
  @Override
  public boolean isVariable(String name) {
    String plain = inGlobal(name) ? name.substring(Variables.GLOBAL.length()) : name;
    return Variables.isName(plain);
  }

  /** RFC 6609 §3.4.2: the namespace of shared variables comes with {@code include}. */
  private boolean inGlobal(String name) {
    return Variables.canonical(name).startsWith(Variables.GLOBAL) && has("include");
  }

  /** The name a variable is kept under: a shared one in the namespace {@code global}. */
  @Override
  public String variable(String name) {
    String canonical = Variables.canonical(name);
    return shared.contains(canonical) ? Variables.GLOBAL + canonical : canonical;
  }

  /** {@link #variable} of a name that the script sets here. */
  String assigned(String name) {
    assigned.add(Variables.canonical(name));
    return variable(name);
  }

  /** Shares a variable with other scripts from here on; false if this script set it before. */
  boolean share(String name) {
    String canonical = Variables.canonical(name);
    return shared.contains(canonical) || (!assigned.contains(canonical) && shared.add(canonical));
  }

  /** A string with its encoded characters decoded and its variables found. */
  Template template(Text text) {
    String value = text.value();
    if (has("encoded-character")) {
      String decoded = EncodedCharacters.decode(value);
      if (decoded == null) {
        diagnostics.add(
            text.at(),
            "a ${unicode:} that is no character",
            "use numbers up to 10FFFF, without D800 to DFFF");
      } else {
        value = decoded;
      }
    }
    if (!has("variables")) {
      return Template.constant(value);
    }
    List<String> unknown = new ArrayList<>(0);
    Template template = Template.withVariables(value, this, unknown);
    for (String name : unknown) {
      diagnostics.add(
          text.at(),
          "the variable \"" + name + "\" is of a namespace that doesn't exist",
          "use a name without a dot");
    }
    return template;
  }

  /** Names of variables, under which they are kept as far as they are known now. */
  List<Template> variables(Strings strings) {
    List<Template> names = new ArrayList<>(strings.texts().size());
    for (Template name : templates(strings)) {
      String constant = name.constantOrNull();
      names.add(constant == null ? name : Template.constant(variable(constant)));
    }
    return List.copyOf(names);
  }

  List<Template> templates(Strings strings) {
    List<Template> templates = new ArrayList<>(strings.texts().size());
    for (Text text : strings.texts()) {
      templates.add(template(text));
    }
    return List.copyOf(templates);
  }
}
