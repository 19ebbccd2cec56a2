package org.angarium.mail.imap;

import java.text.Normalizer;
import java.util.Optional;

/**
 * A pattern of LIST and LSUB (RFC 3501 §6.3.8): {@code *} is any run of characters, {@code %} any
 * run without the hierarchy separator {@code /}. Compared in NFC, as mailboxes are named. Time is
 * bounded by pattern times name, whatever the pattern.
 */
public final class MailboxPattern {
  private final String pattern;

  /** Of the pattern as it stands after the reference name was put before it. */
  public MailboxPattern(String pattern) {
    this.pattern =
        Normalizer.isNormalized(pattern, Normalizer.Form.NFC)
            ? pattern
            : Normalizer.normalize(pattern, Normalizer.Form.NFC);
  }

  /** Of a command's reference and pattern; empty where they can match no name. */
  public static Optional<MailboxPattern> of(MailboxArgument reference, MailboxArgument pattern) {
    return reference instanceof MailboxArgument.Name(String before)
            && pattern instanceof MailboxArgument.Name(String after)
        ? Optional.of(new MailboxPattern(before + after))
        : Optional.empty();
  }

  /**
   * Whether the whole name matches. Letters of INBOX match in any case (§5.1), in the name of that
   * mailbox and its children: {@code inbox*} matches INBOX and {@code inboxes}, not {@code
   * Inboxes}.
   */
  public boolean matches(String name) {
    int anyCase = Inbox.isFirstLevelOf(name) ? Inbox.NAME.length() : 0;
    int length = pattern.length();
    // Follows all ways at once: state i says that pattern[0, i) matched the name so far.
    boolean[] states = new boolean[length + 1];
    states[0] = true;
    skipWildcards(states);
    for (int at = 0; at < name.length(); at++) {
      if (!step(states, name.charAt(at), at < anyCase)) {
        return false;
      }
      skipWildcards(states);
    }
    return states[length];
  }

  /** Takes one character of the name; false if nothing matches it. */
  private boolean step(boolean[] states, char c, boolean anyCase) {
    boolean alive = false;
    // Downwards, so that a state reached by this character is not advanced by it again.
    for (int i = pattern.length(); i >= 0; i--) {
      boolean stays =
          states[i]
              && i < pattern.length()
              && (pattern.charAt(i) == '*' || pattern.charAt(i) == '%' && c != '/');
      states[i] = stays || i > 0 && states[i - 1] && isSame(pattern.charAt(i - 1), c, anyCase);
      alive |= states[i];
    }
    return alive;
  }

  private static boolean isSame(char wanted, char c, boolean anyCase) {
    return !isWildcard(wanted) && (wanted == c || anyCase && Inbox.upper(wanted) == Inbox.upper(c));
  }

  private static boolean isWildcard(char c) {
    return c == '*' || c == '%';
  }

  /** A wildcard may stand for nothing. */
  private void skipWildcards(boolean[] states) {
    for (int i = 0; i < pattern.length(); i++) {
      if (states[i] && isWildcard(pattern.charAt(i))) {
        states[i + 1] = true;
      }
    }
  }
}
