package org.angarium.mail.report;

import java.util.Locale;
import org.angarium.mail.smtp.OriginalRecipient;

/**
 * A value with its type in front, {@code rfc822; user@example.org} (RFC 3464 §2.1.2).
 *
 * @param type lower case; empty where there was none
 * @param value without white space at either end
 */
public record TypedValue(String type, String value) {
  /** Types are words of a registry. */
  private static final int MAX_TYPE = 40;

  /**
   * Reads a field's value. What has no type is taken whole. Comments may stand around the type (RFC
   * 8098 §2.3); in the value a parenthesis may be part of it.
   */
  public static TypedValue parse(String text) {
    int semicolon = endOfType(text);
    String type =
        semicolon < 0 ? "" : ReportFields.withoutComments(text.substring(0, semicolon)).strip();
    return isType(type)
        ? new TypedValue(type.toLowerCase(Locale.ROOT), text.substring(semicolon + 1).strip())
        : new TypedValue("", text.strip());
  }

  /** An address with the type that it needs: {@code utf-8} beyond ASCII (RFC 6533 §3). */
  public static TypedValue address(String address) {
    return new TypedValue(address.chars().allMatch(c -> c < 0x80) ? "rfc822" : "utf-8", address);
  }

  /**
   * A Diagnostic-Code in this system's own words: {@code smtp} is for what a host said (RFC 3461
   * §9.2).
   */
  public static TypedValue ownWords(String text) {
    return new TypedValue("x-angarium", text);
  }

  /**
   * The address as it is meant: one of type {@code utf-8} may stand for characters as {@code
   * \x{HEX}} (RFC 6533 §3).
   */
  public String decoded() {
    if (!type.equals("utf-8")) {
      return value;
    }
    String decoded = OriginalRecipient.decodeUtf8(value);
    return decoded == null ? value : decoded;
  }

  /**
   * The same in ASCII: characters beyond it become {@code \x{HEX}} of the type {@code utf-8} (RFC
   * 6533 §3), which a report in seven bits may have.
   */
  public TypedValue inSevenBits() {
    return type.equals("utf-8") || !value.chars().allMatch(c -> c < 0x80)
        ? new TypedValue("utf-8", OriginalRecipient.encodeUtf8(value))
        : this;
  }

  /** The first semicolon outside comments; -1 for none. */
  private static int endOfType(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth = Math.max(0, depth - 1);
        case '\\' -> i++;
        case ';' -> {
          if (depth == 0) {
            return i;
          }
        }
        default -> {
          // part of the type or of a comment
        }
      }
    }
    return -1;
  }

  private static boolean isType(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= 'a' && c <= 'z')
          && !(c >= 'A' && c <= 'Z')
          && !(c >= '0' && c <= '9')
          && c != '-') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MAX_TYPE;
  }

  /** As it stands in a field. */
  @Override
  public String toString() {
    return type.isEmpty() ? value : type + "; " + value;
  }
}
