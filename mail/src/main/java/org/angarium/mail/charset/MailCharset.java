package org.angarium.mail.charset;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the charset meant by a name in a message and decodes bytes with it; never fails on what a
 * sender wrote.
 */
public final class MailCharset {
  /** Names longer than this are no charset names (RFC 2978 §2.3 allows 40). */
  private static final int MAX_NAME = 64;

  /** What stands for "no usable name": UTF-8 if well-formed, windows-1252 otherwise. */
  private static final String GUESS = "";

  private static final Charset WINDOWS_1252 = named("windows-1252", StandardCharsets.ISO_8859_1);

  /** Names the JDK does not know, or knows as a smaller set than senders mean. */
  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("us-ascii", GUESS),
          Map.entry("ascii", GUESS),
          Map.entry("ansi_x3.4-1968", GUESS),
          Map.entry("iso646-us", GUESS),
          Map.entry("unknown-8bit", GUESS),
          Map.entry("x-unknown", GUESS),
          Map.entry("unknown", GUESS),
          Map.entry("default", GUESS),
          Map.entry("8bit", GUESS),
          Map.entry("utf8", "UTF-8"),
          Map.entry("x-utf-8", "UTF-8"),
          Map.entry("unicode-1-1-utf-8", "UTF-8"),
          Map.entry("utf-8mb4", "UTF-8"),
          Map.entry("iso-8859-1", "windows-1252"),
          Map.entry("iso8859-1", "windows-1252"),
          Map.entry("iso_8859-1", "windows-1252"),
          Map.entry("latin1", "windows-1252"),
          Map.entry("latin-1", "windows-1252"),
          Map.entry("ansi", "windows-1252"),
          Map.entry("cp-1252", "windows-1252"),
          Map.entry("x-cp1250", "windows-1250"),
          Map.entry("x-cp1251", "windows-1251"),
          Map.entry("cp-1251", "windows-1251"),
          Map.entry("win-1251", "windows-1251"),
          Map.entry("iso-8859-8-i", "ISO-8859-8"),
          Map.entry("iso-8859-8-e", "ISO-8859-8"),
          Map.entry("iso-8859-9", "windows-1254"),
          Map.entry("iso-8859-11", "windows-874"),
          Map.entry("tis-620", "windows-874"),
          Map.entry("gb2312", "GB18030"),
          Map.entry("gb_2312-80", "GB18030"),
          Map.entry("euc-cn", "GB18030"),
          Map.entry("x-gbk", "GB18030"),
          Map.entry("gbk", "GB18030"),
          Map.entry("cp936", "GB18030"),
          Map.entry("big5", "Big5-HKSCS"),
          Map.entry("x-x-big5", "Big5-HKSCS"),
          Map.entry("ks_c_5601", "x-windows-949"),
          Map.entry("ks_c_5601-1987", "x-windows-949"),
          Map.entry("ksc5601", "x-windows-949"),
          Map.entry("ksc_5601", "x-windows-949"),
          Map.entry("euc-kr", "x-windows-949"),
          Map.entry("korean", "x-windows-949"),
          Map.entry("shift_jis", "windows-31j"),
          Map.entry("shift-jis", "windows-31j"),
          Map.entry("sjis", "windows-31j"),
          Map.entry("x-sjis", "windows-31j"),
          Map.entry("cp932", "windows-31j"),
          Map.entry("iso-2022-jp", "x-windows-iso2022jp"),
          Map.entry("macintosh", "x-MacRoman"),
          Map.entry("x-mac-roman", "x-MacRoman"));

  private MailCharset() {}

  /**
   * The charset meant by {@code name}, or empty when the name says nothing usable (unknown, or one
   * of the names that senders use for "whatever it is", such as us-ascii). An RFC 2231 language
   * suffix ({@code utf-8*en}) is ignored.
   */
  public static Optional<Charset> find(@Nullable String name) {
    if (name == null || name.isEmpty() || name.length() > MAX_NAME) {
      return Optional.empty();
    }
    String plain = plainName(name);
    if (plain.equals("utf-8")) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    if (plain.equals("utf-7")
        || plain.equals("unicode-1-1-utf-7")
        || plain.equals("x-unicode-2-0-utf-7")) {
      return Optional.of(Utf7.CHARSET);
    }
    String meant = MEANT.getOrDefault(plain, plain);
    if (meant.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Charset.isSupported(meant) ? Optional.of(Charset.forName(meant)) : Optional.empty();
    } catch (RuntimeException illegalName) {
      return Optional.empty();
    }
  }

  /** Decodes all of {@code bytes}; malformed sequences become U+FFFD. */
  public static String decode(byte[] bytes, @Nullable String name) {
    return decode(bytes, 0, bytes.length, name);
  }

  /** Decodes a range of {@code bytes}; malformed sequences become U+FFFD. */
  public static String decode(byte[] bytes, int offset, int length, @Nullable String name) {
    Optional<Charset> charset = find(name);
    if (charset.isEmpty()) {
      return guess(bytes, offset, length);
    }
    if (charset.get().equals(StandardCharsets.UTF_8)) {
      return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
    if (charset.get().equals(WINDOWS_1252)) {
      return windows1252(bytes, offset, length);
    }
    try {
      return charset
          .get()
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE)
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException | RuntimeException brokenDecoder) {
      // Those of the platform are many, and some fail on what they should replace.
      return guess(bytes, offset, length);
    }
  }

  /**
   * Text of unknown charset: UTF-8 if it is well-formed UTF-8, windows-1252 otherwise. A text in
   * UTF-8 that was cut within its last character is still that, if another one shows it.
   */
  public static String guess(byte[] bytes, int offset, int length) {
    if (isAscii(bytes, offset, length)) {
      return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
    int whole = length - cutOff(bytes, offset, length);
    boolean utf8 =
        whole == length
            ? isUtf8(bytes, offset, length)
            : !isAscii(bytes, offset, whole) && isUtf8(bytes, offset, whole);
    return utf8
        ? new String(bytes, offset, length, StandardCharsets.UTF_8)
        : windows1252(bytes, offset, length);
  }

  /** How many octets at the end begin a character of UTF-8 that isn't all there; 0 for none. */
  private static int cutOff(byte[] bytes, int offset, int length) {
    for (int back = 1; back <= Math.min(3, length); back++) {
      int octet = bytes[offset + length - back] & 0xff;
      if (octet >= 0xc0) {
        int size = octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : octet < 0xf8 ? 4 : 0;
        return size > back ? back : 0;
      }
      if (octet < 0x80) {
        return 0;
      }
    }
    return 0;
  }

  /**
   * Every octet is a character: the five that windows-1252 leaves open are the control characters
   * of their number, as in browsers, so that octets of another charset aren't lost.
   */
  private static String windows1252(byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, WINDOWS_1252);
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] == '\ufffd') {
        chars[i] = (char) (bytes[offset + i] & 0xff);
      }
    }
    return new String(chars);
  }

  /**
   * Whether {@link #decode} would make one char of each byte, the one with its number: there is
   * nothing but ASCII, and the charset is not one that gives ASCII bytes another meaning.
   */
  public static boolean isPlainAscii(byte[] bytes, @Nullable String name) {
    Optional<Charset> charset = find(name);
    boolean plain =
        charset.isEmpty()
            || charset.get().equals(StandardCharsets.UTF_8)
            || charset.get().equals(WINDOWS_1252);
    return plain && isAscii(bytes, 0, bytes.length);
  }

  /** Whether no byte of the range has its high bit set. */
  public static boolean isAscii(byte[] bytes, int offset, int length) {
    for (int i = offset, end = offset + length; i < end; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the range is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
  public static boolean isUtf8(byte[] bytes, int offset, int length) {
    CharBuffer scratch = CharBuffer.allocate(Math.clamp(length, 1, 512));
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    var decoder = StandardCharsets.UTF_8.newDecoder();
    while (true) {
      CoderResult result = decoder.decode(in, scratch, true);
      if (result.isError()) {
        return false;
      }
      if (result.isUnderflow()) {
        return true;
      }
      scratch.clear();
    }
  }

  private static String plainName(String name) {
    String plain = name.strip().toLowerCase(Locale.ROOT);
    int star = plain.indexOf('*');
    return star > 0 ? plain.substring(0, star) : plain;
  }

  private static Charset named(String name, Charset fallback) {
    return Charset.isSupported(name) ? Charset.forName(name) : fallback;
  }
}
