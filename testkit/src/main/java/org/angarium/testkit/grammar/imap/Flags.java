package org.angarium.testkit.grammar.imap;

import org.angarium.testkit.grammar.Octets;

/** Lists of flags (RFC 3501 §9). A server sends no flag extension that no standard defines. */
final class Flags {
  private static final String[] SYSTEM = {
    "\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"
  };
  private static final String[] FETCHED = {
    "\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft", "\\Recent"
  };
  private static final String[] PERMANENT = {
    "\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft", "\\*"
  };

  private Flags() {}

  /** {@code flag-list}. */
  static void list(Octets in) {
    list(in, "flag-list (RFC 3501 §9)", SYSTEM);
  }

  /** As FETCH has it, perhaps with {@code \Recent}. */
  static void fetched(Octets in) {
    list(in, "flag-fetch (RFC 3501 §9)", FETCHED);
  }

  /** As PERMANENTFLAGS has it, perhaps with {@code \*}. */
  static void permanent(Octets in) {
    list(in, "flag-perm (RFC 3501 §9)", PERMANENT);
  }

  private static void list(Octets in, String rule, String... system) {
    in.expect('(', rule);
    if (in.take(')')) {
      return;
    }
    do {
      if (in.ahead('\\')) {
        in.oneOf(rule, system);
      } else {
        Terms.atom(in, rule);
      }
    } while (in.take(' '));
    in.expect(')', rule);
  }
}
