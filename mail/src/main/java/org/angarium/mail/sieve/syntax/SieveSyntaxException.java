package org.angarium.mail.sieve.syntax;

import java.util.List;

/** A script can't be compiled. Says all that is wrong with it at once. */
public final class SieveSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<SieveError> errors;

  /** An exception that tells of these errors, at least one. */
  public SieveSyntaxException(List<SieveError> errors) {
    super(errors.size() + " errors, the first: " + errors.getFirst());
    this.errors = List.copyOf(errors);
  }

  /** A script longer than the limits allow; {@code length} in octets. */
  public static SieveSyntaxException tooLong(int length, SieveLimits limits) {
    return new SieveSyntaxException(
        List.of(
            new SieveError(
                1,
                1,
                "the script has " + length + " octets",
                "at most " + limits.scriptBytes() + " are allowed")));
  }

  /** What is wrong, in the order of the script; at least one. */
  public List<SieveError> errors() {
    return errors;
  }
}
