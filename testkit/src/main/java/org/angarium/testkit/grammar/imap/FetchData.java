package org.angarium.testkit.grammar.imap;

import java.util.HashSet;
import java.util.Set;
import org.angarium.testkit.grammar.Octets;

/** {@code msg-att} (RFC 3501 §9; RFC 3516, 7162, 8474, 8514, 8970), each item at most once. */
final class FetchData {
  private static final String RULE = "msg-att (RFC 3501 §9)";
  private static final String SECTION = "section (RFC 3501 §9)";
  private static final String BINARY = "section-binary (RFC 3516 §7)";

  private FetchData() {}

  static void read(Octets in, SessionView session) {
    in.expect('(', RULE);
    Set<String> items = new HashSet<>();
    do {
      int start = in.position();
      String item = item(in, session);
      if (!items.add(item)) {
        in.back(start);
        throw in.fault(RULE + ": each item once");
      }
    } while (in.take(' '));
    if (session.answers("UID FETCH", "UID STORE") && !items.contains("UID")) {
      throw in.fault("FETCH response of a UID command has UID (RFC 3501 §6.4.8)");
    }
    boolean asked = session.answers("FETCH", "UID FETCH");
    if (session.condstore() && !asked && items.contains("FLAGS") && !items.contains("MODSEQ")) {
      throw in.fault("MODSEQ in every FETCH response that tells a change (RFC 7162 §3.1)");
    }
    in.expect(')', RULE);
  }

  /** Reads an item with its value; returns its name with its section. */
  private static String item(Octets in, SessionView session) {
    int start = in.position();
    String name =
        in.oneOf(
            RULE,
            "FLAGS",
            "MODSEQ",
            "ENVELOPE",
            "INTERNALDATE",
            "RFC822",
            "RFC822.HEADER",
            "RFC822.TEXT",
            "RFC822.SIZE",
            "BODY",
            "BODYSTRUCTURE",
            "UID",
            "BINARY",
            "BINARY.SIZE",
            "EMAILID",
            "THREADID",
            "SAVEDATE",
            "PREVIEW");
    switch (name) {
      case "FLAGS" -> {
        Terms.space(in);
        Flags.fetched(in);
      }
      case "MODSEQ" -> {
        if (!session.modSequences()) {
          in.back(start);
          throw in.fault("MODSEQ only after a CONDSTORE enabling command (RFC 7162 §3.1)");
        }
        Terms.space(in);
        in.expect('(', "fetch-mod-resp (RFC 7162 §7)");
        Terms.modSequence(in);
        in.expect(')', "fetch-mod-resp (RFC 7162 §7)");
      }
      case "ENVELOPE" -> {
        Terms.space(in);
        Envelope.read(in);
      }
      case "INTERNALDATE" -> {
        Terms.space(in);
        Terms.dateTime(in);
      }
      case "RFC822", "RFC822.HEADER", "RFC822.TEXT", "PREVIEW" -> {
        Terms.space(in);
        Terms.nstring(in);
      }
      case "RFC822.SIZE" -> {
        Terms.space(in);
        Terms.number(in);
      }
      case "BODYSTRUCTURE" -> {
        Terms.space(in);
        BodyStructure.read(in, true);
      }
      case "BODY" -> {
        return body(in);
      }
      case "UID" -> {
        Terms.space(in);
        Terms.nzNumber(in);
      }
      case "BINARY" -> {
        return binary(in);
      }
      case "BINARY.SIZE" -> {
        String section = sectionBinary(in);
        Terms.space(in);
        Terms.number(in);
        return name + section;
      }
      case "EMAILID" -> {
        Terms.space(in);
        Terms.objectId(in);
      }
      case "THREADID" -> {
        Terms.space(in);
        if (!Terms.nil(in)) {
          Terms.objectId(in);
        }
      }
      case "SAVEDATE" -> {
        Terms.space(in);
        if (!Terms.nil(in)) {
          Terms.dateTime(in);
        }
      }
      default -> throw in.fault(RULE);
    }
    return name;
  }

  private static String body(Octets in) {
    if (in.take(' ')) {
      BodyStructure.read(in, false);
      return "BODY";
    }
    int start = in.position();
    section(in);
    origin(in);
    String section = in.since(start);
    Terms.space(in);
    Terms.nstring(in);
    return "BODY" + section;
  }

  /** {@code ["<" number ">"]}. */
  private static void origin(Octets in) {
    if (in.take('<')) {
      Terms.number(in);
      in.expect('>', SECTION);
    }
  }

  private static void section(Octets in) {
    in.expect('[', SECTION);
    if (in.take(']')) {
      return;
    }
    boolean part = false;
    if (in.peek() >= '0' && in.peek() <= '9') {
      Terms.nzNumber(in);
      part = true;
      while (in.take('.')) {
        if (in.peek() < '0' || in.peek() > '9') {
          text(in, true);
          in.expect(']', SECTION);
          return;
        }
        Terms.nzNumber(in);
      }
    }
    if (!part) {
      text(in, false);
    }
    in.expect(']', SECTION);
  }

  private static void text(Octets in, boolean ofPart) {
    String text =
        ofPart
            ? in.oneOf(SECTION, "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME")
            : in.oneOf(SECTION, "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT");
    if (text.startsWith("HEADER.FIELDS")) {
      Terms.space(in);
      in.expect('(', "header-list (RFC 3501 §9)");
      do {
        Terms.astring(in);
      } while (in.take(' '));
      in.expect(')', "header-list (RFC 3501 §9)");
    }
  }

  private static String binary(Octets in) {
    int start = in.position();
    sectionBinary(in);
    origin(in);
    String section = in.since(start);
    Terms.space(in);
    if (in.ahead('~')) {
      Terms.literal8(in);
    } else {
      Terms.nstring(in);
    }
    return "BINARY" + section;
  }

  private static String sectionBinary(Octets in) {
    int start = in.position();
    in.expect('[', BINARY);
    if (!in.ahead(']')) {
      do {
        Terms.nzNumber(in);
      } while (in.take('.'));
    }
    in.expect(']', BINARY);
    return in.since(start);
  }
}
