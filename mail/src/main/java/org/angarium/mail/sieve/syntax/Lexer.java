package org.angarium.mail.sieve.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.sieve.syntax.Token.Kind;

/**
 * Splits a script into words (RFC 5228 §2, §8.1). Bare line feeds are taken for line ends. What is
 * no word is reported and skipped.
 */
final class Lexer {
  private final String script;
  private final SieveLimits limits;
  private final Diagnostics diagnostics;
  private final List<Comment> comments = new ArrayList<>();
  private int position;
  private int line = 1;
  private int lineStart;

  Lexer(String script, SieveLimits limits, Diagnostics diagnostics) {
    this.script = script;
    this.limits = limits;
    this.diagnostics = diagnostics;
  }

  /** The comments passed so far. */
  List<Comment> comments() {
    return comments;
  }

  Token next() {
    while (true) {
      skipSpace();
      Position at = here();
      if (position >= script.length()) {
        return new Token(Kind.END, "", 0, at, position);
      }
      char c = script.charAt(position);
      if (isLetter(c)) {
        String word = word();
        boolean multiLine = word.equals("text") && peek() == ':';
        return multiLine ? multiLine(at) : new Token(Kind.IDENTIFIER, word, 0, at, position);
      }
      if (c == ':') {
        position++;
        if (isLetter(peek())) {
          return new Token(Kind.TAG, word(), 0, at, position);
        }
        diagnostics.add(at, "a colon without a tag", "write the tag's name after it, as in :is");
      } else if (isDigit(c)) {
        return number(at);
      } else if (c == '"') {
        return quoted(at);
      } else if (";,(){}[]".indexOf(c) >= 0) {
        position++;
        return new Token(Kind.SIGN, String.valueOf(c), 0, at, position);
      } else {
        stray(at);
      }
    }
  }

  /** Reports one error for a whole run of characters that have no meaning. */
  private void stray(Position at) {
    int start = position;
    while (position < script.length() && isStray(script.charAt(position))) {
      position++;
    }
    String shown = script.substring(start, Math.min(position, start + 20));
    StringBuilder printable = new StringBuilder();
    shown
        .codePoints()
        .forEach(cp -> printable.appendCodePoint(Character.isISOControl(cp) ? '?' : cp));
    diagnostics.add(
        at, "unexpected \"" + printable + "\"", "take it away, or put quotes around the text");
  }

  private static boolean isStray(char c) {
    return c > ' ' && !isLetter(c) && !isDigit(c) && ":\";,(){}[]#/".indexOf(c) < 0
        || (c < ' ' && c != '\t' && c != '\r' && c != '\n')
        || c == '/';
  }

  private void skipSpace() {
    while (position < script.length()) {
      char c = script.charAt(position);
      if (c == '\n') {
        position++;
        newLine();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        position++;
      } else if (c == '#') {
        skipHashComment();
      } else if (c == '/' && script.startsWith("/*", position)) {
        skipComment();
      } else {
        return;
      }
    }
  }

  private void skipHashComment() {
    int start = position;
    skipLine();
    comments.add(Comment.of(script, start, position));
  }

  private void skipLine() {
    while (position < script.length() && script.charAt(position) != '\n') {
      position++;
    }
  }

  private void skipComment() {
    Position at = here();
    int end = script.indexOf("*/", position + 2);
    if (end < 0) {
      diagnostics.add(at, "a comment that doesn't end", "write */ where it ends");
    }
    int start = position;
    countLines(end < 0 ? script.length() : end + 2);
    comments.add(Comment.of(script, start, position));
  }

  /** Goes on to {@code end}, counting the lines passed. */
  private void countLines(int end) {
    while (position < end) {
      if (script.charAt(position++) == '\n') {
        newLine();
      }
    }
  }

  private String word() {
    int start = position;
    while (position < script.length()
        && (isLetter(script.charAt(position)) || isDigit(script.charAt(position)))) {
      position++;
    }
    return script.substring(start, position).toLowerCase(Locale.ROOT);
  }

  private Token number(Position at) {
    long value = 0;
    boolean tooLarge = false;
    while (isDigit(peek())) {
      int digit = script.charAt(position++) - '0';
      tooLarge |= value > (Long.MAX_VALUE - digit) / 10;
      value = tooLarge ? 0 : value * 10 + digit;
    }
    int shift =
        switch (peek()) {
          case 'k', 'K' -> 10;
          case 'm', 'M' -> 20;
          case 'g', 'G' -> 30;
          default -> 0;
        };
    position += shift == 0 ? 0 : 1;
    if (isLetter(peek())) {
      String rest = word();
      diagnostics.add(
          at,
          "a number followed by \"" + rest + "\"",
          "use one of the quantifiers K, M and G, or a space");
    }
    if (tooLarge || value > Long.MAX_VALUE >> shift) {
      diagnostics.add(at, "the number is too large", "use a smaller one");
      return new Token(Kind.NUMBER, "", 0, at, position);
    }
    return new Token(Kind.NUMBER, "", value << shift, at, position);
  }

  private Token quoted(Position at) {
    StringBuilder content = new StringBuilder();
    position++;
    while (position < script.length() && script.charAt(position) != '"') {
      char c = script.charAt(position++);
      if (c == '\\' && position < script.length()) {
        c = script.charAt(position++);
      }
      if (c == '\n') {
        newLine();
      }
      content.append(c);
    }
    if (position >= script.length()) {
      diagnostics.add(at, "a string that doesn't end", "write a quote where it ends");
    }
    position++;
    return string(content, at);
  }

  /** RFC 5228 §2.4.2: lines up to one with a single dot; a dot in front of others is doubled. */
  private Token multiLine(Position at) {
    position++;
    while (peek() == ' ' || peek() == '\t') {
      position++;
    }
    if (peek() == '#') {
      skipHashComment();
    }
    if (peek() == '\r') {
      position++;
    }
    if (peek() != '\n') {
      diagnostics.add(here(), "text after \"text:\"", "begin the text on the next line");
      skipLine();
    }
    StringBuilder content = new StringBuilder();
    boolean ended = false;
    while (!ended && position < script.length()) {
      position++;
      newLine();
      int start = position;
      skipLine();
      int end = position;
      if (end > start && script.charAt(end - 1) == '\r') {
        end--;
      }
      if (end == start + 1 && script.charAt(start) == '.') {
        ended = true;
      } else if (position < script.length() || end > start) {
        boolean stuffed = script.startsWith("..", start);
        content.append(script, stuffed ? start + 1 : start, end).append("\r\n");
      }
    }
    if (!ended) {
      diagnostics.add(at, "a text that doesn't end", "write a line with a single dot after it");
    }
    return string(content, at);
  }

  private Token string(StringBuilder content, Position at) {
    if (content.length() > limits.stringLength()) {
      diagnostics.add(
          at,
          "a string of " + content.length() + " characters",
          "at most " + limits.stringLength() + " are allowed");
      content.setLength(0);
    }
    if (content.indexOf("\0") >= 0) {
      diagnostics.add(at, "a string with a NUL in it", "take it away");
    }
    return new Token(Kind.STRING, content.toString(), 0, at, position);
  }

  private char peek() {
    return position < script.length() ? script.charAt(position) : '\0';
  }

  private Position here() {
    return new Position(line, Math.max(1, position - lineStart + 1), position);
  }

  private void newLine() {
    line++;
    lineStart = position;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
