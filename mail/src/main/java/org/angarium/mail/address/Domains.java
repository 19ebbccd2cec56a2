package org.angarium.mail.address;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Domain names and address literals in their one canonical form.
 *
 * <p>Host names follow RFC 1123 §2.1, with the underscore tolerated as receivers do;
 * internationalised names become A-labels (RFC 5890) by {@link InternationalName}. Whatever stands
 * for a domain goes through here: recipients, domains of the directory, names for DNS, settings.
 * Names in ASCII never load the tables of Unicode. Address literals follow RFC 5321 §4.1.3.
 */
public final class Domains {
  private static final int MAX_LABEL = 63;

  /** 255 octets on the wire (RFC 1035 §2.3.4) are 253 characters. */
  private static final int MAX_NAME = 253;

  private static final String ACE_PREFIX = "xn--";

  private Domains() {}

  /**
   * The canonical form of a domain or address literal: lower case, A-labels.
   *
   * @throws AddressSyntaxException when it is neither
   */
  public static String canonical(String domain) {
    return canonical(domain, 0);
  }

  static String canonical(String domain, int position) {
    if (domain.isEmpty()) {
      throw new AddressSyntaxException(position, "empty domain");
    }
    if (domain.charAt(0) == '[') {
      return literal(domain, position);
    }
    String ascii = domain;
    boolean upper = false;
    for (int i = 0; i < domain.length(); i++) {
      char c = domain.charAt(i);
      if (c >= 0x80) {
        if (domain.length() > MAX_NAME) {
          // Longer still as A-labels.
          throw new AddressSyntaxException(position, "domain longer than 253 octets");
        }
        ascii = InternationalName.toAscii(domain, position);
        upper = false;
        break;
      }
      upper |= c >= 'A' && c <= 'Z';
    }
    if (upper) {
      ascii = ascii.toLowerCase(Locale.ROOT);
    }
    try {
      checkHostName(ascii);
    } catch (AddressSyntaxException e) {
      // Places in the A-label form mean nothing in the text that was given.
      int place = ascii.length() == domain.length() ? e.position() : 0;
      throw new AddressSyntaxException(position + place, e.reason());
    }
    return ascii;
  }

  /**
   * The canonical form of a name that is to be a domain or host of ours: no address literal, no
   * number where the top-level domain stands, and every A-label stands for a U-label (RFC 5891
   * §4.2). Names of others are not looked at so closely: what they have registered is theirs.
   *
   * @throws AddressSyntaxException when it is none
   */
  public static String registrable(String name) {
    String canonical = canonical(name, 0);
    if (canonical.startsWith("[")) {
      throw new AddressSyntaxException(0, "address literal where a domain name is expected");
    }
    if (isNumber(canonical.substring(canonical.lastIndexOf('.') + 1))) {
      throw new AddressSyntaxException(0, "number in place of a top-level domain");
    }
    return canonical.contains(ACE_PREFIX) ? InternationalName.toAscii(canonical, 0) : canonical;
  }

  /**
   * As {@link #registrable}, for a host: RFC 1123 §2.1 to the letter, without underscores.
   *
   * @throws AddressSyntaxException when it is none
   */
  public static String hostName(String name) {
    String canonical = registrable(name);
    if (canonical.indexOf('_') >= 0) {
      throw new AddressSyntaxException(0, "underscore in a host name");
    }
    return canonical;
  }

  /**
   * The name under which earlier versions kept {@code written}, where that is another one; else
   * null. By the rules of IDNA2003 the four characters that IDNA2008 took over were replaced:
   * {@code ß} by {@code ss}, a final sigma by the plain one, joiners by nothing (UTS 46 §7,
   * deviations).
   */
  public static @Nullable String formerName(String written) {
    String former =
        written
            .replace("\u00df", "ss")
            .replace("\u1e9e", "ss")
            .replace('\u03c2', '\u03c3')
            .replace("\u200c", "")
            .replace("\u200d", "");
    if (former.equals(written)) {
      return null;
    }
    try {
      String canonical = canonical(former);
      return canonical.equals(canonical(written)) ? null : canonical;
    } catch (AddressSyntaxException noName) {
      return null;
    }
  }

  /** The Unicode form for display; the text itself where there is none. */
  public static String toUnicode(String domain) {
    return domain.contains(ACE_PREFIX) ? InternationalName.toUnicode(domain) : domain;
  }

  private static boolean isNumber(String label) {
    for (int i = 0; i < label.length(); i++) {
      if (label.charAt(i) < '0' || label.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static void checkHostName(String domain) {
    if (domain.length() > MAX_NAME) {
      throw new AddressSyntaxException(0, "domain longer than 253 octets");
    }
    int labelStart = 0;
    for (int i = 0; i <= domain.length(); i++) {
      char c = i == domain.length() ? '.' : domain.charAt(i);
      if (c == '.') {
        if (i == labelStart) {
          throw new AddressSyntaxException(i, "empty label in domain");
        }
        if (i - labelStart > MAX_LABEL) {
          throw new AddressSyntaxException(i, "label longer than 63 octets in domain");
        }
        if (domain.charAt(labelStart) == '-' || domain.charAt(i - 1) == '-') {
          throw new AddressSyntaxException(labelStart, "label begins or ends with a hyphen");
        }
        labelStart = i + 1;
      } else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) {
        throw new AddressSyntaxException(i, "character not allowed in domain");
      }
    }
  }

  private static String literal(String literal, int position) {
    if (literal.length() < 3
        || literal.length() > EmailAddress.MAX_DOMAIN
        || !literal.endsWith("]")) {
      throw new AddressSyntaxException(position, "malformed address literal");
    }
    String inside = literal.substring(1, literal.length() - 1);
    if (inside.regionMatches(true, 0, "IPv6:", 0, 5)) {
      String address = inside.substring(5);
      if (IpAddresses.parse6(address) == null) {
        throw new AddressSyntaxException(position, "malformed IPv6 address literal");
      }
      return "[IPv6:" + address.toLowerCase(Locale.ROOT) + "]";
    }
    if (IpAddresses.parse4(inside) == null) {
      throw new AddressSyntaxException(position, "malformed address literal");
    }
    return literal;
  }
}
