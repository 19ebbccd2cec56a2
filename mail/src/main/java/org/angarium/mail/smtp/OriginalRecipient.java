package org.angarium.mail.smtp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The recipient that the sender named: ORCPT of RFC 3461 §4.2, with the international addresses of
 * RFC 6533 §3. It only annotates, for the reports of whoever delivers or fails.
 *
 * @param addressType such as {@code rfc822} or {@code utf-8}, in lower case
 * @param address decoded; not empty, without control characters. An address beyond ASCII may come
 *     with either type: senders that know only xtext write it with {@code rfc822}
 */
public record OriginalRecipient(String addressType, String address) {
  private static final String UTF_8 = "utf-8";
  private static final int MAX_HEX = 6;

  /**
   * Reads the text form, {@code rfc822;user@example.com}, decoded. Null when there is no type.
   *
   * @see #toString()
   */
  public static @Nullable OriginalRecipient parse(String text) {
    int semicolon = text.indexOf(';');
    return semicolon < 1
        ? null
        : new OriginalRecipient(
            text.substring(0, semicolon).toLowerCase(Locale.ROOT),
            text.substring(semicolon + 1).strip());
  }

  /**
   * Reads a parameter's value whose type and syntax have been checked. Null when it stands for
   * nothing that a report could show.
   */
  static @Nullable OriginalRecipient of(String addressType, String encoded) {
    String address = addressType.equals(UTF_8) ? decodeUtf8(encoded) : Xtext.decode(encoded);
    if (address == null) {
      // Some write xtext whatever the type; and some write the characters themselves with any.
      address =
          !addressType.equals(UTF_8)
              ? beyondAscii(encoded)
              : encoded.indexOf('\\') < 0 ? Xtext.decode(encoded) : null;
    }
    return address == null || address.isBlank()
        ? null
        : new OriginalRecipient(addressType, address);
  }

  private static @Nullable String beyondAscii(String text) {
    return isAscii(text) ? null : decodeUtf8(text);
  }

  /**
   * The value for the next host, in ASCII: it may not know SMTPUTF8. An address beyond ASCII goes
   * with the type that it needs (RFC 6533 §3): others refuse octets beyond ASCII in xtext.
   */
  public String toParameter() {
    boolean international =
        addressType.equals(UTF_8) || (addressType.equals("rfc822") && !isAscii(address));
    return international
        ? UTF_8 + ';' + encodeUtf8(address)
        : addressType + ';' + Xtext.encode(address);
  }

  /**
   * As it stands in the Original-Recipient field of a report (RFC 3464 §2.3.1): decoded, and with
   * the type that characters beyond ASCII need (RFC 6533 §3), whatever type it came with.
   */
  public String toField() {
    return (isAscii(address) ? addressType : UTF_8) + "; " + address;
  }

  /** Encodes as {@code utf-8-addr-xtext} (RFC 6533 §3), which is ASCII. */
  public static String encodeUtf8(String address) {
    StringBuilder out = new StringBuilder(address.length() + 16);
    for (int i = 0; i < address.length(); ) {
      int c = address.codePointAt(i);
      i += Character.charCount(c);
      if (c <= ' ' || c > '~' || c == '+' || c == '=' || c == '\\') {
        out.append("\\x{").append(hex(c)).append('}');
      } else {
        out.appendCodePoint(c);
      }
    }
    return out.toString();
  }

  /** {@code HEXPOINT}: at least two digits. */
  private static String hex(int c) {
    String digits = Integer.toHexString(c).toUpperCase(Locale.ROOT);
    return digits.length() < 2 ? "0" + digits : digits;
  }

  /**
   * Decodes {@code utf-8-addr-xtext} or {@code utf-8-addr-unitext}: characters may stand for
   * themselves or as <code>&#92;x{HEX}</code>. Null when it is neither, or stands for control
   * characters.
   */
  public static @Nullable String decodeUtf8(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c == '\\') {
        int close = text.indexOf('}', i);
        if (!text.startsWith("x{", i + 1) || close < i + 5 || close - i - 3 > MAX_HEX) {
          return null;
        }
        c = hexValue(text, i + 3, close);
        i = close + 1;
      } else {
        if (c <= ' ' || c == '+' || c == '=') {
          return null;
        }
        i += Character.charCount(c);
      }
      if (!Character.isValidCodePoint(c) || Character.getType(c) == Character.SURROGATE) {
        return null;
      }
      out.appendCodePoint(c);
    }
    String address = out.toString();
    return Xtext.isOneLine(address) ? address : null;
  }

  private static int hexValue(String text, int start, int end) {
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = Xtext.hexDigit(text.charAt(i));
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7e) {
        return false;
      }
    }
    return true;
  }

  /** {@code rfc822;user@example.com}, decoded. */
  @Override
  public String toString() {
    return addressType + ";" + address;
  }
}
