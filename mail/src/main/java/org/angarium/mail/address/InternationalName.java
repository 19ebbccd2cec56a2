package org.angarium.mail.address;

import com.ibm.icu.text.IDNA;

/**
 * Internationalised host names: to A-labels and back, by UTS 46 without its transitional mapping,
 * which is what IDNA2008 (RFC 5891) resolves to: {@code straße} and {@code strasse} are two names.
 *
 * <p>All checks are on: the letters of host names (STD 3), right-to-left labels (RFC 5893), joiners
 * (RFC 5892 appendix A), lengths, and A-labels that don't decode to what they stand for. The tables
 * are loaded with this class, so only {@link Domains} names it, and only for a name beyond ASCII or
 * an A-label that is to be read.
 *
 * <p>Thread-safe. The caller bounds the length.
 */
final class InternationalName {
  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.USE_STD3_RULES
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ
              | IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE);

  private InternationalName() {}

  /**
   * Every label an A-label or plain ASCII, in lower case.
   *
   * @throws AddressSyntaxException at {@code position} when the name breaks a rule
   */
  static String toAscii(String name, int position) {
    StringBuilder ascii = new StringBuilder(name.length() + 16);
    IDNA.Info info = new IDNA.Info();
    UTS46.nameToASCII(name, ascii, info);
    if (info.hasErrors()) {
      throw new AddressSyntaxException(position, reason(info));
    }
    return ascii.toString();
  }

  /** With U-labels; the name itself when one of its A-labels is none. */
  static String toUnicode(String name) {
    StringBuilder unicode = new StringBuilder(name.length());
    IDNA.Info info = new IDNA.Info();
    UTS46.nameToUnicode(name, unicode, info);
    return info.hasErrors() ? name : unicode.toString();
  }

  private static String reason(IDNA.Info info) {
    for (IDNA.Error error : info.getErrors()) {
      return switch (error) {
        case EMPTY_LABEL -> "empty label in domain";
        case LABEL_TOO_LONG -> "label longer than 63 octets in domain";
        case DOMAIN_NAME_TOO_LONG -> "domain longer than 253 octets";
        case LEADING_HYPHEN, TRAILING_HYPHEN -> "label begins or ends with a hyphen";
        case DISALLOWED -> "character not allowed in domain";
        case PUNYCODE, INVALID_ACE_LABEL -> "label that begins with xn-- and is no valid A-label";
        case HYPHEN_3_4,
            LEADING_COMBINING_MARK,
            LABEL_HAS_DOT,
            BIDI,
            CONTEXTJ,
            CONTEXTO_PUNCTUATION,
            CONTEXTO_DIGITS ->
            "domain is not a valid internationalised name";
      };
    }
    throw new IllegalArgumentException("no error to tell");
  }
}
