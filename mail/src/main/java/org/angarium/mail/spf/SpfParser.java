package org.angarium.mail.spf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.address.IpAddresses;
import org.jspecify.annotations.Nullable;

/** The grammar of records (RFC 7208 §12), by hand: one pass, no look-ups, no backtracking. */
final class SpfParser {
  private final String text;
  private final SpfLimits limits;
  private final List<SpfDirective> directives = new ArrayList<>();
  private @Nullable MacroString redirect;
  private @Nullable MacroString explanation;

  SpfParser(String text, SpfLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  SpfRecord record() throws SpfSyntaxException {
    if (!SpfRecord.isSpf(text)) {
      throw new SpfSyntaxException(
          text.substring(0, Math.min(20, text.length())), "does not start with v=spf1");
    }
    if (text.length() > limits.recordOctets()) {
      throw new SpfSyntaxException("v=spf1 …", "longer than " + limits.recordOctets() + " octets");
    }
    int at = 6;
    while (at < text.length()) {
      if (text.charAt(at) == ' ') {
        at++;
        continue;
      }
      int end = text.indexOf(' ', at);
      if (end < 0) {
        end = text.length();
      }
      term(text.substring(at, end));
      at = end;
    }
    return new SpfRecord(directives, redirect, explanation);
  }

  private void term(String term) throws SpfSyntaxException {
    for (int i = 0; i < term.length(); i++) {
      if (term.charAt(i) < 0x21 || term.charAt(i) > 0x7E) {
        throw new SpfSyntaxException(printable(term), "a character outside printable ASCII");
      }
    }
    int nameEnd = nameEnd(term);
    if (nameEnd < term.length() && term.charAt(nameEnd) == '=' && nameEnd > 0) {
      modifier(
          term, term.substring(0, nameEnd).toLowerCase(Locale.ROOT), term.substring(nameEnd + 1));
    } else {
      directive(term);
    }
  }

  /**
   * The end of {@code ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )}; 0 where the term does not start
   * with a letter.
   */
  private static int nameEnd(String term) {
    if (term.isEmpty() || !isLetter(term.charAt(0))) {
      return 0;
    }
    int i = 1;
    while (i < term.length()
        && (isLetter(term.charAt(i))
            || isDigit(term.charAt(i))
            || "-_.".indexOf(term.charAt(i)) >= 0)) {
      i++;
    }
    return i;
  }

  private void modifier(String term, String name, String value) throws SpfSyntaxException {
    switch (name) {
      case "redirect" -> {
        if (redirect != null) {
          throw new SpfSyntaxException(term, "redirect= may be there only once");
        }
        redirect = domain(term, value);
      }
      case "exp" -> {
        if (explanation != null) {
          throw new SpfSyntaxException(term, "exp= may be there only once");
        }
        explanation = domain(term, value);
      }
      default -> MacroString.parse(value, false, term);
    }
  }

  private void directive(String term) throws SpfSyntaxException {
    SpfResult result = SpfResult.PASS;
    String rest = term;
    switch (term.charAt(0)) {
      case '+' -> rest = term.substring(1);
      case '-' -> {
        result = SpfResult.FAIL;
        rest = term.substring(1);
      }
      case '~' -> {
        result = SpfResult.SOFTFAIL;
        rest = term.substring(1);
      }
      case '?' -> {
        result = SpfResult.NEUTRAL;
        rest = term.substring(1);
      }
      default -> {
        // No qualifier means "+".
      }
    }
    int nameEnd = 0;
    while (nameEnd < rest.length() && rest.charAt(nameEnd) != ':' && rest.charAt(nameEnd) != '/') {
      nameEnd++;
    }
    String arguments = rest.substring(nameEnd);
    SpfMechanism mechanism =
        switch (rest.substring(0, nameEnd).toLowerCase(Locale.ROOT)) {
          case "all" -> all(term, arguments);
          case "include" -> new SpfMechanism.Include(domain(term, afterColon(term, arguments)));
          case "a" -> {
            Arguments parts = arguments(term, arguments);
            yield new SpfMechanism.A(parts.domain, parts.ip4Bits, parts.ip6Bits);
          }
          case "mx" -> {
            Arguments parts = arguments(term, arguments);
            yield new SpfMechanism.Mx(parts.domain, parts.ip4Bits, parts.ip6Bits);
          }
          case "ptr" ->
              new SpfMechanism.Ptr(
                  arguments.isEmpty() ? null : domain(term, afterColon(term, arguments)));
          case "ip4" -> network(term, afterColon(term, arguments), 4);
          case "ip6" -> network(term, afterColon(term, arguments), 16);
          case "exists" -> new SpfMechanism.Exists(domain(term, afterColon(term, arguments)));
          default -> throw new SpfSyntaxException(term, "no such mechanism");
        };
    directives.add(new SpfDirective(result, mechanism, term));
  }

  private static SpfMechanism all(String term, String arguments) throws SpfSyntaxException {
    if (!arguments.isEmpty()) {
      throw new SpfSyntaxException(term, "“all” takes nothing after it");
    }
    return new SpfMechanism.All();
  }

  private static String afterColon(String term, String arguments) throws SpfSyntaxException {
    if (arguments.isEmpty() || arguments.charAt(0) != ':') {
      throw new SpfSyntaxException(term, "a “:” and a value must follow");
    }
    return arguments.substring(1);
  }

  private record Arguments(@Nullable MacroString domain, int ip4Bits, int ip6Bits) {}

  /** {@code [ ":" domain-spec ] [ "/" ip4-bits ] [ "//" ip6-bits ]} */
  private static Arguments arguments(String term, String arguments) throws SpfSyntaxException {
    String rest = arguments;
    int ip6Bits = 128;
    int ip4Bits = 32;
    int end = trailingDigits(rest);
    if (end < rest.length()
        && end >= 2
        && rest.charAt(end - 1) == '/'
        && rest.charAt(end - 2) == '/') {
      ip6Bits = bits(term, rest.substring(end), 128);
      rest = rest.substring(0, end - 2);
      end = trailingDigits(rest);
    }
    if (end < rest.length() && end >= 1 && rest.charAt(end - 1) == '/') {
      ip4Bits = bits(term, rest.substring(end), 32);
      rest = rest.substring(0, end - 1);
    }
    return new Arguments(
        rest.isEmpty() ? null : domain(term, afterColon(term, rest)), ip4Bits, ip6Bits);
  }

  private static int trailingDigits(String text) {
    int i = text.length();
    while (i > 0 && isDigit(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  private static int bits(String term, String digits, int most) throws SpfSyntaxException {
    if (digits.isEmpty()
        || trailingDigits(digits) != 0
        || digits.length() > 3
        || digits.length() > 1 && digits.charAt(0) == '0'
        || Integer.parseInt(digits) > most) {
      throw new SpfSyntaxException(term, "a prefix length is a number from 0 to " + most);
    }
    return Integer.parseInt(digits);
  }

  private static SpfMechanism network(String term, String value, int octets)
      throws SpfSyntaxException {
    int slash = value.indexOf('/');
    String addressText = slash < 0 ? value : value.substring(0, slash);
    InetAddress address =
        octets == 4 ? IpAddresses.parse4(addressText) : IpAddresses.parse6(addressText);
    if (address == null) {
      throw new SpfSyntaxException(term, "not an address of IP version " + (octets == 4 ? 4 : 6));
    }
    int bits = slash < 0 ? octets * 8 : bits(term, value.substring(slash + 1), octets * 8);
    return new SpfMechanism.Ip(address, bits);
  }

  /**
   * {@code domain-spec = macro-string domain-end}: ends in a top label that is not all digits, or
   * in a macro.
   */
  private static MacroString domain(String term, String value) throws SpfSyntaxException {
    MacroString parsed = MacroString.parse(value, false, term);
    if (value.isEmpty()) {
      throw new SpfSyntaxException(term, "a domain is missing");
    }
    if (!parsed.endsInMacro() && !endsInTopLabel(value)) {
      throw new SpfSyntaxException(term, "does not end in a top-level domain");
    }
    return parsed;
  }

  private static boolean endsInTopLabel(String value) {
    int end = value.endsWith(".") ? value.length() - 1 : value.length();
    int dot = value.lastIndexOf('.', end - 1);
    if (dot < 0 || end - dot < 2) {
      return false;
    }
    boolean notAllDigits = false;
    for (int i = dot + 1; i < end; i++) {
      char c = value.charAt(i);
      if (!isLetter(c) && !isDigit(c) && c != '-') {
        return false;
      }
      notAllDigits |= !isDigit(c);
    }
    return notAllDigits && value.charAt(dot + 1) != '-' && value.charAt(end - 1) != '-';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String printable(String term) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(60, term.length()); i++) {
      char c = term.charAt(i);
      shown.append(c < 0x21 || c > 0x7E ? '?' : c);
    }
    return shown.toString();
  }
}
