package org.angarium.testkit.grammar.smtp;

import java.util.Locale;

/**
 * What the next reply answers.
 *
 * @param kind of it
 * @param verb of a command in upper case, else empty
 * @param line of a command, as it was sent
 */
record Question(Kind kind, String verb, String line) {

  enum Kind {
    /** The connection itself. */
    CONNECTION,
    COMMAND,
    /** A line in an authentication exchange. */
    SASL,
    /** The end of the message. */
    MESSAGE,
    /** Something that has begun and has no end yet. */
    UNFINISHED,
    /** Nothing. */
    NONE,
    /** It is not known any more what. */
    LOST
  }

  static Question of(Kind kind) {
    return new Question(kind, "", "");
  }

  static Question command(String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
      end++;
    }
    return new Question(Kind.COMMAND, line.substring(0, end).toUpperCase(Locale.ROOT), line);
  }

  boolean hello() {
    return verb.equals("EHLO") || verb.equals("LHLO");
  }

  /** RFC 2034 §4: all but the greeting and the answers to HELO and EHLO carry a status code. */
  boolean statusCodeExempt() {
    return kind == Kind.CONNECTION || hello() || verb.equals("HELO");
  }

  /** Whether the command's own parameters have that word. */
  boolean asks(String word) {
    return (" " + line.toUpperCase(Locale.ROOT) + " ").contains(" " + word + " ");
  }

  /** Whether a reply that is no error may have this code (RFC 5321 §4.3.2, RFC 4954, RFC 3207). */
  boolean mayBe(int code) {
    if (kind == Kind.LOST) {
      return true;
    }
    if (code >= 400) {
      return kind != Kind.NONE || code == 421;
    }
    return switch (kind) {
      case CONNECTION -> code == 220;
      case SASL -> code == 235 || code == 334;
      case MESSAGE -> code == 250;
      case UNFINISHED, NONE, LOST -> false;
      case COMMAND ->
          switch (verb) {
            case "EHLO", "LHLO", "HELO", "MAIL", "RSET", "NOOP", "BDAT", "XCLIENT" -> code == 250;
            case "RCPT" -> code == 250 || code == 251;
            case "DATA" -> code == 354;
            case "QUIT" -> code == 221;
            case "VRFY" -> code == 250 || code == 251 || code == 252;
            case "EXPN" -> code == 250 || code == 252;
            case "HELP" -> code == 211 || code == 214;
            case "STARTTLS" -> code == 220;
            case "AUTH" -> code == 235 || code == 334;
            default -> false;
          };
    };
  }
}
