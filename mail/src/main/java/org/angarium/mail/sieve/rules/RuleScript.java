package org.angarium.mail.sieve.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.jspecify.annotations.Nullable;

/**
 * A script as a row of pieces. Places in the row count from 0.
 *
 * @param pieces in the order of the script
 */
public record RuleScript(List<Piece> pieces) {
  private static final String LINE_BREAK = "\r\n";

  /** Copies the list. */
  public RuleScript {
    pieces = List.copyOf(pieces);
  }

  /** Reads a script. Never fails: what breaks the grammar or the limits is one opaque piece. */
  public static RuleScript read(String script, SieveLimits limits) {
    return new RuleScript(RuleReader.read(script, limits));
  }

  /** The rules, in order. */
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (Piece piece : pieces) {
      Rule rule = rule(piece);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private static @Nullable Rule rule(Piece piece) {
    return switch (piece) {
      case Piece.Written written -> written.rule();
      case Piece.Added added -> added.rule();
      case Piece.Requires requires -> null;
      case Piece.Opaque opaque -> null;
    };
  }

  /**
   * The script with another rule in a place; the same script if it is the same rule.
   *
   * @throws IllegalArgumentException if there is no rule in that place
   */
  public RuleScript replaced(int place, Rule rule) {
    Rule before = rule(pieces.get(place));
    if (before == null) {
      throw new IllegalArgumentException("only rules are replaced by rules");
    }
    if (rule.equals(before)) {
      return this;
    }
    List<Piece> changed = new ArrayList<>(pieces);
    changed.set(place, new Piece.Added(rule));
    return new RuleScript(changed);
  }

  /** The script with a rule more, before the piece of that place but behind all requirements. */
  public RuleScript inserted(int place, Rule rule) {
    List<Piece> changed = new ArrayList<>(pieces);
    changed.add(Math.max(place, afterRequires(pieces)), new Piece.Added(rule));
    return new RuleScript(changed);
  }

  /**
   * The script without a piece.
   *
   * @throws IllegalArgumentException if the piece is a requirement, which the others may need
   */
  public RuleScript removed(int place) {
    List<Piece> changed = new ArrayList<>(pieces);
    if (changed.remove(place) instanceof Piece.Requires) {
      throw new IllegalArgumentException("requirements stay at the top");
    }
    return new RuleScript(changed);
  }

  /**
   * The script with a piece in another place, but behind all requirements.
   *
   * @param to the place among the other pieces
   * @throws IllegalArgumentException if the piece is a requirement
   */
  public RuleScript moved(int from, int to) {
    List<Piece> changed = new ArrayList<>(pieces);
    Piece piece = changed.remove(from);
    if (piece instanceof Piece.Requires) {
      throw new IllegalArgumentException("requirements stay at the top");
    }
    int place = Math.max(to, afterRequires(changed));
    changed.add(place, piece);
    // A comment at the end of the script would swallow what comes to stand behind it.
    for (int i = Math.max(place - 1, 0); i <= place && i + 1 < changed.size(); i++) {
      changed.set(i, withLineEnd(changed.get(i)));
    }
    return new RuleScript(changed);
  }

  private static Piece withLineEnd(Piece piece) {
    return switch (piece) {
      case Piece.Written written -> new Piece.Written(lineEnded(written.text()), written.rule());
      case Piece.Requires requires ->
          new Piece.Requires(lineEnded(requires.text()), requires.extensions());
      case Piece.Opaque opaque -> new Piece.Opaque(lineEnded(opaque.text()));
      case Piece.Added added -> added;
    };
  }

  private static String lineEnded(String text) {
    return text.endsWith("\n") ? text : text + LINE_BREAK;
  }

  private static int afterRequires(List<Piece> pieces) {
    for (int i = pieces.size(); i > 0; i--) {
      if (pieces.get(i - 1) instanceof Piece.Requires) {
        return i;
      }
    }
    return 0;
  }

  /**
   * The text of the script: pieces that were read are as they were, and what new rules require is
   * required behind the other requirements.
   */
  public String write() {
    Set<String> missing = new TreeSet<>();
    Set<String> required = new HashSet<>();
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Added added -> missing.addAll(RuleWriter.extensions(added.rule()));
        case Piece.Requires requires -> required.addAll(requires.extensions());
        case Piece.Written written -> {
          // Whoever wrote it required what it needs.
        }
        case Piece.Opaque opaque -> {
          // Likewise.
        }
      }
    }
    missing.removeAll(required);
    int place = afterRequires(pieces);
    StringBuilder script = new StringBuilder();
    for (int i = 0; i <= pieces.size(); i++) {
      if (i == place && !missing.isEmpty()) {
        startLine(script);
        script.append("require ").append(RuleWriter.strings(missing)).append(";");
        script.append(LINE_BREAK);
      }
      if (i < pieces.size()) {
        append(pieces.get(i), i > 0 && pieces.get(i - 1) instanceof Piece.Added, script);
      }
    }
    return script.toString();
  }

  private static void append(Piece piece, boolean afterAdded, StringBuilder script) {
    switch (piece) {
      case Piece.Written written -> script.append(written.text());
      case Piece.Requires requires -> script.append(requires.text());
      case Piece.Opaque opaque -> script.append(opaque.text());
      case Piece.Added added -> {
        startLine(script);
        if (!script.isEmpty() && !afterAdded) {
          script.append(LINE_BREAK);
        }
        script.append(RuleWriter.text(added.rule()));
      }
    }
  }

  private static void startLine(StringBuilder script) {
    if (!script.isEmpty() && script.charAt(script.length() - 1) != '\n') {
      script.append(LINE_BREAK);
    }
  }
}
