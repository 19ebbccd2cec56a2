package org.angarium.mail.sieve.match;

/** A text is no regular expression, or one that is too large. */
public final class RegexSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  RegexSyntaxException(String message) {
    super(message, null, false, false);
  }
}
