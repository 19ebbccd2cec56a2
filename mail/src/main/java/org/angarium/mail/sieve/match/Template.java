package org.angarium.mail.sieve.match;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.jspecify.annotations.Nullable;

/**
 * A string of a script, taken apart once when it is compiled (RFC 5229 §3): text and references to
 * variables.
 */
public final class Template {
  /** A piece of a string. */
  private sealed interface Piece {}

  private record Literal(String text) implements Piece {}

  private record Variable(String name) implements Piece {}

  private record MatchVariable(int index) implements Piece {}

  private final String written;
  private final List<Piece> pieces;

  /**
   * A string.
   *
   * @param pieces empty if the text is the same in every run
   */
  private Template(String written, List<Piece> pieces) {
    this.written = written;
    this.pieces = pieces;
  }

  /** A string without references. */
  public static Template constant(String text) {
    return new Template(text, List.of());
  }

  /**
   * Finds the references in {@code text}. What isn't well-formed stays as it is.
   *
   * @param names knows which variables are shared with other scripts
   * @param badNamespaces receives the names whose namespace nobody knows (RFC 5229 §3 makes them
   *     errors)
   */
  public static Template withVariables(
      String text, VariableNames names, List<String> badNamespaces) {
    int dollar = text.indexOf("${");
    if (dollar < 0) {
      return constant(text);
    }
    List<Piece> pieces = new ArrayList<>(3);
    int copied = 0;
    while (dollar >= 0) {
      int end = text.indexOf('}', dollar);
      if (end < 0) {
        break;
      }
      String name = text.substring(dollar + 2, end);
      Piece reference = reference(name, names, badNamespaces);
      if (reference != null) {
        if (dollar > copied) {
          pieces.add(new Literal(text.substring(copied, dollar)));
        }
        pieces.add(reference);
        copied = end + 1;
      }
      dollar = text.indexOf("${", reference != null ? copied : dollar + 2);
    }
    if (pieces.isEmpty()) {
      return constant(text);
    }
    if (copied < text.length()) {
      pieces.add(new Literal(text.substring(copied)));
    }
    return new Template(text, List.copyOf(pieces));
  }

  private static @Nullable Piece reference(
      String name, VariableNames names, List<String> badNamespaces) {
    if (isNumber(name)) {
      int start = 0;
      while (start < name.length() - 1 && name.charAt(start) == '0') {
        start++;
      }
      boolean huge = name.length() - start > 4;
      return new MatchVariable(huge ? Integer.MAX_VALUE : Integer.parseInt(name.substring(start)));
    }
    int start = 0;
    int dot = name.indexOf('.');
    boolean wellFormed = true;
    while (dot >= 0) {
      wellFormed &= Variables.isName(name.substring(start, dot));
      start = dot + 1;
      dot = name.indexOf('.', start);
    }
    String last = name.substring(start);
    wellFormed &= Variables.isName(last) || (start > 0 && isNumber(last));
    if (wellFormed && start > 0 && !names.isVariable(name)) {
      badNamespaces.add(name);
    }
    return wellFormed ? new Variable(names.variable(name)) : null;
  }

  private static boolean isNumber(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** The text if it is the same in every run, else null. */
  public @Nullable String constantOrNull() {
    return pieces.isEmpty() ? written : null;
  }

  /** The text as the script has it, its references not followed. */
  public String written() {
    return written;
  }

  /** The text with the values of the variables; cut off at the longest string allowed. */
  public String expand(Variables variables, SieveLimits limits) {
    return expand(variables, limits, false);
  }

  /** The text without what came out of the message. */
  public String own(Variables variables, SieveLimits limits) {
    return expand(variables, limits, true);
  }

  private String expand(Variables variables, SieveLimits limits, boolean own) {
    if (pieces.isEmpty()) {
      return written;
    }
    StringBuilder out = new StringBuilder(64);
    for (Piece piece : pieces) {
      out.append(
          switch (piece) {
            case Literal literal -> literal.text;
            case Variable variable ->
                own ? variables.own(variable.name) : variables.value(variable.name);
            case MatchVariable match ->
                own ? variables.ownMatch(match.index) : variables.match(match.index);
          });
      if (out.length() > limits.stringLength()) {
        return Variables.cut(out.toString(), limits.stringLength());
      }
    }
    return out.toString();
  }
}
