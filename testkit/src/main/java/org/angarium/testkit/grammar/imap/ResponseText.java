package org.angarium.testkit.grammar.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.testkit.grammar.Octets;
import org.jspecify.annotations.Nullable;

/**
 * {@code resp-text} (RFC 3501 §9) with its response code. Codes are those that standards define,
 * each with its own arguments; none is free text.
 */
final class ResponseText {
  private static final String RULE = "resp-text-code (RFC 3501 §9)";

  /** Codes without arguments (RFC 3501, 3516, 4315, 5182, 5530, 6154, 7162, 7889, 9051). */
  private static final String[] BARE = {
    "ALERT",
    "ALREADYEXISTS",
    "AUTHENTICATIONFAILED",
    "AUTHORIZATIONFAILED",
    "CANNOT",
    "CLIENTBUG",
    "CLOSED",
    "CONTACTADMIN",
    "CORRUPTION",
    "EXPIRED",
    "EXPUNGEISSUED",
    "HASCHILDREN",
    "INUSE",
    "LIMIT",
    "NOMODSEQ",
    "NONEXISTENT",
    "NOPERM",
    "NOTSAVED",
    "OVERQUOTA",
    "PARSE",
    "PRIVACYREQUIRED",
    "READ-ONLY",
    "READ-WRITE",
    "SERVERBUG",
    "TOOBIG",
    "TRYCREATE",
    "UIDNOTSTICKY",
    "UNAVAILABLE",
    "UNKNOWN-CTE",
    "USEATTR"
  };

  private static final String[] WITH_ARGUMENTS = {
    "APPENDUID",
    "BADCHARSET",
    "CAPABILITY",
    "COPYUID",
    "HIGHESTMODSEQ",
    "MAILBOXID",
    "MODIFIED",
    "PERMANENTFLAGS",
    "UIDNEXT",
    "UIDVALIDITY",
    "UNSEEN"
  };

  private static final String[] ALL = join(BARE, WITH_ARGUMENTS);

  private ResponseText() {}

  private static String[] join(String[] left, String[] right) {
    List<String> all = new ArrayList<>(List.of(left));
    all.addAll(List.of(right));
    return all.toArray(new String[0]);
  }

  /** Returns the code, if there is one. */
  static @Nullable String read(Octets in) {
    String code = null;
    if (in.take('[')) {
      code = code(in);
      in.expect(']', RULE);
      in.expect(' ', "resp-text (RFC 3501 §9: SP and text follow the code)");
    }
    text(in);
    return code;
  }

  /** {@code text}: at least one octet, seven bits, no NUL. Stops before CR. */
  static void text(Octets in) {
    String rule = "text (RFC 3501 §9: 1*TEXT-CHAR)";
    int start = in.position();
    while (!in.ahead('\r')) {
      int octet = in.peek();
      if (octet == 0 || octet > 0x7F || octet == '\n') {
        throw in.fault(rule);
      }
      in.next();
    }
    if (in.position() == start) {
      throw in.fault(rule);
    }
  }

  private static String code(Octets in) {
    String code = in.oneOf(RULE + ", a registered code", ALL);
    switch (code) {
      case "APPENDUID" -> {
        Terms.space(in);
        Terms.nzNumber(in);
        Terms.space(in);
        Terms.set(in, "resp-code-apnd (RFC 4315 §4)");
      }
      case "BADCHARSET" -> charsets(in);
      case "CAPABILITY" -> capabilities(in);
      case "COPYUID" -> copied(in);
      case "HIGHESTMODSEQ" -> {
        Terms.space(in);
        Terms.modSequence(in);
      }
      case "MAILBOXID" -> {
        Terms.space(in);
        Terms.objectId(in);
      }
      case "MODIFIED" -> {
        Terms.space(in);
        Terms.set(in, "MODIFIED (RFC 7162 §7)");
      }
      case "PERMANENTFLAGS" -> {
        Terms.space(in);
        Flags.permanent(in);
      }
      case "UIDNEXT", "UIDVALIDITY", "UNSEEN" -> {
        Terms.space(in);
        Terms.nzNumber(in);
      }
      default -> {
        // One without arguments.
      }
    }
    return code;
  }

  private static void charsets(Octets in) {
    if (in.take(' ')) {
      in.expect('(', "BADCHARSET (RFC 3501 §9)");
      do {
        Terms.astring(in);
      } while (in.take(' '));
      in.expect(')', "BADCHARSET (RFC 3501 §9)");
    }
  }

  private static void copied(Octets in) {
    String rule = "resp-code-copy (RFC 4315 §4)";
    Terms.space(in);
    Terms.nzNumber(in);
    Terms.space(in);
    long source = Terms.set(in, rule);
    Terms.space(in);
    int start = in.position();
    if (Terms.set(in, rule) != source) {
      in.back(start);
      throw in.fault(rule + ": both sets have as many UIDs");
    }
  }

  /** The rest of {@code capability-data}: names, IMAP4rev1 among them, none twice. */
  static void capabilities(Octets in) {
    String rule = "capability-data (RFC 3501 §9)";
    List<String> names = new ArrayList<>();
    Terms.space(in);
    do {
      int start = in.position();
      String name = Terms.atom(in, rule).toUpperCase(Locale.ROOT);
      if (names.contains(name)) {
        in.back(start);
        throw in.fault(rule + ": each name once");
      }
      names.add(name);
    } while (in.take(' '));
    if (!names.contains("IMAP4REV1")) {
      throw in.fault(rule + ": IMAP4rev1 is named");
    }
  }
}
