package org.angarium.mail.address;

/**
 * Reads the RFC 5321 §4.1.2 productions {@code Mailbox}, {@code Path} and {@code Reverse-path} out
 * of a longer text, from a position on. Linear in the length of what it reads, which ends at the
 * first character that can't belong to an address.
 */
final class MailboxScanner {
  /** Longer local parts are refused while reading, before anything is built from them. */
  private static final int MAX_SCAN = 512;

  private final String text;
  private int position;

  MailboxScanner(String text, int position) {
    this.text = text;
    this.position = position;
  }

  int position() {
    return position;
  }

  /** {@code Mailbox = Local-part "@" ( Domain / address-literal )}. */
  EmailAddress mailbox() {
    int start = position;
    String local = peek() == '"' ? quotedString() : dotString();
    if (peek() != '@') {
      throw fault(position >= text.length() ? "no domain" : "character not allowed in local part");
    }
    position++;
    String domain = domain();
    try {
      return new EmailAddress(local, domain);
    } catch (AddressSyntaxException e) {
      throw new AddressSyntaxException(start + e.position(), e.reason());
    }
  }

  /**
   * {@code "<" [ A-d-l ":" ] Mailbox ">"}; the source route is read and dropped (RFC 5321 Appendix
   * C).
   */
  EmailAddress path() {
    expect('<');
    if (peek() == '@') {
      sourceRoute();
    }
    EmailAddress address = mailbox();
    expect('>');
    return address;
  }

  private void sourceRoute() {
    int start = position;
    while (true) {
      expect('@');
      int domainStart = position;
      Domains.canonical(domain(), domainStart);
      if (position - start > MAX_SCAN) {
        throw fault("source route too long");
      }
      if (peek() == ':') {
        position++;
        return;
      }
      expect(',');
    }
  }

  private String dotString() {
    int start = position;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '.') {
        if (position == start || text.charAt(position - 1) == '.') {
          throw fault("misplaced dot in local part");
        }
      } else if (!isAtext(c)) {
        break;
      }
      position++;
      if (position - start > MAX_SCAN) {
        throw fault("local part longer than 64 octets");
      }
    }
    if (position == start) {
      throw fault("no local part");
    }
    if (text.charAt(position - 1) == '.') {
      throw fault("misplaced dot in local part");
    }
    return text.substring(start, position);
  }

  private String quotedString() {
    StringBuilder local = new StringBuilder();
    position++;
    while (true) {
      int c = peek();
      if (c < ' ' || c == 0x7f) {
        throw fault(c < 0 ? "quoted local part without end" : "control character in local part");
      }
      position++;
      if (c == '"') {
        return local.toString();
      }
      if (c == '\\') {
        c = peek();
        if (c < ' ' || c > '~') {
          throw fault("bad quoted pair in local part");
        }
        position++;
      }
      local.append((char) c);
      if (local.length() > MAX_SCAN) {
        throw fault("local part longer than 64 octets");
      }
    }
  }

  private String domain() {
    int start = position;
    boolean literal = peek() == '[';
    while (position < text.length()) {
      char c = text.charAt(position);
      if (literal
          ? c == ']' || c <= ' ' || c == '>'
          : c <= ' ' || ">:,@;()<\"\\[]".indexOf(c) >= 0) {
        break;
      }
      position++;
      if (position - start > MAX_SCAN) {
        throw fault("domain longer than 253 octets");
      }
    }
    if (literal) {
      expect(']');
    }
    if (position == start) {
      throw fault("no domain");
    }
    return text.substring(start, position);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw fault("'" + c + "' expected");
    }
    position++;
  }

  private int peek() {
    return position < text.length() ? text.charAt(position) : -1;
  }

  private AddressSyntaxException fault(String reason) {
    return new AddressSyntaxException(position, reason);
  }

  /** {@code atext} of RFC 5322 §3.2.3 widened by RFC 6531 §3.3 to all non-ASCII characters. */
  static boolean isAtext(char c) {
    return c >= 0x80
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
  }
}
