package org.angarium.mail.header;

/**
 * Walks a structured MIME field (RFC 2045 §5.1) token by token; comments and white space are passed
 * over.
 */
final class StructuredText {
  private final String text;
  private int position;

  StructuredText(String text, int position) {
    this.text = text;
    this.position = position;
  }

  int position() {
    return position;
  }

  /** Moves behind the next {@code c} that is outside quotes and comments; false at the end. */
  boolean skipTo(char c) {
    while (position < text.length()) {
      char here = text.charAt(position);
      if (here == c) {
        position++;
        return true;
      }
      if (here == '"') {
        quoted();
      } else if (here == '(') {
        skipComment();
      } else {
        position++;
      }
    }
    return false;
  }

  /** The next token of RFC 2045; empty if something else comes. */
  String token() {
    skipSpace();
    int start = position;
    while (position < text.length() && isToken(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  boolean accept(char c) {
    skipSpace();
    if (position < text.length() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  /**
   * A parameter value: quoted, or, tolerantly, everything up to the next semicolon or white space.
   */
  String value() {
    skipSpace();
    if (position < text.length() && text.charAt(position) == '"') {
      return quoted();
    }
    int start = position;
    while (position < text.length()
        && text.charAt(position) > ' '
        && text.charAt(position) != ';') {
      position++;
    }
    return text.substring(start, position);
  }

  private String quoted() {
    StringBuilder out = new StringBuilder();
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        break;
      }
      if (c == '\\' && position < text.length()) {
        c = text.charAt(position++);
      }
      if (c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void skipSpace() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '(') {
        skipComment();
      } else if (c <= ' ') {
        position++;
      } else {
        return;
      }
    }
  }

  private void skipComment() {
    int depth = 0;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '\\') {
        position++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return;
      }
    }
    position = text.length();
  }

  private static boolean isToken(char c) {
    return c > ' ' && c != 0x7f && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
  }
}
