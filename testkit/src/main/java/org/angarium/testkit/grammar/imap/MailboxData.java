package org.angarium.testkit.grammar.imap;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.angarium.testkit.grammar.Octets;

/**
 * Answers about mailboxes: LIST, LSUB, STATUS, NAMESPACE, QUOTA, QUOTAROOT (RFC 3501 §9; RFC 2342,
 * 3348, 5258, 6154, 7162, 7889, 8438, 8474, 9208).
 */
final class MailboxData {
  private static final String LIST = "mailbox-list (RFC 3501 §9, RFC 5258 §6)";
  private static final String EXTENDED = "mbox-list-extended (RFC 5258 §6)";
  private static final String STATUS = "status-att-val (RFC 3501 §9)";
  private static final String NAMESPACE = "namespace (RFC 2342 §6)";
  private static final String QUOTA = "quota-response (RFC 9208 §7)";

  private MailboxData() {}

  // ---- LIST and LSUB

  static void list(Octets in, SessionView session) {
    boolean extended = session.answers("LIST") && extendedList(session);
    attributes(in, extended);
    Terms.space(in);
    if (!Terms.nil(in)) {
      hierarchySeparator(in, LIST);
    }
    Terms.space(in);
    MailboxName.read(in);
    if (extended && in.take(' ')) {
      extendedItems(in);
    }
  }

  /** RFC 5258 §3: by selection options, return options or several patterns. */
  private static boolean extendedList(SessionView session) {
    return session.command() != null && session.command().text().indexOf('(') > 0;
  }

  private static void attributes(Octets in, boolean extended) {
    in.expect('(', LIST);
    Set<String> seen = new HashSet<>();
    if (!in.take(')')) {
      do {
        int start = in.position();
        String attribute =
            extended
                ? in.oneOf(
                    LIST,
                    "\\Noinferiors",
                    "\\Noselect",
                    "\\Marked",
                    "\\Unmarked",
                    "\\HasChildren",
                    "\\HasNoChildren",
                    "\\All",
                    "\\Archive",
                    "\\Drafts",
                    "\\Flagged",
                    "\\Junk",
                    "\\Sent",
                    "\\Trash",
                    "\\NonExistent",
                    "\\Subscribed",
                    "\\Remote")
                : in.oneOf(
                    LIST,
                    "\\Noinferiors",
                    "\\Noselect",
                    "\\Marked",
                    "\\Unmarked",
                    "\\HasChildren",
                    "\\HasNoChildren",
                    "\\All",
                    "\\Archive",
                    "\\Drafts",
                    "\\Flagged",
                    "\\Junk",
                    "\\Sent",
                    "\\Trash",
                    "\\NonExistent");
        if (!seen.add(attribute) || clash(seen)) {
          in.back(start);
          throw in.fault("mbx-list-flags (RFC 3501 §9): none twice, none against another");
        }
      } while (in.take(' '));
      in.expect(')', LIST);
    }
  }

  private static boolean clash(Set<String> attributes) {
    int selectability = 0;
    for (String each : new String[] {"\\Noselect", "\\Marked", "\\Unmarked", "\\NonExistent"}) {
      selectability += attributes.contains(each) ? 1 : 0;
    }
    boolean children = attributes.contains("\\HasChildren");
    return selectability > 1
        || children && attributes.contains("\\HasNoChildren")
        || children && attributes.contains("\\Noinferiors");
  }

  private static void hierarchySeparator(Octets in, String rule) {
    if (Terms.quoted(in).length() != 1) {
      throw in.fault(rule + ": the separator is one character");
    }
  }

  private static void extendedItems(Octets in) {
    in.expect('(', EXTENDED);
    if (in.take(')')) {
      return;
    }
    do {
      int start = in.position();
      String tag = Terms.astring(in).toUpperCase(Locale.ROOT);
      if (!tag.equals("CHILDINFO")) {
        in.back(start);
        throw in.fault(EXTENDED + ": a registered item");
      }
      Terms.space(in);
      // RFC 5258 §6: childinfo-extended-item = "CHILDINFO" SP "(" list-select-base-opt-quoted *(..)
      in.expect('(', EXTENDED);
      do {
        in.expect("\"SUBSCRIBED\"", EXTENDED);
      } while (in.take(' '));
      in.expect(')', EXTENDED);
    } while (in.take(' '));
    in.expect(')', EXTENDED);
  }

  // ---- STATUS

  static void status(Octets in) {
    MailboxName.read(in);
    Terms.space(in);
    in.expect('(', STATUS);
    Set<String> seen = new HashSet<>();
    if (in.take(')')) {
      return;
    }
    do {
      int start = in.position();
      String item = statusItem(in);
      if (!seen.add(item)) {
        in.back(start);
        throw in.fault(STATUS + ": each item once");
      }
    } while (in.take(' '));
    in.expect(')', STATUS);
  }

  private static String statusItem(Octets in) {
    String item =
        in.oneOf(
            STATUS,
            "MESSAGES",
            "RECENT",
            "UIDNEXT",
            "UIDVALIDITY",
            "UNSEEN",
            "DELETED",
            "DELETED-STORAGE",
            "SIZE",
            "HIGHESTMODSEQ",
            "MAILBOXID",
            "APPENDLIMIT");
    Terms.space(in);
    switch (item) {
      case "UIDNEXT", "UIDVALIDITY" -> Terms.nzNumber(in);
      case "SIZE", "DELETED-STORAGE" -> Terms.number64(in);
      case "HIGHESTMODSEQ" -> Terms.modSequenceOrZero(in);
      case "MAILBOXID" -> Terms.objectId(in);
      case "APPENDLIMIT" -> {
        if (!Terms.nil(in)) {
          Terms.number(in);
        }
      }
      default -> Terms.number(in);
    }
    return item;
  }

  // ---- NAMESPACE

  static void namespaces(Octets in) {
    namespace(in);
    Terms.space(in);
    namespace(in);
    Terms.space(in);
    namespace(in);
  }

  private static void namespace(Octets in) {
    if (Terms.nil(in)) {
      return;
    }
    in.expect('(', NAMESPACE);
    do {
      in.expect('(', NAMESPACE);
      Terms.string(in);
      Terms.space(in);
      if (!Terms.nil(in)) {
        hierarchySeparator(in, NAMESPACE);
      }
      while (in.take(' ')) {
        Terms.string(in);
        Terms.space(in);
        in.expect('(', NAMESPACE);
        do {
          Terms.string(in);
        } while (in.take(' '));
        in.expect(')', NAMESPACE);
      }
      in.expect(')', NAMESPACE);
    } while (in.ahead('('));
    in.expect(')', NAMESPACE);
  }

  // ---- QUOTA

  static void quota(Octets in) {
    Terms.astring(in);
    Terms.space(in);
    in.expect('(', QUOTA);
    Set<String> seen = new HashSet<>();
    do {
      int start = in.position();
      String resource =
          in.oneOf(
              "resource-name (RFC 9208 §5)", "STORAGE", "MESSAGE", "MAILBOX", "ANNOTATION-STORAGE");
      if (!seen.add(resource)) {
        in.back(start);
        throw in.fault(QUOTA + ": each resource once");
      }
      Terms.space(in);
      Terms.number64(in);
      Terms.space(in);
      Terms.number64(in);
    } while (in.take(' '));
    in.expect(')', QUOTA);
  }

  static void quotaRoot(Octets in) {
    MailboxName.read(in);
    while (in.take(' ')) {
      Terms.astring(in);
    }
  }
}
