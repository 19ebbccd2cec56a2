package org.angarium.testkit.grammar.imap;

import java.util.HashSet;
import java.util.Set;
import org.angarium.testkit.grammar.Octets;

/** SEARCH and ESEARCH (RFC 3501 §7.2.5, RFC 4731 §4, RFC 7162 §3.1.5). */
final class SearchData {
  private static final String SEARCH = "SEARCH response (RFC 3501 §9, RFC 7162 §7)";
  private static final String ESEARCH = "esearch-response (RFC 4731 §4)";

  private SearchData() {}

  static void search(Octets in, SessionView session) {
    boolean numbers = session.answers("SEARCH");
    boolean any = false;
    while (in.take(' ')) {
      if (any && in.take('(')) {
        in.expect("MODSEQ", SEARCH);
        Terms.space(in);
        Terms.modSequence(in);
        in.expect(')', SEARCH);
        return;
      }
      int start = in.position();
      if (Terms.nzNumber(in) > session.messages() && numbers) {
        in.back(start);
        throw in.fault("a message sequence number that there is (RFC 3501 §2.3.1.2)");
      }
      any = true;
    }
  }

  static void extended(Octets in, SessionView session) {
    if (!session.answers("SEARCH", "UID SEARCH")) {
      throw in.fault("ESEARCH answers a SEARCH (RFC 4731 §3.1)");
    }
    if (in.take(' ')) {
      if (in.take('(')) {
        correlator(in, session);
        if (!in.take(' ')) {
          uid(in, session, false);
          return;
        }
      }
    } else {
      uid(in, session, false);
      return;
    }
    results(in, session);
  }

  private static void correlator(Octets in, SessionView session) {
    in.expect("TAG", "search-correlator (RFC 4466 §2.6.2)");
    Terms.space(in);
    int start = in.position();
    String tag = Terms.string(in);
    if (session.command() == null || !tag.equals(session.command().tag())) {
      in.back(start);
      throw in.fault("search-correlator (RFC 4466 §2.6.2): the tag of the command");
    }
    in.expect(')', "search-correlator (RFC 4466 §2.6.2)");
  }

  private static void uid(Octets in, SessionView session, boolean told) {
    if (session.answers("UID SEARCH") != told) {
      throw in.fault(ESEARCH + ": UID as in the command");
    }
  }

  private static void results(Octets in, SessionView session) {
    Set<String> seen = new HashSet<>();
    boolean uid = false;
    do {
      int start = in.position();
      String name = in.oneOf(ESEARCH, "UID", "MIN", "MAX", "ALL", "COUNT", "MODSEQ");
      if (!seen.add(name) || name.equals("UID") && seen.size() > 1) {
        in.back(start);
        throw in.fault(ESEARCH + ": UID first, each item once");
      }
      if (name.equals("UID")) {
        uid = true;
      } else {
        Terms.space(in);
        switch (name) {
          case "MIN", "MAX" -> Terms.nzNumber(in);
          case "ALL" -> Terms.set(in, ESEARCH);
          case "COUNT" -> Terms.number(in);
          default -> Terms.modSequence(in);
        }
      }
    } while (in.take(' '));
    uid(in, session, uid);
  }
}
