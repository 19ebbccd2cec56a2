package org.angarium.mail.sieve;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of the envelope that a script can see (RFC 5228 §5.4). */
final class Envelopes {
  static final List<String> PARTS = List.of("from", "to", "auth");

  private Envelopes() {}

  /** The address in that part of the envelope; null if there is none. */
  static @Nullable String address(SieveEnvironment environment, String part) {
    return switch (Variables.canonical(part)) {
      case "from" -> environment.sender();
      case "to" -> environment.recipient();
      case "auth" -> environment.authenticated();
      default -> null;
    };
  }

  /** The part of an address that is written as in SMTP; null if the address has none. */
  static @Nullable String part(String address, AddressPart part, char separator) {
    int at = address.lastIndexOf('@');
    String local = at < 0 ? address : address.substring(0, at);
    String domain = at < 0 ? "" : address.substring(at + 1);
    return address.isEmpty() ? "" : part.of(local, domain, separator);
  }
}
