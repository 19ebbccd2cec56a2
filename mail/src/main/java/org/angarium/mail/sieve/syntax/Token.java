package org.angarium.mail.sieve.syntax;

/**
 * One word of a script.
 *
 * @param text the identifier or tag in lower case, the content of a string, or the sign itself
 * @param number the value of a number, its quantifier applied
 * @param end the offset behind it
 */
record Token(Kind kind, String text, long number, Position at, int end) {
  enum Kind {
    IDENTIFIER,
    TAG,
    NUMBER,
    STRING,
    SIGN,
    END
  }

  boolean is(char sign) {
    return kind == Kind.SIGN && text.charAt(0) == sign;
  }

  /** How an error names it. */
  String shown() {
    return switch (kind) {
      case IDENTIFIER, SIGN -> "\"" + text + "\"";
      case TAG -> "\":" + text + "\"";
      case NUMBER -> "the number " + number;
      case STRING -> "a string";
      case END -> "the end of the script";
    };
  }
}
