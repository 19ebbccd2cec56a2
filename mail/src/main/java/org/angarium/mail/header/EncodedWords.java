package org.angarium.mail.header;

import java.nio.charset.StandardCharsets;
import org.angarium.mail.charset.MailCharset;
import org.jspecify.annotations.Nullable;

/**
 * Encoded words (RFC 2047): {@code =?utf-8?Q?Gr=C3=BC=C3=9Fe?=}.
 *
 * <p>Reading is tolerant: words of any length, words inside quoted strings, spaces within Q text,
 * characters split over adjacent words, missing padding, unknown charsets. What is not an encoded
 * word stays as it is. One pass; the result has at most twice as many chars as the input.
 */
public final class EncodedWords {
  /**
   * RFC 2047 §2: an encoded word has at most 75 characters; 12 of them are ours for {@code
   * =?UTF-8?Q?} and {@code ?=}.
   */
  private static final int MAX_ENCODED_TEXT = 75 - 12;

  private EncodedWords() {}

  /**
   * The text with all encoded words decoded; white space between adjacent words is dropped (RFC
   * 2047 §6.2).
   */
  public static String decode(String text) {
    int start = text.indexOf("=?");
    if (start < 0) {
      return text;
    }
    DecodedText out = new DecodedText(text.length());
    boolean afterWord = false;
    int copied = 0;
    while (start >= 0) {
      Word word = Word.at(text, start);
      if (word == null) {
        start = text.indexOf("=?", start + 1);
        continue;
      }
      if (!afterWord || !isBlank(text, copied, start)) {
        out.plain(text, copied, start);
      }
      afterWord = true;
      word.decodeTo(text, out.in(word.charset));
      copied = word.end;
      start = text.indexOf("=?", copied);
    }
    out.plain(text, copied, text.length());
    return out.toString();
  }

  /** Decodes a header value: {@link HeaderField#decodedText()} for bytes. */
  public static String decode(byte[] value) {
    return decode(MailCharset.guess(value, 0, value.length));
  }

  /**
   * The text as it may stand in an unstructured field or a phrase: itself if it is plain ASCII
   * without control characters, otherwise encoded words in UTF-8 with single spaces between them,
   * each within 75 characters, never splitting a character.
   */
  public static String encode(String text) {
    return needsEncoding(text) ? encodeAlways(text) : text;
  }

  static boolean needsEncoding(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || (c == '=' && i + 1 < text.length() && text.charAt(i + 1) == '?')) {
        return true;
      }
    }
    return false;
  }

  /** The text in encoded words, whether it needs them or not. */
  public static String encodeAlways(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int special = 0;
    for (byte b : utf8) {
      special += isQPlain(b) || b == ' ' ? 0 : 1;
    }
    boolean base64 = special * 3 > utf8.length;
    StringBuilder out = new StringBuilder(utf8.length * 2);
    int i = 0;
    while (i < utf8.length) {
      int end = wordEnd(utf8, i, base64);
      if (!out.isEmpty()) {
        out.append(' ');
      }
      out.append(base64 ? "=?UTF-8?B?" : "=?UTF-8?Q?");
      if (base64) {
        byte[] piece = java.util.Arrays.copyOfRange(utf8, i, end);
        out.append(java.util.Base64.getEncoder().encodeToString(piece));
      } else {
        appendQ(utf8, i, end, out);
      }
      out.append("?=");
      i = end;
    }
    return out.toString();
  }

  private static int wordEnd(byte[] utf8, int start, boolean base64) {
    int room = base64 ? MAX_ENCODED_TEXT / 4 * 3 : MAX_ENCODED_TEXT;
    int i = start;
    while (i < utf8.length) {
      int next = i + 1;
      while (next < utf8.length && (utf8[next] & 0xc0) == 0x80) {
        next++;
      }
      int cost = 0;
      for (int k = i; k < next; k++) {
        cost += base64 || isQPlain(utf8[k]) || utf8[k] == ' ' ? 1 : 3;
      }
      if (cost > room && i > start) {
        break;
      }
      room -= cost;
      i = next;
    }
    return i;
  }

  private static void appendQ(byte[] utf8, int start, int end, StringBuilder out) {
    for (int i = start; i < end; i++) {
      byte b = utf8[i];
      if (b == ' ') {
        out.append('_');
      } else if (isQPlain(b)) {
        out.append((char) b);
      } else {
        out.append('=').append(hexDigit(b >> 4 & 15)).append(hexDigit(b & 15));
      }
    }
  }

  /** The characters RFC 2047 §5 (3) allows unencoded in a phrase, the strictest place. */
  private static boolean isQPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '!'
        || b == '*'
        || b == '+'
        || b == '-'
        || b == '/';
  }

  private static char hexDigit(int value) {
    return "0123456789ABCDEF".charAt(value);
  }

  private static boolean isBlank(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
        return false;
      }
    }
    return true;
  }

  /** One encoded word found in a text. */
  private record Word(String charset, boolean base64, int from, int to, int end) {
    static @Nullable Word at(String text, int start) {
      int charsetEnd = text.indexOf('?', start + 2);
      if (charsetEnd < 0
          || charsetEnd == start + 2
          || charsetEnd - start > 80
          || charsetEnd + 2 >= text.length()
          || text.charAt(charsetEnd + 2) != '?') {
        return null;
      }
      char encoding = text.charAt(charsetEnd + 1);
      boolean base64 = encoding == 'B' || encoding == 'b';
      if (!base64 && encoding != 'Q' && encoding != 'q') {
        return null;
      }
      int from = charsetEnd + 3;
      int to = text.indexOf('?', from);
      if (to < 0 || to + 1 >= text.length() || text.charAt(to + 1) != '=') {
        return null;
      }
      if (base64 && !isBase64(text, from, to)) {
        return null;
      }
      return new Word(text.substring(start + 2, charsetEnd), base64, from, to, to + 2);
    }

    /** Nothing in it may be lost: what isn't of the alphabet makes it no encoded word at all. */
    private static boolean isBase64(String text, int from, int to) {
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        if (base64Value(c) < 0 && " \t\r\n=".indexOf(c) < 0) {
          return false;
        }
      }
      return true;
    }

    void decodeTo(String text, DecodedText out) {
      if (base64) {
        decodeBase64(text, out);
        return;
      }
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        if (c == '_') {
          out.octet(' ');
        } else if (c == '=' && i + 2 < to && hex(text, i + 1) >= 0 && hex(text, i + 2) >= 0) {
          out.octet(hex(text, i + 1) << 4 | hex(text, i + 2));
          i += 2;
        } else {
          out.written(c);
        }
      }
    }

    private void decodeBase64(String text, DecodedText out) {
      int bits = 0;
      int count = 0;
      for (int i = from; i < to; i++) {
        int value = base64Value(text.charAt(i));
        if (value >= 0) {
          bits = bits << 6 | value;
          count += 6;
          if (count >= 8) {
            count -= 8;
            out.octet(bits >> count);
          }
        } else if (text.charAt(i) == '=') {
          // Padding ends a group; what follows, glued to it by some programs, begins another.
          count = 0;
        }
      }
    }

    private static int hex(String text, int i) {
      char c = text.charAt(i);
      return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static int base64Value(char c) {
      if (c >= 'A' && c <= 'Z') {
        return c - 'A';
      }
      if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
      }
      if (c >= '0' && c <= '9') {
        return c - '0' + 52;
      }
      return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
  }
}
