package org.angarium.mail.sieve.rules;

import org.angarium.mail.sieve.syntax.Comment;
import org.jspecify.annotations.Nullable;

/** The names of rules in the comments before them, as several programs write them. */
final class RuleNames {
  private static final String OPEN_XCHANGE = "rulename:";

  private RuleNames() {}

  /** The name that a comment gives the rule on the next line; null if it is no name. */
  static @Nullable String in(Comment comment) {
    if (!comment.endsLine() || !comment.ownLine()) {
      return null;
    }
    int start = 0;
    while (start < comment.text().length() && comment.text().charAt(start) == '#') {
      start++;
    }
    String text = comment.text().substring(start).strip();
    if (text.chars().anyMatch(Character::isISOControl)) {
      return null;
    }
    if (text.regionMatches(true, 0, "rule:[", 0, 6) && text.endsWith("]")) {
      return text.substring(6, text.length() - 1).strip();
    }
    if (start == 2 && text.regionMatches(true, 0, "flag:", 0, 5)) {
      int last = text.lastIndexOf('|') + 1;
      boolean named = text.regionMatches(true, last, OPEN_XCHANGE, 0, OPEN_XCHANGE.length());
      return named ? text.substring(last + OPEN_XCHANGE.length()).strip() : null;
    }
    return text;
  }
}
