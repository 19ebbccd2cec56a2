package org.angarium.mail.sieve.match;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * The comparators (RFC 4790, RFC 5051). Each maps a text to a key; texts are equal, contain one
 * another and sort as their keys do. Numbers know only equality and order.
 */
public enum Collation {
  OCTET("i;octet"),
  ASCII_CASEMAP("i;ascii-casemap"),
  ASCII_NUMERIC("i;ascii-numeric"),
  UNICODE_CASEMAP("i;unicode-casemap");

  private final String identifier;

  Collation(String identifier) {
    this.identifier = identifier;
  }

  String identifier() {
    return identifier;
  }

  /** The comparator of this identifier (RFC 4790 §9); null if it is not here. */
  public static @Nullable Collation named(String identifier) {
    for (Collation collation : values()) {
      if (collation.identifier.equals(identifier)) {
        return collation;
      }
    }
    return null;
  }

  /** The key of a text. */
  public String key(String text) {
    return switch (this) {
      case OCTET -> text;
      case ASCII_CASEMAP -> asciiLower(text);
      case ASCII_NUMERIC -> digits(text);
      case UNICODE_CASEMAP -> isAscii(text) ? asciiLower(text) : unicodeKey(text, null);
    };
  }

  /**
   * For a text whose key has another length: where in the text each char of the key comes from, and
   * the text's length at the end; null if the positions are the same.
   */
  public int @Nullable [] origins(String text) {
    if (this != UNICODE_CASEMAP || isAscii(text)) {
      return null;
    }
    int[] origins = new int[unicodeKey(text, null).length() + 1];
    unicodeKey(text, origins);
    origins[origins.length - 1] = text.length();
    return origins;
  }

  /** Less than, equal to or greater than 0 as one key sorts before, with or after another. */
  public int compareKeys(String a, String b) {
    if (this == ASCII_NUMERIC) {
      if (a.isEmpty() || b.isEmpty()) {
        // RFC 4790 §9.1.1: what doesn't begin with a digit is positive infinity.
        return a.isEmpty() ? (b.isEmpty() ? 0 : 1) : -1;
      }
      return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Octet order of UTF-8 is code point order: surrogates come after all else.
        boolean surrogate = Character.isSurrogate(x);
        return surrogate == Character.isSurrogate(y) ? Character.compare(x, y) : surrogate ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static String unicodeKey(String text, int @Nullable [] origins) {
    StringBuilder key = new StringBuilder(text.length() + 16);
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      int start = key.length();
      // RFC 5051 §2: title case of each character, then its full decomposition.
      int title = Character.toTitleCase(codePoint);
      if (title < 0x80) {
        key.append((char) (title >= 'A' && title <= 'Z' ? title + 32 : title));
      } else {
        String parts = Normalizer.normalize(Character.toString(title), Normalizer.Form.NFKD);
        for (int k = 0; k < parts.length(); k++) {
          char c = parts.charAt(k);
          key.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
      }
      if (origins != null) {
        java.util.Arrays.fill(origins, start, key.length(), i);
      }
      i += Character.charCount(codePoint);
    }
    return key.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String asciiLower(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        char[] lower = text.toCharArray();
        for (int k = i; k < lower.length; k++) {
          if (lower[k] >= 'A' && lower[k] <= 'Z') {
            lower[k] = (char) (lower[k] + 32);
          }
        }
        return new String(lower);
      }
    }
    return text;
  }

  /** The digits a text begins with, without leading zeros; empty for infinity. */
  private static String digits(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    int start = 0;
    while (start < end - 1 && text.charAt(start) == '0') {
      start++;
    }
    return text.substring(start, end);
  }
}
