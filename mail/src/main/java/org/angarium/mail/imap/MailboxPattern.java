package org.angarium.mail.imap;

import java.util.Locale;

/**
 * A pattern of LIST and LSUB (RFC 9051 §6.3.9): {@code *} is any run of characters, {@code %} any
 * run without the hierarchy separator {@code /}. Time is bounded by pattern times name, whatever
 * the pattern.
 */
public final class MailboxPattern {
  private final String pattern;

  /** Of the pattern as it stands after the reference name was put before it. */
  public MailboxPattern(String pattern) {
    this.pattern = foldInbox(pattern);
  }

  private static String foldInbox(String pattern) {
    boolean inbox =
        pattern.regionMatches(true, 0, "INBOX", 0, 5)
            && (pattern.length() == 5 || "/*%".indexOf(pattern.charAt(5)) >= 0);
    return inbox ? "INBOX" + pattern.substring(5) : pattern;
  }

  /** Whether the whole name matches. INBOX matches in any case (§5.1). */
  public boolean matches(String name) {
    return run(pattern, name)
        || name.equals("INBOX") && run(pattern.toUpperCase(Locale.ROOT), name);
  }

  /** Whether nothing in it is a wildcard. */
  public boolean isPlain() {
    return pattern.indexOf('*') < 0 && pattern.indexOf('%') < 0;
  }

  /** Follows all ways at once: state i says that pattern[0, i) matched the name so far. */
  private static boolean run(String pattern, String name) {
    int length = pattern.length();
    boolean[] states = new boolean[length + 1];
    states[0] = true;
    skipWildcards(pattern, states);
    for (int at = 0; at < name.length(); at++) {
      char c = name.charAt(at);
      boolean alive = false;
      // Downwards, so that a state reached by this character is not advanced by it again.
      for (int i = length; i >= 0; i--) {
        boolean stays =
            states[i]
                && i < length
                && (pattern.charAt(i) == '*' || pattern.charAt(i) == '%' && c != '/');
        boolean arrives =
            i > 0 && states[i - 1] && pattern.charAt(i - 1) == c && !wildcard(pattern, i - 1);
        states[i] = stays || arrives;
        alive |= states[i];
      }
      if (!alive) {
        return false;
      }
      skipWildcards(pattern, states);
    }
    return states[length];
  }

  private static boolean wildcard(String pattern, int at) {
    return pattern.charAt(at) == '*' || pattern.charAt(at) == '%';
  }

  /** A wildcard may stand for nothing. */
  private static void skipWildcards(String pattern, boolean[] states) {
    for (int i = 0; i < pattern.length(); i++) {
      if (states[i] && wildcard(pattern, i)) {
        states[i + 1] = true;
      }
    }
  }
}
