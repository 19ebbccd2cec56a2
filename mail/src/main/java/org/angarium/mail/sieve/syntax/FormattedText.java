package org.angarium.mail.sieve.syntax;

/** The text of a script being written, word by word. */
final class FormattedText {
  private static final int WIDTH = 80;
  private static final String LINE_BREAK = "\r\n";

  private final StringBuilder out = new StringBuilder();
  private int indent;
  private int lineStart;

  /** Whether the next word stands right behind the last. */
  private boolean glue;

  /** Whether the line ends in a comment that swallows what follows. */
  private boolean full;

  void indent(int change) {
    indent += change;
  }

  /** Ends the line unless it is empty. */
  void newLine() {
    if (out.length() > lineStart) {
      out.append(LINE_BREAK);
      lineStart = out.length();
    }
    full = false;
  }

  /** An empty line. */
  void emptyLine() {
    newLine();
    out.append(LINE_BREAK);
    lineStart = out.length();
  }

  /** The next word stands right behind the last. */
  void glueNext() {
    glue = true;
  }

  /** A word with the space that parts it from the last one, or the indentation. */
  void word(String word) {
    space();
    out.append(word);
  }

  /** A sign right behind the last word. */
  void glued(String sign) {
    glue = true;
    word(sign);
  }

  private void space() {
    if (full) {
      newLine();
    }
    if (out.length() == lineStart) {
      out.repeat("  ", indent);
    } else if (!glue) {
      out.append(' ');
    }
    glue = false;
  }

  void comment(Comment comment) {
    glue = false;
    word(comment.text().replace("\r\n", "\n").replace("\n", LINE_BREAK));
    lineStart = Math.max(lineStart, out.lastIndexOf("\n") + 1);
    full = comment.endsLine();
  }

  /** Whether a word fits on the line. */
  boolean fits(String word) {
    int column = out.length() == lineStart ? 2 * indent : out.length() - lineStart + 1;
    return column + word.length() <= WIDTH;
  }

  /** A string as it is best read. */
  void string(String value) {
    if (!wantsLines(value)) {
      word(quoted(value));
      lineStart = Math.max(lineStart, out.lastIndexOf("\n") + 1);
      return;
    }
    word("text:");
    out.append(LINE_BREAK);
    int start = 0;
    while (start < value.length()) {
      int end = value.indexOf('\n', start) + 1;
      if (value.charAt(start) == '.') {
        out.append('.');
      }
      out.append(value, start, end);
      start = end;
    }
    out.append('.').append(LINE_BREAK);
    lineStart = out.length();
  }

  /** Whether a string is made of whole lines and so can be written as such (RFC 5228 §2.4.2). */
  static boolean wantsLines(String value) {
    if (!value.endsWith(LINE_BREAK)) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c == '\n' && (i == 0 || value.charAt(i - 1) != '\r'))
          || (c == '\r' && value.charAt(i + 1) != '\n')) {
        return false;
      }
    }
    return true;
  }

  /** A string in quotes. */
  static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
