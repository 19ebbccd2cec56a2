package org.angarium.mail.sieve.match;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads extended regular expressions of POSIX (XBD §9.4). What POSIX leaves undefined is refused,
 * so that nobody relies on what another program makes of it: {@code \d} and its kin, references
 * back, a star with nothing before it.
 */
final class RegexParser {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_GROUPS = 64;

  /** XBD §9.5.2: what {@code RE_DUP_MAX} is at least. */
  private static final int MAX_REPEAT = 255;

  private static final String SPECIAL = ".[]()*+?{}|^$\\";

  private final String pattern;
  private final Collation collation;
  private int position;
  private int depth;
  private int groups;

  RegexParser(String pattern, Collation collation) {
    this.pattern = pattern;
    this.collation = collation;
  }

  RegexNode parse() throws RegexSyntaxException {
    RegexNode node = choice();
    if (position < pattern.length()) {
      throw new RegexSyntaxException("a closing parenthesis without an opening one");
    }
    return node;
  }

  int groups() {
    return groups;
  }

  /** {@code a|b|c}, up to a closing parenthesis or the end. */
  private RegexNode choice() throws RegexSyntaxException {
    List<RegexNode> branches = new ArrayList<>(1);
    branches.add(sequence());
    while (at('|')) {
      position++;
      branches.add(sequence());
    }
    return branches.size() == 1 ? branches.getFirst() : new RegexNode.Choice(branches);
  }

  private RegexNode sequence() throws RegexSyntaxException {
    List<RegexNode> parts = new ArrayList<>();
    while (position < pattern.length() && !at('|') && !at(')')) {
      parts.add(repeats(atom()));
    }
    return new RegexNode.Sequence(parts);
  }

  private RegexNode atom() throws RegexSyntaxException {
    int c = next();
    return switch (c) {
      case '.' -> new RegexNode.OneOf(RegexSet.any());
      case '^' -> new RegexNode.Begin();
      case '$' -> new RegexNode.End();
      case '[' -> new RegexNode.OneOf(bracket());
      case '(' -> group();
      case '*', '+', '?', '{' ->
          throw new RegexSyntaxException("\"" + (char) c + "\" with nothing before it to repeat");
      case '\\' -> new RegexNode.OneOf(RegexSet.of(escaped(), collation));
      default -> new RegexNode.OneOf(RegexSet.of(c, collation));
    };
  }

  private int escaped() throws RegexSyntaxException {
    if (position >= pattern.length()) {
      throw new RegexSyntaxException("a backslash at the end");
    }
    int c = next();
    if (SPECIAL.indexOf(c) < 0 && Character.isLetterOrDigit(c)) {
      throw new RegexSyntaxException(
          "\"\\" + Character.toString(c) + "\", which means nothing in POSIX");
    }
    return c;
  }

  private RegexNode group() throws RegexSyntaxException {
    if (++groups > MAX_GROUPS) {
      throw new RegexSyntaxException("more than " + MAX_GROUPS + " pairs of parentheses");
    }
    if (++depth > MAX_DEPTH) {
      throw new RegexSyntaxException("parentheses nested more than " + MAX_DEPTH + " deep");
    }
    int number = groups;
    RegexNode inner = choice();
    if (!at(')')) {
      throw new RegexSyntaxException("an opening parenthesis without a closing one");
    }
    position++;
    depth--;
    return new RegexNode.Group(number, inner);
  }

  private RegexNode repeats(RegexNode atom) throws RegexSyntaxException {
    RegexNode node = atom;
    int times = 0;
    while (position < pattern.length() && "*+?{".indexOf(pattern.charAt(position)) >= 0) {
      if (node instanceof RegexNode.Begin || node instanceof RegexNode.End || ++times > MAX_DEPTH) {
        throw new RegexSyntaxException(
            "\"" + pattern.charAt(position) + "\" with nothing before it to repeat");
      }
      node =
          switch (next()) {
            case '*' -> new RegexNode.Repeat(node, 0, -1);
            case '+' -> new RegexNode.Repeat(node, 1, -1);
            case '?' -> new RegexNode.Repeat(node, 0, 1);
            default -> counted(node);
          };
    }
    return node;
  }

  /** {@code {2}}, {@code {2,}} or {@code {2,5}}; the brace is read. */
  private RegexNode counted(RegexNode node) throws RegexSyntaxException {
    int min = number();
    int max = min;
    if (at(',')) {
      position++;
      max = at('}') ? -1 : number();
    }
    if (!at('}')) {
      throw new RegexSyntaxException("\"{\" without numbers and \"}\" behind it");
    }
    position++;
    if (max >= 0 && max < min) {
      throw new RegexSyntaxException("\"{" + min + "," + max + "}\" the wrong way round");
    }
    return new RegexNode.Repeat(node, min, max);
  }

  private int number() throws RegexSyntaxException {
    int start = position;
    int value = 0;
    while (position < pattern.length() && isDigit(pattern.charAt(position))) {
      value = value * 10 + (pattern.charAt(position++) - '0');
      if (value > MAX_REPEAT) {
        throw new RegexSyntaxException("more than " + MAX_REPEAT + " repetitions");
      }
    }
    if (position == start) {
      throw new RegexSyntaxException("\"{\" without numbers and \"}\" behind it");
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** What stands in brackets (XBD §9.3.5); the opening one is read. */
  private RegexSet bracket() throws RegexSyntaxException {
    RegexSet set = new RegexSet(collation);
    boolean negated = at('^');
    if (negated) {
      position++;
    }
    boolean first = true;
    while (first || !at(']')) {
      first = false;
      if (position >= pattern.length()) {
        throw new RegexSyntaxException("\"[\" without \"]\"");
      }
      IntPredicate named = characterClass();
      if (named != null) {
        set.add(named);
        continue;
      }
      int from = element();
      int to = from;
      if (at('-') && position + 1 < pattern.length() && pattern.charAt(position + 1) != ']') {
        position++;
        to = element();
      }
      if (to < from) {
        throw new RegexSyntaxException("a range in brackets the wrong way round");
      }
      set.add(from, to);
    }
    position++;
    return set.done(negated);
  }

  private @Nullable IntPredicate characterClass() throws RegexSyntaxException {
    if (!pattern.startsWith("[:", position)) {
      return null;
    }
    int end = pattern.indexOf(":]", position + 2);
    IntPredicate named = end < 0 ? null : RegexSet.named(pattern.substring(position + 2, end));
    if (named == null) {
      throw new RegexSyntaxException("\"[:\" without the name of a class and \":]\"");
    }
    position = end + 2;
    return named;
  }

  /** One character in brackets, where a backslash is one like any other; or {@code [.x.]}. */
  private int element() throws RegexSyntaxException {
    if (position >= pattern.length()) {
      throw new RegexSyntaxException("\"[\" without \"]\"");
    }
    if (!pattern.startsWith("[.", position) && !pattern.startsWith("[=", position)) {
      return next();
    }
    char kind = pattern.charAt(position + 1);
    position += 2;
    int c = position < pattern.length() ? next() : -1;
    if (c < 0 || !pattern.startsWith(kind + "]", position)) {
      throw new RegexSyntaxException("\"[" + kind + "\" that names more than one character");
    }
    position += 2;
    return c;
  }

  private boolean at(char c) {
    return position < pattern.length() && pattern.charAt(position) == c;
  }

  private int next() {
    int c = pattern.codePointAt(position);
    position += Character.charCount(c);
    return c;
  }
}
