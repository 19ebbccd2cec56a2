package org.angarium.mail.sieve;

import java.util.List;

/** A script can't be compiled. Says all that is wrong with it at once. */
public final class SieveSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<SieveError> errors;

  SieveSyntaxException(List<SieveError> errors) {
    super(errors.size() + " errors, the first: " + errors.getFirst());
    this.errors = List.copyOf(errors);
  }

  /** What is wrong, in the order of the script; at least one. */
  public List<SieveError> errors() {
    return errors;
  }
}
