package org.angarium.mail.sieve.syntax;

/**
 * Something wrong in a script, in words for the person who wrote it.
 *
 * @param line from 1
 * @param column in chars, from 1
 * @param message what is wrong
 * @param remedy what to do about it
 */
public record SieveError(int line, int column, String message, String remedy) {
  /** One line: {@code 3:14: unknown command "fielinto"; did you mean "fileinto"?}. */
  @Override
  public String toString() {
    return line + ":" + column + ": " + message + "; " + remedy;
  }
}
