package org.angarium.mail.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.angarium.mail.imap.ImapSyntaxException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads the words of RFC 9051 §9 from a command's bytes, from left to right. All that it hands out
 * is a copy.
 */
final class ImapScanner {
  private final byte[] bytes;
  private final int end;
  private final ImapLimits limits;
  private int at;
  private int literals;

  ImapScanner(byte[] bytes, int length, ImapLimits limits) {
    this.bytes = bytes;
    this.end = length;
    this.limits = limits;
  }

  ImapLimits limits() {
    return limits;
  }

  static ImapSyntaxException syntax(String text) {
    return new ImapSyntaxException(Kind.SYNTAX, text);
  }

  static ImapSyntaxException limit(String text) {
    return new ImapSyntaxException(Kind.LIMIT, text);
  }

  /** The byte at hand without taking it; -1 at the end of the command's text. */
  int peek() {
    return at < end ? bytes[at] & 0xFF : -1;
  }

  boolean accept(int octet) {
    if (peek() == octet) {
      at++;
      return true;
    }
    return false;
  }

  void expect(int octet, String what) throws ImapSyntaxException {
    if (!accept(octet)) {
      throw syntax(what);
    }
  }

  void space() throws ImapSyntaxException {
    if (!accept(' ')) {
      throw syntax(atEnd() ? "Command ends too early" : "Expected a space");
    }
  }

  /** Gives up on the rest of the command. */
  void skipRest() {
    at = end;
  }

  /** Whether nothing but spaces is left of the last line. */
  boolean atEnd() {
    int i = at;
    while (i < end && bytes[i] == ' ') {
      i++;
    }
    return i == end || bytes[i] == '\r' && i + 2 == end && bytes[i + 1] == '\n';
  }

  void end() throws ImapSyntaxException {
    if (!atEnd()) {
      throw syntax("Unexpected text after the command");
    }
  }

  /** Where reading stands; for {@link #reset}. */
  int position() {
    return at;
  }

  void reset(int position) {
    at = position;
  }

  // ---- words

  /** The tag: atom characters and {@code ]}, without {@code +} (RFC 9051 §9). */
  String tag() throws ImapSyntaxException {
    int from = at;
    while (at < end && (isAtom(bytes[at]) || bytes[at] == ']') && bytes[at] != '+') {
      at++;
    }
    if (at == from) {
      throw syntax("Expected a tag");
    }
    if (at - from > limits.tagOctets()) {
      throw limit("Tag is too long");
    }
    return ascii(from);
  }

  /** An atom, as sent. */
  String atom(String what) throws ImapSyntaxException {
    int from = at;
    while (at < end && isAtom(bytes[at])) {
      at++;
    }
    if (at == from) {
      throw syntax("Expected " + what);
    }
    return ascii(from);
  }

  /**
   * A name of the grammar in upper case: an atom that also ends before {@code [}, {@code ]} and
   * {@code <}.
   */
  String keyword(String what) throws ImapSyntaxException {
    int from = at;
    while (at < end
        && isAtom(bytes[at])
        && bytes[at] != '['
        && bytes[at] != ']'
        && bytes[at] != '<') {
      at++;
    }
    if (at == from) {
      throw syntax("Expected " + what);
    }
    return ascii(from).toUpperCase(Locale.ROOT);
  }

  /** Takes the keyword if it comes next, in any case, as a whole word. */
  boolean acceptKeyword(String upperCase) {
    int length = upperCase.length();
    if (end - at < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int octet = bytes[at + i];
      if (octet >= 'a' && octet <= 'z') {
        octet -= 32;
      }
      if (octet != upperCase.charAt(i)) {
        return false;
      }
    }
    if (at + length < end && isAtom(bytes[at + length])) {
      return false;
    }
    at += length;
    return true;
  }

  /** {@code astring}: atom characters with {@code ]}, or a string. */
  byte[] astring(String what) throws ImapSyntaxException {
    int octet = peek();
    if (octet == '"' || octet == '{') {
      return string(what);
    }
    return atomBytes(what);
  }

  /** {@code list-mailbox}: as {@code astring}, with the wildcards {@code %} and {@code *}. */
  byte[] listMailbox() throws ImapSyntaxException {
    int octet = peek();
    if (octet == '"' || octet == '{') {
      return string("a mailbox pattern");
    }
    int from = at;
    while (at < end && (isAstring(bytes[at]) || bytes[at] == '%' || bytes[at] == '*')) {
      at++;
    }
    if (at == from) {
      throw syntax("Expected a mailbox pattern");
    }
    return Arrays.copyOfRange(bytes, from, at);
  }

  private byte[] atomBytes(String what) throws ImapSyntaxException {
    int from = at;
    while (at < end && isAstring(bytes[at])) {
      at++;
    }
    if (at == from) {
      throw syntax("Expected " + what);
    }
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** {@code string}: quoted or literal. */
  byte[] string(String what) throws ImapSyntaxException {
    return switch (peek()) {
      case '"' -> quoted();
      case '{' -> literal();
      default -> throw syntax("Expected " + what);
    };
  }

  /** {@code nstring}: NIL gives null. */
  byte @Nullable [] nstring(String what) throws ImapSyntaxException {
    return acceptKeyword("NIL") ? null : string(what);
  }

  private byte[] quoted() throws ImapSyntaxException {
    int from = ++at;
    int escapes = 0;
    while (true) {
      if (at >= end) {
        throw syntax("Quoted string has no end");
      }
      int octet = bytes[at];
      if (octet == '"') {
        break;
      }
      if (octet == '\\') {
        escapes++;
        at++;
        if (at >= end || bytes[at] != '"' && bytes[at] != '\\') {
          throw syntax("Only a quote and a backslash may follow a backslash");
        }
      } else if (octet == '\r' || octet == '\n' || octet == 0) {
        throw syntax("Quoted string has no end");
      }
      at++;
    }
    int to = at++;
    if (escapes == 0) {
      return Arrays.copyOfRange(bytes, from, to);
    }
    byte[] text = new byte[to - from - escapes];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        i++;
      }
      text[length++] = bytes[i];
    }
    return text;
  }

  /** Never a {@code literal8}: only APPEND takes that, and its messages are not read here. */
  private byte[] literal() throws ImapSyntaxException {
    expect('{', "Expected a literal");
    long size = number("the size of the literal", Integer.MAX_VALUE);
    accept('+');
    expect('}', "Malformed literal");
    expect('\r', "Malformed literal");
    expect('\n', "Malformed literal");
    if (++literals > limits.literals()) {
      throw limit("Too many literals");
    }
    if (size > end - at) {
      throw syntax("Literal is cut off");
    }
    int from = at;
    at += (int) size;
    if (NulScan.next(bytes, from, at) < at) {
      throw syntax("NUL in a literal"); // RFC 3501 §9, CHAR8
    }
    return Arrays.copyOfRange(bytes, from, at);
  }

  // ---- text

  /** {@code mailbox}. */
  MailboxArgument mailbox() throws ImapSyntaxException {
    return MailboxArgument.name(astring("a mailbox name"), limits);
  }

  /**
   * Text in UTF-8. What is malformed gets replacement characters, so it equals nothing that is
   * well-formed: that the grammar allows it is enough here.
   */
  static String text(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Null where the bytes are malformed. */
  static @Nullable String decode(byte[] text, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(text))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static boolean isAscii(byte[] text) {
    for (byte octet : text) {
      if (octet < 0) {
        return false;
      }
    }
    return true;
  }

  // ---- numbers

  /** Decimal digits; at most {@code max}. */
  long number(String what, long max) throws ImapSyntaxException {
    int from = at;
    long value = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      int digit = bytes[at++] - '0';
      if (value > (max - digit) / 10) {
        throw syntax("Number is too large: " + what);
      }
      value = value * 10 + digit;
    }
    if (at == from) {
      throw syntax("Expected " + what);
    }
    return value;
  }

  /** So many digits, as dates have them. */
  int digits(int least, int most, String what) throws ImapSyntaxException {
    int from = at;
    int value = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      if (at - from == most) {
        throw syntax("Too many digits for " + what);
      }
      value = 10 * value + bytes[at++] - '0';
    }
    if (at - from < least) {
      throw syntax("Too few digits for " + what);
    }
    return value;
  }

  /** {@code number}: 32 bits (RFC 3501 §9). */
  long number(String what) throws ImapSyntaxException {
    return number(what, UidSet.MAX);
  }

  /** {@code nz-number}: 32 bits, not zero. */
  long nzNumber(String what) throws ImapSyntaxException {
    return notZero(number(what), what);
  }

  /**
   * {@code mod-sequence-valzer}: 63 bits (RFC 7162 §7). Zero is taken for {@code
   * mod-sequence-value} too: clients, Thunderbird among them, send it for a mailbox of which they
   * know no number yet, and mean all changes.
   */
  long modSequence() throws ImapSyntaxException {
    return number("a modification sequence", Long.MAX_VALUE);
  }

  private static long notZero(long number, String what) throws ImapSyntaxException {
    if (number == 0) {
      throw syntax("Zero cannot be " + what);
    }
    return number;
  }

  /** {@code sequence-set}, or {@code $}. */
  SequenceSet sequenceSet() throws ImapSyntaxException {
    if (accept('$')) {
      return new SequenceSet.SavedResult();
    }
    UidSet.Builder fixed = UidSet.builder();
    UidSet.Builder openEnds = UidSet.builder();
    boolean star = false;
    int ranges = 0;
    do {
      countRange(++ranges);
      star |= range(fixed, openEnds);
    } while (accept(','));
    return new SequenceSet.Numbers(fixed.build(), openEnds.build(), star);
  }

  /** Returns whether {@code *} is in the range. */
  private boolean range(UidSet.Builder fixed, UidSet.Builder openEnds) throws ImapSyntaxException {
    if (accept('*')) {
      if (accept(':') && !accept('*')) {
        openEnds.add(messageNumber());
      }
      return true;
    }
    long first = messageNumber();
    if (!accept(':')) {
      fixed.add(first);
      return false;
    }
    if (accept('*')) {
      openEnds.add(first);
      return true;
    }
    fixed.add(first, messageNumber());
    return false;
  }

  /** {@code sequence-set} where {@code *} is not allowed (RFC 7162 §7 {@code known-uids}). */
  UidSet fixedSet() throws ImapSyntaxException {
    UidSet.Builder set = UidSet.builder();
    int ranges = 0;
    do {
      countRange(++ranges);
      long first = messageNumber();
      set.add(first, accept(':') ? messageNumber() : first);
    } while (accept(','));
    return set.build();
  }

  private void countRange(int ranges) throws ImapSyntaxException {
    if (ranges > limits.sequenceRanges()) {
      throw limit("Too many ranges in the sequence set");
    }
  }

  private long messageNumber() throws ImapSyntaxException {
    return nzNumber("the number of a message");
  }

  // ---- characters

  private String ascii(int from) {
    return new String(bytes, from, at - from, StandardCharsets.US_ASCII);
  }

  /**
   * ASTRING-CHAR: ATOM-CHAR and {@code ]}. Octets above ASCII are none by the book; names in UTF-8
   * are sent so all the same.
   */
  static boolean isAstring(int octet) {
    return isAtom(octet) || octet == ']' || octet < 0;
  }

  /** ATOM-CHAR: printable ASCII but for atom-specials. */
  static boolean isAtom(int octet) {
    return switch (octet) {
      case '(', ')', '{', ' ', '%', '*', '"', '\\', ']' -> false;
      default -> octet > 0x20 && octet < 0x7F;
    };
  }
}
