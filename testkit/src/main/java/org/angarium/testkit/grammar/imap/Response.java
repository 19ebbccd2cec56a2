package org.angarium.testkit.grammar.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.testkit.grammar.Octets;
import org.angarium.testkit.grammar.imap.SessionView.Stage;
import org.jspecify.annotations.Nullable;

/**
 * One response (RFC 3501 §7, §9): its grammar, and whether it may come now.
 *
 * <p>Server data that answer one command only, such as LIST, come while that command is answered.
 */
final class Response {
  private static final String TAG = "tag (RFC 3501 §9)";
  private static final String DATA = "response-data (RFC 3501 §9)";
  private static final String EXPUNGE_TIME =
      "EXPUNGE and VANISHED not without a command, and not while FETCH, STORE or SEARCH is answered"
          + " (RFC 3501 §7.4.1)";
  private static final int ID_PAIRS = 30;
  private static final int ID_FIELD = 30;
  private static final int ID_VALUE = 1024;

  private final Octets in;
  private final SessionView session;

  private Response(Octets in, SessionView session) {
    this.in = in;
    this.session = session;
  }

  static Answer read(Octets in, SessionView session) {
    return new Response(in, session).read();
  }

  private Answer read() {
    if (!session.greeted()) {
      return greeting();
    }
    return switch (in.peek()) {
      case '+' -> continuation();
      case '*' -> untagged();
      default -> tagged();
    };
  }

  private void end() {
    in.crlf("CRLF at the end of a response (RFC 3501 §9)");
  }

  private Answer greeting() {
    String rule = "greeting (RFC 3501 §9)";
    in.expect('*', rule);
    in.expect(' ', rule);
    String status = in.oneOf(rule, "OK", "PREAUTH", "BYE");
    Terms.space(in);
    ResponseText.read(in);
    end();
    return new Answer.Greeting(status);
  }

  // ---- continue-req

  private Answer continuation() {
    if (!session.continuable()) {
      throw in.fault("continue-req only where the client has more to send (RFC 3501 §7.5)");
    }
    in.next();
    in.expect(' ', "continue-req (RFC 3501 §9)");
    if (session.answers("AUTHENTICATE")) {
      base64();
    } else {
      ResponseText.read(in);
    }
    end();
    return new Answer.Continuation();
  }

  private void base64() {
    String rule = "base64 (RFC 3501 §9)";
    int count = 0;
    int padding = 0;
    while (!in.ahead('\r')) {
      int octet = in.peek();
      boolean letter =
          octet >= 'a' && octet <= 'z'
              || octet >= 'A' && octet <= 'Z'
              || octet >= '0' && octet <= '9'
              || octet == '+'
              || octet == '/';
      if (letter ? padding > 0 : octet != '=' || ++padding > 2) {
        throw in.fault(rule);
      }
      in.next();
      count++;
    }
    if (count % 4 != 0) {
      throw in.fault(rule);
    }
  }

  // ---- response-tagged

  private Answer tagged() {
    if (session.command() == null) {
      throw in.fault("a tagged response answers a command (RFC 3501 §7)");
    }
    int start = in.position();
    while (in.peek() != '+' && Terms.astringChar(in.peek())) {
      in.next();
    }
    if (in.position() == start) {
      throw in.fault(TAG);
    }
    String tag = in.since(start);
    if (!session.command().tag().equals(tag)) {
      in.back(start);
      throw in.fault("the tag of the command that is answered (RFC 3501 §2.2.1)");
    }
    Terms.space(in);
    String status = in.oneOf("resp-cond-state (RFC 3501 §9)", "OK", "NO", "BAD");
    Terms.space(in);
    int text = in.position();
    String code = ResponseText.read(in);
    end();
    String missing = Completion.missing(session, status, code);
    if (missing != null) {
      in.back(text);
      throw in.fault(missing);
    }
    return new Answer.Tagged(tag, status, code);
  }

  // ---- response-data

  private Answer untagged() {
    in.next();
    Terms.space(in);
    Answer answer = in.peek() >= '0' && in.peek() <= '9' ? numbered() : named();
    end();
    return answer;
  }

  private Answer named() {
    int start = in.position();
    String name =
        in.oneOf(
            DATA,
            "OK",
            "NO",
            "BAD",
            "BYE",
            "CAPABILITY",
            "ENABLED",
            "ESEARCH",
            "FLAGS",
            "ID",
            "LIST",
            "LSUB",
            "NAMESPACE",
            "QUOTA",
            "QUOTAROOT",
            "SEARCH",
            "STATUS",
            "VANISHED");
    if (!mayCome(name)) {
      in.back(start);
      throw in.fault(name + " only while its command is answered (RFC 3501 §7)");
    }
    switch (name) {
      case "CAPABILITY" -> {
        ResponseText.capabilities(in);
        return new Answer.Data(name);
      }
      case "ENABLED" -> {
        return enabled();
      }
      case "ESEARCH" -> {
        SearchData.extended(in, session);
        return new Answer.Data(name);
      }
      case "SEARCH" -> {
        SearchData.search(in, session);
        return new Answer.Data(name);
      }
      case "VANISHED" -> {
        in.back(start);
        return vanished();
      }
      default -> Terms.space(in);
    }
    switch (name) {
      case "OK", "NO", "BAD", "BYE" -> {
        return new Answer.Condition(name, condition(name));
      }
      case "FLAGS" -> Flags.list(in);
      case "ID" -> id();
      case "LIST", "LSUB" -> MailboxData.list(in, session);
      case "NAMESPACE" -> MailboxData.namespaces(in);
      case "QUOTA" -> MailboxData.quota(in);
      case "QUOTAROOT" -> MailboxData.quotaRoot(in);
      case "STATUS" -> MailboxData.status(in);
      default -> throw in.fault(DATA);
    }
    return new Answer.Data(name);
  }

  private boolean mayCome(String name) {
    return switch (name) {
      case "ENABLED" -> session.answers("ENABLE");
      case "ESEARCH", "SEARCH" -> session.answers("SEARCH", "UID SEARCH");
      case "FLAGS" -> session.mailboxOpen();
      case "ID" -> session.answers("ID");
      case "LIST" -> session.answers("LIST");
      case "LSUB" -> session.answers("LSUB");
      case "NAMESPACE" -> session.answers("NAMESPACE");
      case "QUOTA" -> session.answers("GETQUOTA", "GETQUOTAROOT", "SETQUOTA");
      case "QUOTAROOT" -> session.answers("GETQUOTAROOT");
      case "STATUS" -> session.answers("STATUS", "LIST");
      default -> true;
    };
  }

  private @Nullable String condition(String name) {
    int start = in.position();
    String code = ResponseText.read(in);
    if (code != null) {
      boolean allowed =
          switch (code) {
            // These belong to a tagged OK (RFC 4315 §3, RFC 7162 §3.1.3), or of MOVE to an
            // untagged.
            case "APPENDUID", "MODIFIED" -> false;
            case "COPYUID" -> name.equals("OK") && session.answers("MOVE", "UID MOVE");
            case "PERMANENTFLAGS",
                "UIDNEXT",
                "UIDVALIDITY",
                "UNSEEN",
                "HIGHESTMODSEQ",
                "MAILBOXID",
                "CLOSED",
                "NOMODSEQ" ->
                name.equals("OK") && session.mailboxOpen();
            default -> true;
          };
      if (!allowed) {
        in.back(start);
        throw in.fault("the code " + code + " not in this response");
      }
    }
    return code;
  }

  private Answer enabled() {
    List<String> names = new ArrayList<>();
    while (in.take(' ')) {
      int start = in.position();
      String name = Terms.atom(in, "enable-data (RFC 5161 §4)").toUpperCase(Locale.ROOT);
      if (session.command() == null || !session.command().text().contains(name)) {
        in.back(start);
        throw in.fault("ENABLED names what was asked for (RFC 5161 §3.2)");
      }
      names.add(name);
    }
    return new Answer.Enabled(names);
  }

  private void id() {
    String rule = "id-response (RFC 2971 §4)";
    if (Terms.nil(in)) {
      return;
    }
    in.expect('(', rule);
    Set<String> fields = new HashSet<>();
    do {
      int start = in.position();
      String field = Terms.string(in).toLowerCase(Locale.ROOT);
      Terms.space(in);
      int value = in.position();
      Terms.nstring(in);
      boolean tooLong = in.position() - value > ID_VALUE + 2;
      if (field.length() > ID_FIELD || tooLong || fields.size() >= ID_PAIRS || !fields.add(field)) {
        in.back(start);
        throw in.fault(rule + ": §3.3, at most 30 pairs, no field twice, none too long");
      }
    } while (in.take(' '));
    in.expect(')', rule);
  }

  private Answer vanished() {
    String rule = "expunged-resp (RFC 7162 §7)";
    if (!session.qresync()) {
      throw in.fault("VANISHED only after ENABLE QRESYNC (RFC 7162 §3.2.10)");
    }
    int start = in.position();
    in.expect("VANISHED ", rule);
    boolean earlier = in.take('(');
    if (earlier) {
      in.expect("EARLIER) ", rule);
      if (!session.answers("SELECT", "EXAMINE", "UID FETCH")) {
        in.back(start);
        throw in.fault(
            "VANISHED (EARLIER) answers SELECT, EXAMINE or UID FETCH (RFC 7162 §3.2.10)");
      }
    } else {
      removal(start);
    }
    long count = Terms.set(in, rule);
    if (!earlier && count > session.messages()) {
      throw in.fault("no more messages vanish than there were (RFC 7162 §3.2.10)");
    }
    return new Answer.Removed(earlier ? 0 : count);
  }

  /** Whether numbers may change now. */
  private void removal(int start) {
    boolean known = session.stage() == Stage.SELECTED;
    if (!known || session.command() == null || session.answers("FETCH", "STORE", "SEARCH")) {
      in.back(start);
      throw in.fault(EXPUNGE_TIME);
    }
  }

  private Answer numbered() {
    int start = in.position();
    boolean zero = in.ahead('0');
    long number = Terms.number(in);
    Terms.space(in);
    int name = in.position();
    String data = in.oneOf("message-data (RFC 3501 §9)", "EXISTS", "RECENT", "EXPUNGE", "FETCH");
    if (!session.mailboxOpen()) {
      in.back(name);
      throw in.fault(data + " only with a mailbox selected (RFC 3501 §7)");
    }
    switch (data) {
      case "EXISTS" -> {
        if (number < session.messages() && !session.answers("SELECT", "EXAMINE")) {
          in.back(start);
          throw in.fault("EXISTS makes no mailbox smaller (RFC 3501 §7.3.1)");
        }
        return new Answer.Exists(number);
      }
      case "RECENT" -> {
        return new Answer.Data(data);
      }
      default -> {
        if (zero || number > session.messages()) {
          in.back(start);
          throw in.fault("the number of a message that there is (RFC 3501 §2.3.1.2)");
        }
      }
    }
    if (data.equals("EXPUNGE")) {
      if (session.qresync()) {
        in.back(name);
        throw in.fault("VANISHED in place of EXPUNGE after ENABLE QRESYNC (RFC 7162 §3.2.10)");
      }
      removal(name);
      return new Answer.Removed(1);
    }
    Terms.space(in);
    FetchData.read(in, session);
    return new Answer.Data(data);
  }
}
