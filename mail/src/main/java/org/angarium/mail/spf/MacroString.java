package org.angarium.mail.spf;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.charset.PercentEscapes;

/** A text with macros (RFC 7208 §7), parsed. Expansion takes its values from the evaluation. */
public final class MacroString {
  /** What values macros stand for. */
  interface Values {
    /**
     * @param letter lower case, one of s l o d i p v h, or in explanations c r t
     */
    String value(char letter) throws SpfException;
  }

  private sealed interface Piece {}

  private record Literal(String text) implements Piece {}

  /**
   * @param letter lower case
   * @param escaped whether the letter was upper case: the value is percent-encoded
   * @param keep how many labels from the right, 0 for all
   */
  private record Macro(char letter, boolean escaped, int keep, boolean reversed, String delimiters)
      implements Piece {}

  private final String source;
  private final List<Piece> pieces;

  private MacroString(String source, List<Piece> pieces) {
    this.source = source;
    this.pieces = List.copyOf(pieces);
  }

  /**
   * @param explanation whether the letters c, r, t and spaces are allowed
   * @param term for the message of an error
   */
  static MacroString parse(String text, boolean explanation, String term)
      throws SpfSyntaxException {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '%') {
        literal.append(c);
        continue;
      }
      char next = at < text.length() ? text.charAt(at++) : 0;
      switch (next) {
        case '%' -> literal.append('%');
        case '_' -> literal.append(' ');
        case '-' -> literal.append("%20");
        case '{' -> {
          if (!literal.isEmpty()) {
            pieces.add(new Literal(literal.toString()));
            literal.setLength(0);
          }
          int end = text.indexOf('}', at);
          if (end < 0) {
            throw new SpfSyntaxException(term, "a macro without “}”");
          }
          pieces.add(macro(text.substring(at, end), explanation, term));
          at = end + 1;
        }
        default -> throw new SpfSyntaxException(term, "a “%” that begins no macro");
      }
    }
    if (!literal.isEmpty()) {
      pieces.add(new Literal(literal.toString()));
    }
    return new MacroString(text, pieces);
  }

  private static Macro macro(String body, boolean explanation, String term)
      throws SpfSyntaxException {
    String letters = explanation ? "slodipvhcrt" : "slodipvh";
    if (body.isEmpty() || letters.indexOf(Character.toLowerCase(body.charAt(0))) < 0) {
      throw new SpfSyntaxException(term, "no such macro: %{" + body + "}");
    }
    int at = 1;
    int keep = 0;
    while (at < body.length() && body.charAt(at) >= '0' && body.charAt(at) <= '9') {
      keep = Math.min(1000, keep * 10 + (body.charAt(at) - '0'));
      at++;
    }
    if (at > 1 && keep == 0) {
      throw new SpfSyntaxException(term, "a macro keeps at least one label");
    }
    boolean reversed = at < body.length() && (body.charAt(at) == 'r' || body.charAt(at) == 'R');
    if (reversed) {
      at++;
    }
    String delimiters = body.substring(at);
    for (int i = 0; i < delimiters.length(); i++) {
      if (".-+,/_=".indexOf(delimiters.charAt(i)) < 0) {
        throw new SpfSyntaxException(term, "no such delimiter in a macro: " + delimiters.charAt(i));
      }
    }
    char letter = body.charAt(0);
    return new Macro(
        Character.toLowerCase(letter),
        Character.isUpperCase(letter),
        keep,
        reversed,
        delimiters.isEmpty() ? "." : delimiters);
  }

  boolean endsInMacro() {
    return !pieces.isEmpty() && pieces.getLast() instanceof Macro && source.endsWith("}");
  }

  String expand(Values values) throws SpfException {
    if (pieces.size() == 1 && pieces.getFirst() instanceof Literal(String text)) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Literal(String text) -> result.append(text);
        case Macro macro -> result.append(expand(macro, values.value(macro.letter)));
      }
    }
    return result.toString();
  }

  private static String expand(Macro macro, String value) {
    String text = value;
    if (macro.keep > 0 || macro.reversed || !macro.delimiters.equals(".")) {
      List<String> labels = split(value, macro.delimiters);
      if (macro.reversed) {
        labels = labels.reversed();
      }
      int from = macro.keep > 0 ? Math.max(0, labels.size() - macro.keep) : 0;
      text = String.join(".", labels.subList(from, labels.size()));
    }
    return macro.escaped ? PercentEscapes.encoded(text) : text;
  }

  private static List<String> split(String value, String delimiters) {
    List<String> labels = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < value.length(); i++) {
      if (delimiters.indexOf(value.charAt(i)) >= 0) {
        labels.add(value.substring(start, i));
        start = i + 1;
      }
    }
    labels.add(value.substring(start));
    return labels;
  }

  /** As written. */
  @Override
  public String toString() {
    return source;
  }
}
