package org.angarium.testkit.grammar.imap;

import java.util.Locale;

/**
 * A command as far as the client has sent it.
 *
 * @param tag empty where none can be made out
 * @param name in upper case, with UID before it if so
 * @param text all of it in upper case, without what stands in long literals
 */
record SentCommand(String tag, String name, String text) {
  private static final int LONGEST_TAG = 1000;
  private static final int LONGEST_TEXT = 64 << 10;

  /** Reads the first line. */
  static SentCommand of(String line) {
    int space = line.indexOf(' ');
    if (space <= 0) {
      return new SentCommand(line, "", "");
    }
    String text = line.substring(space + 1).toUpperCase(Locale.ROOT);
    int end = text.indexOf(' ');
    String name = end < 0 ? text : text.substring(0, end);
    if (name.equals("UID") && end > 0) {
      int next = text.indexOf(' ', end + 1);
      name = next < 0 ? text : text.substring(0, next);
    }
    return new SentCommand(line.substring(0, space), name, text);
  }

  /** Whether it may be answered without a tag: none can be made out, or it is far too long. */
  boolean tagless() {
    if (name.isEmpty() || tag.length() > LONGEST_TAG || text.length() > LONGEST_TEXT) {
      return true;
    }
    for (int i = 0; i < tag.length(); i++) {
      if (tag.charAt(i) == '+' || !Terms.astringChar(tag.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  SentCommand with(String more) {
    return new SentCommand(tag, name, text + more.toUpperCase(Locale.ROOT));
  }

  /** RFC 7162 §3.1: whether by this command the client shows that it knows CONDSTORE. */
  boolean enablesCondstore() {
    return switch (name) {
      case "SELECT", "EXAMINE" -> text.contains("CONDSTORE") || text.contains("QRESYNC");
      case "ENABLE" -> text.contains("CONDSTORE") || text.contains("QRESYNC");
      case "STATUS", "LIST" -> text.contains("HIGHESTMODSEQ");
      case "FETCH", "UID FETCH" -> text.contains("MODSEQ") || text.contains("CHANGEDSINCE");
      case "STORE", "UID STORE" -> text.contains("UNCHANGEDSINCE");
      case "SEARCH", "UID SEARCH" -> text.contains("MODSEQ");
      default -> false;
    };
  }
}
