package org.angarium.mail.address;

import java.net.IDN;
import java.util.Locale;

/**
 * Domain names and address literals in their one canonical form.
 *
 * <p>Host names follow RFC 1123 §2.1, with the underscore tolerated as receivers do;
 * internationalised names become A-labels (RFC 5890) by the mapping of IDNA2003, the one the JDK
 * has: {@code ß} becomes {@code ss}. Address literals follow RFC 5321 §4.1.3.
 */
public final class Domains {
  private static final int MAX_LABEL = 63;

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
        ascii = toAscii(domain, position);
        upper = true;
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

  /** The Unicode form for display; the text itself where there is none. */
  public static String toUnicode(String domain) {
    return domain.contains("xn--") ? IDN.toUnicode(domain) : domain;
  }

  private static String toAscii(String domain, int position) {
    if (domain.length() > EmailAddress.MAX_DOMAIN) {
      throw new AddressSyntaxException(position, "domain longer than 255 octets");
    }
    try {
      return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException | IndexOutOfBoundsException notIdn) {
      throw new AddressSyntaxException(position, "domain is not a valid internationalised name");
    }
  }

  private static void checkHostName(String domain) {
    if (domain.length() > EmailAddress.MAX_DOMAIN) {
      throw new AddressSyntaxException(0, "domain longer than 255 octets");
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
      if (!isIpv6(address)) {
        throw new AddressSyntaxException(position, "malformed IPv6 address literal");
      }
      return "[IPv6:" + address.toLowerCase(Locale.ROOT) + "]";
    }
    if (!isIpv4(inside)) {
      throw new AddressSyntaxException(position, "malformed address literal");
    }
    return literal;
  }

  /** Whether {@code text} is four decimal octets with dots, without leading zeros. */
  static boolean isIpv4(String text) {
    int octets = 0;
    int i = 0;
    while (octets < 4) {
      int start = i;
      int value = 0;
      while (i < text.length() && i - start < 3 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        value = value * 10 + text.charAt(i++) - '0';
      }
      if (i == start || value > 255 || (i - start > 1 && text.charAt(start) == '0')) {
        return false;
      }
      octets++;
      if (octets < 4 && (i >= text.length() || text.charAt(i++) != '.')) {
        return false;
      }
    }
    return i == text.length();
  }

  /**
   * Whether {@code text} is an IPv6 address (RFC 4291 §2.2), with at most one {@code ::} and
   * perhaps an IPv4 tail.
   */
  static boolean isIpv6(String text) {
    int groups = 0;
    boolean gap = false;
    int i = 0;
    if (text.startsWith("::")) {
      gap = true;
      i = 2;
    } else if (text.startsWith(":")) {
      return false;
    }
    while (i < text.length()) {
      int end = text.indexOf(':', i);
      String group = text.substring(i, end < 0 ? text.length() : end);
      if (end < 0 && group.indexOf('.') >= 0) {
        return isIpv4(group) && (gap ? groups + 2 < 8 : groups + 2 == 8);
      }
      if (!isHexGroup(group)) {
        return false;
      }
      groups++;
      if (end < 0) {
        break;
      }
      i = end + 1;
      if (i == text.length()) {
        return false;
      }
      if (text.charAt(i) == ':') {
        if (gap) {
          return false;
        }
        gap = true;
        i++;
      }
    }
    return gap ? groups < 8 : groups == 8;
  }

  private static boolean isHexGroup(String group) {
    if (group.isEmpty() || group.length() > 4) {
      return false;
    }
    for (int i = 0; i < group.length(); i++) {
      if (Character.digit(group.charAt(i), 16) < 0 || group.charAt(i) > 'f') {
        return false;
      }
    }
    return true;
  }
}
