package org.angarium.mail.address;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A mailbox: {@code localPart@domain} (RFC 5321 §4.1.2, RFC 6531 §3.3).
 *
 * <p>Equality is exact in the local part (only the host that owns the domain may know better, RFC
 * 5321 §2.4) and canonical in the domain. For a look-up in our own directory use {@link
 * #canonical()}.
 *
 * @param localPart content of the local part without quotes and backslashes; may be any Unicode
 *     without control characters
 * @param domain lower-case A-label domain, or an address literal in brackets
 */
public record EmailAddress(String localPart, String domain) {
  /** Longest local part in octets, RFC 5321 §4.5.3.1.1. */
  public static final int MAX_LOCAL_PART = 64;

  /** Longest domain in octets, RFC 5321 §4.5.3.1.2. */
  public static final int MAX_DOMAIN = 255;

  /** Longest address in octets: a path of 256 (RFC 5321 §4.5.3.1.3) without its angle brackets. */
  public static final int MAX_ADDRESS = 254;

  /**
   * Checks and canonicalises.
   *
   * @throws AddressSyntaxException when the parts don't make an address
   */
  public EmailAddress {
    int localOctets = checkLocalPart(localPart);
    domain = Domains.canonical(domain, localPart.length() + 1);
    if (localOctets > MAX_LOCAL_PART) {
      throw new AddressSyntaxException(0, "local part longer than 64 octets");
    }
    if (localOctets + 1 + domain.length() > MAX_ADDRESS) {
      throw new AddressSyntaxException(0, "address longer than 254 octets");
    }
  }

  /**
   * Reads an RFC 5321 {@code Mailbox}, all of {@code text}: dot-atom or quoted local part, domain
   * or address literal.
   *
   * @throws AddressSyntaxException with the position of the first fault
   */
  public static EmailAddress parse(String text) {
    MailboxScanner scanner = new MailboxScanner(text, 0);
    EmailAddress address = scanner.mailbox();
    if (scanner.position() != text.length()) {
      throw new AddressSyntaxException(
          scanner.position(), "unexpected character after the address");
    }
    return address;
  }

  /** The form for SMTP and headers: local part quoted only where it must be, A-label domain. */
  @Override
  public String toString() {
    return quotedLocalPart() + '@' + domain;
  }

  /** The form for people: as {@link #toString()} with the domain in Unicode. */
  public String toUnicode() {
    return quotedLocalPart() + '@' + Domains.toUnicode(domain);
  }

  /** The local part as it stands in protocols: quoted if it isn't a dot-atom. */
  public String quotedLocalPart() {
    return isDotString(localPart) ? localPart : quote(localPart);
  }

  /**
   * Whether the address can be sent to a peer without SMTPUTF8 (RFC 6531). The domain always can.
   */
  public boolean isAscii() {
    for (int i = 0; i < localPart.length(); i++) {
      if (localPart.charAt(i) > 0x7e) {
        return false;
      }
    }
    return true;
  }

  /**
   * The key for our own directory: local part in NFC and lower case. Never for mail to other
   * domains. A name that would be too long in that form is left as it is.
   */
  public EmailAddress canonical() {
    boolean plain = true;
    for (int i = 0; i < localPart.length() && plain; i++) {
      char c = localPart.charAt(i);
      plain = c < 0x80 && !(c >= 'A' && c <= 'Z');
    }
    if (plain) {
      return this;
    }
    String folded = Normalizer.normalize(localPart, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    try {
      return new EmailAddress(Normalizer.normalize(folded, Normalizer.Form.NFC), domain);
    } catch (AddressSyntaxException grown) {
      // Some letters have more octets in lower case, or composed.
      return this;
    }
  }

  /** Whether the domain is an address literal such as {@code [192.0.2.1]}. */
  public boolean isAddressLiteral() {
    return domain.startsWith("[");
  }

  /**
   * Splits {@code base+detail@domain} at the first {@code separator} that is neither first nor
   * absent (RFC 5233).
   *
   * @return the base address and the detail, which may be empty; empty if there is nothing to split
   */
  public Optional<Subaddress> subaddress(char separator) {
    int at = localPart.indexOf(separator);
    if (at <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Subaddress(
            new EmailAddress(localPart.substring(0, at), domain), localPart.substring(at + 1)));
  }

  /** The part after {@code separator}, if there is one. */
  public Optional<String> detail(char separator) {
    return subaddress(separator).map(Subaddress::detail);
  }

  /** The same mailbox name in another domain. */
  public EmailAddress withDomain(String newDomain) {
    return new EmailAddress(localPart, newDomain);
  }

  /**
   * An address taken apart at its separator.
   *
   * @param base the address without the detail
   * @param detail what stood after the separator
   */
  public record Subaddress(EmailAddress base, String detail) {}

  private static int checkLocalPart(String local) {
    if (local.isEmpty()) {
      throw new AddressSyntaxException(0, "empty local part");
    }
    int octets = 0;
    for (int i = 0; i < local.length(); ) {
      int c = local.codePointAt(i);
      if (Character.isISOControl(c) || (c >= 0xd800 && c <= 0xdfff) || c == 0x2028 || c == 0x2029) {
        throw new AddressSyntaxException(i, "control character in local part");
      }
      octets += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      i += Character.charCount(c);
    }
    return octets;
  }

  private static boolean isDotString(String local) {
    boolean dot = true;
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '.') {
        if (dot) {
          return false;
        }
        dot = true;
      } else {
        if (!MailboxScanner.isAtext(c)) {
          return false;
        }
        dot = false;
      }
    }
    return !dot;
  }

  private static String quote(String local) {
    StringBuilder out = new StringBuilder(local.length() + 8).append('"');
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    return out.append('"').toString();
  }
}
