package org.angarium.mail.sieve.run;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.angarium.mail.sieve.action.DeliverBy;
import org.angarium.mail.sieve.action.EnvelopeParameters;
import org.angarium.mail.sieve.compile.DateParts;
import org.angarium.mail.sieve.match.AddressPart;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.smtp.DsnNotify;
import org.jspecify.annotations.Nullable;

/** The parts of the envelope that a script can see (RFC 5228 §5.4, RFC 6009 §4, §5). */
final class Envelopes {
  private Envelopes() {}

  /** What a part that isn't an address holds: nothing if it wasn't given or isn't known. */
  static List<String> values(SieveEnvironment environment, String part, @Nullable ZoneOffset zone) {
    EnvelopeParameters parameters = environment.parameters();
    DeliverBy by = parameters.deliverBy();
    return switch (part) {
      case "notify" -> parameters.notifyOn().stream().map(DsnNotify::name).sorted().toList();
      case "ret" -> one(parameters.returned());
      case "orcpt" -> one(parameters.originalRecipient());
      case "envid" -> one(parameters.envelopeId());
      case "bytimeabsolute" -> by == null ? List.of() : List.of(absolute(environment, by, zone));
      case "bytimerelative" -> by == null ? List.of() : List.of(relative(environment, by));
      case "bymode" -> by == null ? List.of() : List.of(mode(by));
      case "bytrace" -> by == null ? List.of() : List.of(by.trace() ? "trace" : "");
      default -> List.of();
    };
  }

  private static List<String> one(@Nullable Object value) {
    return value == null ? List.of() : List.of(value.toString());
  }

  private static String mode(DeliverBy by) {
    return switch (by.mode()) {
      case NOTIFY -> "notify";
      case RETURN -> "return";
    };
  }

  private static String absolute(
      SieveEnvironment environment, DeliverBy by, @Nullable ZoneOffset zone) {
    ZoneId shown = zone == null ? environment.now().getZone() : zone;
    String text = DateParts.part(by.until().atZone(shown).toOffsetDateTime(), "iso8601");
    return text == null ? "" : text;
  }

  /** Seconds that are left; negative if it is over. */
  private static String relative(SieveEnvironment environment, DeliverBy by) {
    return Long.toString(by.until().getEpochSecond() - environment.now().toEpochSecond());
  }

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
