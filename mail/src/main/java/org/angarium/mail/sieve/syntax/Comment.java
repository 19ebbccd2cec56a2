package org.angarium.mail.sieve.syntax;

/**
 * A comment in a script (RFC 5228 §2.3), from {@code #} to the end of the line or in {@code /*}
 * signs.
 *
 * @param text with its signs, without the line break behind it
 * @param start offset in chars
 * @param end offset behind it
 * @param ownLine whether nothing but white space stands before it on its line
 */
public record Comment(String text, int start, int end, boolean ownLine) {
  static Comment of(String script, int start, int end) {
    int before = start;
    while (before > 0 && (script.charAt(before - 1) == ' ' || script.charAt(before - 1) == '\t')) {
      before--;
    }
    boolean ownLine = before == 0 || script.charAt(before - 1) == '\n';
    return new Comment(script.substring(start, end).stripTrailing(), start, end, ownLine);
  }

  /** Whether it reaches to the end of its line. */
  public boolean endsLine() {
    return text.startsWith("#");
  }
}
