package org.angarium.mail.imap;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Flags in commands (RFC 3501 §9 {@code flag}), system flags in their usual spelling. */
final class FlagNames {
  private static final int MAX_OCTETS = 200;

  private FlagNames() {}

  /** {@code flag-list}: in parentheses. */
  static Set<String> list(ImapScanner in) throws ImapSyntaxException {
    in.expect('(', "Expected a list of flags");
    Set<String> flags = new LinkedHashSet<>();
    if (in.accept(')')) {
      return flags;
    }
    do {
      add(in, flags);
    } while (in.accept(' '));
    in.expect(')', "Expected the end of the list of flags");
    return flags;
  }

  /** STORE takes flags without parentheses too. */
  static Set<String> listOrBare(ImapScanner in) throws ImapSyntaxException {
    if (in.peek() == '(') {
      return list(in);
    }
    Set<String> flags = new LinkedHashSet<>();
    do {
      add(in, flags);
    } while (in.accept(' '));
    return flags;
  }

  private static void add(ImapScanner in, Set<String> flags) throws ImapSyntaxException {
    if (flags.size() >= in.limits().listItems()) {
      throw ImapScanner.limit("Too many flags");
    }
    String flag = flag(in);
    // \Recent is the server's alone; that clients send it back is forgiven.
    if (!flag.equals("\\Recent")) {
      flags.add(flag);
    }
  }

  private static String flag(ImapScanner in) throws ImapSyntaxException {
    boolean system = in.accept('\\');
    String name = in.atom("a flag");
    if (name.length() > MAX_OCTETS) {
      throw ImapScanner.limit("Flag is too long");
    }
    if (!system) {
      return name;
    }
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "SEEN" -> "\\Seen";
      case "ANSWERED" -> "\\Answered";
      case "FLAGGED" -> "\\Flagged";
      case "DELETED" -> "\\Deleted";
      case "DRAFT" -> "\\Draft";
      case "RECENT" -> "\\Recent";
      default -> "\\" + name; // flag-extension: grammatical, and the session's to refuse
    };
  }
}
