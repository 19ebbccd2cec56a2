package org.angarium.mail.authres;

import java.util.Optional;

/**
 * The content of an ARC-Authentication-Results field (RFC 8617 §4.1.1): the number of a set in
 * front of what stands in Authentication-Results.
 *
 * @param instance the number as it stands there; whether it may be so is for ARC to say
 * @param results empty if they don't follow the grammar; the chain is none the worse for it
 */
public record ArcResults(int instance, Optional<AuthenticationResults> results) {
  /** Reads a field's value, in one line or folded; empty if it doesn't begin with a number. */
  public static Optional<ArcResults> parse(String value, AuthResLimits limits) {
    if (value.length() > limits.octets()) {
      return Optional.empty();
    }
    AuthResParser parser = new AuthResParser(value, limits);
    int instance = parser.instance();
    return instance < 0 ? Optional.empty() : Optional.of(new ArcResults(instance, parser.parse()));
  }
}
