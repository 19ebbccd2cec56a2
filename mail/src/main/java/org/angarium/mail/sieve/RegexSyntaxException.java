package org.angarium.mail.sieve;

/** A text is no regular expression, or one that is too large. */
final class RegexSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  RegexSyntaxException(String message) {
    super(message, null, false, false);
  }
}
