package org.angarium.server.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Commands of several sessions on the same mailboxes, as random as makes sense. */
final class RandomImapSessions {
  private static final String[] NAMES = {
    "INBOX", "inbox", "Trash", "a", "b", "Entw&APw-rfe", "\"x y\"", "inboxfoo", "Z"
  };
  private static final String[] WRONG_NAMES = {"a&b", "&AGE-", "nowhere"};
  private static final String[] PATTERNS = {
    "*", "%", "a/%", "a*", "inbox*", "INB%", "%/%", "*b*", "x*", "\"\"", "~%", "a&b", "Trash", "z"
  };
  private static final String[] FLAGS = {
    "\\Seen", "\\Deleted", "\\Flagged", "\\Answered", "\\Draft", "$Own", "Other", "\\seen"
  };
  private static final String[] KEYS = {
    "ALL",
    "SEEN",
    "UNSEEN",
    "DELETED",
    "FLAGGED",
    "KEYWORD $Own",
    "UNKEYWORD Other",
    "ANSWERED",
    "SUBJECT apple",
    "FROM ann",
    "TO joe",
    "BODY pear",
    "TEXT quince",
    "LARGER 200",
    "SMALLER 250",
    "SINCE 1-Jan-2026",
    "BEFORE 1-Jan-2027",
    "SENTON 5-Jan-2026",
    "HEADER X-Kind plum",
    "HEADER Subject \"\"",
    "1:2",
    "UID 2:*",
    "*",
    "UNDRAFT",
    "SENTBEFORE 6-Jan-2026",
    "NOT 1"
  };
  private static final String[] ITEMS = {
    "FLAGS",
    "UID",
    "(UID FLAGS)",
    "RFC822.SIZE",
    "FAST",
    "ALL",
    "FULL",
    "ENVELOPE",
    "BODYSTRUCTURE",
    "BODY.PEEK[]",
    "BODY[TEXT]",
    "BODY.PEEK[HEADER.FIELDS (SUBJECT X-KIND)]",
    "BODY.PEEK[HEADER.FIELDS.NOT (FROM)]",
    "BODY.PEEK[]<5.20>",
    "BODY.PEEK[TEXT]<1000.5>",
    "BODY.PEEK[1]",
    "BODY.PEEK[1.MIME]",
    "BODY.PEEK[2]",
    "RFC822.HEADER",
    "RFC822.TEXT",
    "(BINARY.PEEK[1] BINARY.SIZE[1])",
    "BODY.PEEK[1]<0.3>",
    "BODY",
    "RFC822"
  };
  private static final String[] BROKEN = {
    "FETCH 1",
    "FETCH 0 UID",
    "FETCH 1 FOO",
    "STORE 1 +FLAGS (\\Foo)",
    "SEARCH FOO",
    "SEARCH",
    "FETCH 1: UID",
    "FETCH 1,,2 UID",
    "FETCH 4294967296 UID",
    "UID FOO 1",
    "CREATE",
    "LIST \"\"",
    "STATUS INBOX",
    "STATUS INBOX (FOO)",
    "COPY 1",
    "FOO",
    "STORE 1 FLAGS (a b",
    "FETCH 1 BODY.PEEK[0]",
    "SEARCH OR SEEN",
    "SEARCH LARGER x",
    "UID EXPUNGE",
    "UID"
  };

  /**
   * Played once in a new account: what is known to differ and would lead the random sessions apart,
   * or is too rare there.
   */
  static final String[] FIXED = {
    "CREATE ~t",
    "CREATE \"a*b\"",
    "CREATE \"50%\"",
    "CREATE b/",
    "LIST \"\" b*",
    "CREATE INBOX/x",
    "LIST \"\" INBOX/%",
    "SUBSCRIBE ghost",
    "LSUB \"\" ghost",
    "UNSUBSCRIBE ghost",
    "NOOP x",
    "CREATE p/q",
    "LIST \"\" p",
    "LIST \"\" p%",
    "CREATE p",
    "DELETE p",
    "DELETE INBOX",
    "DELETE nowhere",
    "RENAME nowhere x",
    "RENAME p/q p/r",
    "RENAME p/r INBOX",
    "CREATE INBOX",
    "CREATE inbox",
    "RENAME INBOX old",
    "STATUS old (MESSAGES)",
    "SELECT nowhere",
    "SELECT \"a\\b\"",
    "LIST \"\" ~%",
    "LIST \"\" &AGE-",
    "LSUB \"\" \"\"",
    "LIST \"\" \"\"",
    "LIST x \"\"",
    "LIST a/ \"\"",
    "STATUS nowhere (MESSAGES)",
    "STATUS a&b (MESSAGES)",
    "APPEND nowhere {1+}\r\nx",
    "APPEND a&b {1+}\r\nx",
    "APPEND old (\\Recent) {1+}\r\nx",
    "APPEND INBOX {0+}\r\n",
    "APPEND old \"32-Jan-2026 00:00:00 +0000\" {1+}\r\nx",
    "APPEND INBOX (a b {1+}\r\nx",
    "APPEND INBOX {1+}\r\nx y",
    "SELECT INBOX",
    "EXPUNGE",
    "APPEND INBOX {3+}\r\na\nb",
    "APPEND INBOX {12+}\r\nSubject: x\r\n",
    "NOOP",
    "FETCH 1:* (RFC822.SIZE BODY.PEEK[])",
    "FETCH 9 UID",
    "FETCH 1,9 UID",
    "FETCH *,9 UID",
    "FETCH 9:* UID",
    "UID FETCH 9 UID",
    "UID FETCH 9:* UID",
    "STORE 9 FLAGS ()",
    "COPY 9 Trash",
    "MOVE 9 Trash",
    "UID COPY 9 Trash",
    "UID MOVE 9 Trash",
    "COPY 1 nowhere",
    "COPY 1 a&b",
    "SEARCH 9",
    "SEARCH 9:*",
    "SEARCH UID 9",
    "SEARCH CHARSET X-NONE ALL",
    "SEARCH SINCE 32-Jan-2026",
    "SEARCH SINCE 31-Feb-2026",
    "SEARCH SENTON 1-Jan-1900",
    "SEARCH RETURN (SAVE) ALL",
    "FETCH $ UID",
    "STORE 1 FLAGS",
    "EXPUNGE 1",
    "CHECK",
    "UID STORE 9 FLAGS (\\Seen)",
    "FETCH 1 BODY.PEEK[]<0.0>",
    "COPY 1 Trash",
    "FETCH 1 (BINARY[1])",
    "FETCH 1 BINARY.SIZE[9]",
    "FETCH 1 BODY[1.9]",
    "FETCH 1 BODY[HEADER.FIELDS ()]",
    "FETCH 1 (UID UID)",
    "FETCH 1 ()",
    "FETCH 1 BODY.PEEK[]<4294967295.1>",
    "FETCH 1 BODY[1.2.3.MIME]",
    "EXAMINE INBOX",
    "STORE 1 +FLAGS (\\Seen)",
    "FETCH 1 BODY[]",
    "EXPUNGE",
    "UID EXPUNGE 1",
    "MOVE 1 Trash",
    "CLOSE",
    "FETCH 1 UID",
    "CLOSE",
    "UNSELECT",
    "LOGIN a b",
    "STARTTLS",
    "ENABLE CONDSTORE",
    "ENABLE",
    "NAMESPACE",
    "CAPABILITY x"
  };

  private final Random random;
  private int appended;

  RandomImapSessions(Random random) {
    this.random = random;
  }

  /** Whether with that much probability. */
  private boolean in(int hundred) {
    return random.nextInt(100) < hundred;
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }

  String name() {
    return in(12) ? pick(WRONG_NAMES) : pick(NAMES);
  }

  /** A mailbox that is always there. */
  String permanent() {
    return pick("INBOX", "Trash");
  }

  private String flags() {
    List<String> flags = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      flags.add(pick(FLAGS));
    }
    return "(" + String.join(" ", flags) + ")";
  }

  String set(int messages) {
    List<String> ranges = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      ranges.add(number(messages) + (in(40) ? ":" + number(messages) : ""));
    }
    return String.join(",", ranges);
  }

  /** Dovecot 2.3.19 aborts where a set to copy overlaps itself, or names what is not there. */
  private String range(int messages) {
    int first = 1 + random.nextInt(Math.max(1, messages));
    int more = messages > first ? random.nextInt(Math.min(3, messages - first) + 1) : 0;
    return more == 0 ? Integer.toString(first) : first + ":" + (first + more);
  }

  private String number(int messages) {
    return in(15) ? "*" : Integer.toString(1 + random.nextInt(Math.max(1, messages)));
  }

  String append() {
    return "APPEND " + (in(85) ? permanent() : name()) + message();
  }

  private String message() {
    String text =
        "From: ann@example.test\r\nTo: joe@example.test\r\nSubject: "
            + pick("apple", "an Apple pie", "none")
            + " "
            + ++appended
            + "\r\nDate: Mon, "
            + (4 + random.nextInt(4))
            + " Jan 2026 10:00:00 +0000\r\nX-Kind: "
            + pick("plum", "other")
            + "\r\n\r\n"
            + pick("pear", "quince", "x")
            + "\r\n".repeat(random.nextInt(3))
            + "y".repeat(random.nextInt(100));
    String date = in(30) ? " \"07-Feb-2026 21:52:25 -0800\"" : "";
    String marks = in(50) ? " " + flags() : "";
    return marks + date + " {" + text.length() + "+}\r\n" + text;
  }

  /**
   * One for a session that has a mailbox of so many messages selected, or none.
   *
   * @param selected its name; empty for none
   * @param readOnly whether it was selected by EXAMINE
   */
  String next(String selected, boolean readOnly, int messages) {
    if (in(4)) {
      return pick(BROKEN);
    }
    if (in(12)) {
      return append();
    }
    if (selected.isEmpty() || in(25)) {
      return aboutMailboxes();
    }
    String uid = in(40) ? "UID " : "";
    if (messages == 0) {
      return in(50) ? append() : uid + "SEARCH " + search();
    }
    return switch (readOnly ? 5 + random.nextInt(8) : random.nextInt(20)) {
      case 0, 1, 2, 3, 4 ->
          uid
              + "STORE "
              + set(messages)
              + pick(" FLAGS", " +FLAGS", " -FLAGS", " +FLAGS.SILENT")
              + " "
              + (in(90) ? flags() : pick(FLAGS));
      case 5, 6, 7, 8 -> uid + "FETCH " + set(messages) + " " + pick(ITEMS);
      case 9, 10, 11, 12 -> uid + "SEARCH " + search();
      case 13 -> uid + "COPY " + range(messages) + " " + (in(70) ? permanent() : name());
      case 14 -> uid + "MOVE " + range(messages) + (selected.equals("INBOX") ? " Trash" : " INBOX");
      case 15 -> "EXPUNGE";
      case 16 -> "UID EXPUNGE " + set(messages);
      case 17 -> pick("CLOSE", "UNSELECT", "CHECK", "NOOP");
      default -> pick("SELECT ", "SELECT ", "EXAMINE ") + permanent();
    };
  }

  private String search() {
    String key = pick(KEYS);
    String more =
        switch (random.nextInt(5)) {
          case 0 -> key + " " + pick(KEYS);
          case 1 -> "NOT " + key;
          case 2 -> "OR " + key + " " + pick(KEYS);
          case 3 -> "(" + key + " " + pick(KEYS) + ")";
          default -> key;
        };
    return in(25) ? "RETURN (" + pick("ALL", "COUNT", "MIN MAX", "") + ") " + more : more;
  }

  private String aboutMailboxes() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> "CREATE " + name();
      case 3 -> "DELETE " + pick("b", "\"x y\"", "inboxfoo", "Z", "nowhere");
      case 4 -> "RENAME " + pick("a", "b", "Z", "nowhere") + " " + pick("a", "Z", "r", "b");
      case 5 -> pick("SUBSCRIBE ", "UNSUBSCRIBE ") + permanent();
      case 6 -> "LSUB \"\" " + pick(PATTERNS);
      case 7 -> "STATUS " + name() + " (MESSAGES UIDNEXT UNSEEN UIDVALIDITY SIZE)";
      case 8, 9 -> "LIST " + pick("\"\"", "\"\"", "a/", "~") + " " + pick(PATTERNS);
      default -> pick("SELECT ", "EXAMINE ") + permanent();
    };
  }
}
