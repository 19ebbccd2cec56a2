package org.angarium.mail.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing array of response bytes with the grammar of responses on top (RFC 9051 §9). The session
 * empties it into its connection when it has grown to some size, at the latest before it waits for
 * the client. Not thread-safe.
 */
public final class ImapWriter {
  private static final byte[] NONE = {};
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private byte[] bytes = NONE;
  private int length;

  // ---- the array

  /** The array behind; valid up to {@link #length} until the next call. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Forgets what was written and keeps the array if it is not larger than {@code keep}. */
  public void clear(int keep) {
    length = 0;
    if (bytes.length > keep) {
      bytes = NONE;
    }
  }

  /** Takes back what was written after {@code length}. */
  public void truncate(int toLength) {
    if (toLength > length) {
      throw new IllegalArgumentException("longer than what was written");
    }
    length = toLength;
  }

  /** Makes room for {@code count} more bytes; fill {@link #array} and call {@link #advance}. */
  public ImapWriter reserve(int count) {
    if (bytes.length - length < count) {
      long wanted = Math.max((long) length + count, Math.max(512, 2L * bytes.length));
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
    }
    return this;
  }

  public void advance(int count) {
    length += count;
  }

  /**
   * Makes octets of a message what a literal may hold: each NUL written from {@code from} on
   * becomes 0x80, which keeps all sizes (RFC 3501 §9, CHAR8). As they are they go in a {@code
   * literal8} only.
   */
  public ImapWriter replaceNul(int from) {
    int at = NulScan.next(bytes, from, length);
    while (at < length) {
      bytes[at] = (byte) 0x80;
      at = NulScan.next(bytes, at + 1, length);
    }
    return this;
  }

  // ---- pieces

  public ImapWriter octet(int octet) {
    if (length == bytes.length) {
      reserve(1);
    }
    bytes[length++] = (byte) octet;
    return this;
  }

  public ImapWriter raw(byte[] text) {
    reserve(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
    return this;
  }

  public ImapWriter raw(byte[] text, int offset, int count) {
    reserve(count);
    System.arraycopy(text, offset, bytes, length, count);
    length += count;
    return this;
  }

  /** ASCII as it stands. */
  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is the copy without an array
  public ImapWriter ascii(String text) {
    int count = text.length();
    reserve(count);
    text.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  public ImapWriter crlf() {
    reserve(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
    return this;
  }

  /** A number, not negative. */
  public ImapWriter number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    }
    reserve(20);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    int at = length + digits;
    long rest = value;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    length += digits;
    return this;
  }

  public ImapWriter nil() {
    return ascii("NIL");
  }

  /** {@code {n}} CRLF; the bytes follow. */
  public ImapWriter literalHeader(long size) {
    return octet('{').number(size).octet('}').crlf();
  }

  /** {@code ~{n}} CRLF (RFC 3516). */
  public ImapWriter literal8Header(long size) {
    return octet('~').literalHeader(size);
  }

  /**
   * A string: quoted where it is short and in ASCII, else a literal in UTF-8, since an IMAP4rev1
   * client may meet eight-bit characters in literals but never in quoted strings (RFC 3501 §9).
   * NUL, which no string may hold, is left out.
   */
  public ImapWriter string(String text) {
    if (isQuotable(text)) {
      return quoted(text);
    }
    byte[] encoded = text.replace("\0", "").getBytes(StandardCharsets.UTF_8);
    return literalHeader(encoded.length).raw(encoded);
  }

  /** An {@code nstring}. */
  public ImapWriter nullable(@Nullable String text) {
    return text == null ? nil() : string(text);
  }

  /** A mailbox name, in modified UTF-7 (RFC 3501 §5.1.3). */
  public ImapWriter mailbox(String name) {
    return astring(ModifiedUtf7.encode(name));
  }

  /** An atom where the text is one, else a string. */
  public ImapWriter astring(String text) {
    boolean atom = !text.isEmpty() && !text.equalsIgnoreCase("NIL");
    for (int i = 0; i < text.length() && atom; i++) {
      atom = ImapScanner.isAtom(text.charAt(i));
    }
    return atom ? ascii(text) : string(text);
  }

  /** The octets as an astring: an atom where they are one, else quoted or a literal. */
  public ImapWriter astring(byte[] octets) {
    for (byte octet : octets) {
      if (octet < ' ' || octet == 0x7F) {
        return literalHeader(octets.length).raw(octets);
      }
    }
    return astring(new String(octets, StandardCharsets.US_ASCII));
  }

  private ImapWriter quoted(String text) {
    octet('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        octet('\\');
      }
      octet(c);
    }
    return octet('"');
  }

  private static boolean isQuotable(String text) {
    if (text.length() > 1_000) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 && c != '\t' || c >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** In the syntax of sets. */
  public ImapWriter set(UidSet set) {
    for (int range = 0; range < set.rangeCount(); range++) {
      if (range > 0) {
        octet(',');
      }
      number(set.rangeFirst(range));
      if (set.rangeLast(range) != set.rangeFirst(range)) {
        octet(':').number(set.rangeLast(range));
      }
    }
    return this;
  }

  /** {@code "dd-Mon-yyyy hh:mm:ss +0000"} with its quotes, in UTC, of the years 0 to 9999. */
  public ImapWriter dateTime(long epochSecond) {
    long days = Math.floorDiv(epochSecond, 86_400L);
    int second = (int) Math.floorMod(epochSecond, 86_400L);
    // Days to date in the proleptic Gregorian calendar, counted from 0000-03-01 in eras of 400
    // years.
    long shifted = days + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    int dayOfEra = (int) (shifted - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int marchMonth = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
    int month = marchMonth < 10 ? marchMonth + 2 : marchMonth - 10;
    int year = (int) (yearOfEra + era * 400) + (month < 2 ? 1 : 0);
    octet('"').two(day).octet('-');
    for (int i = 0; i < 3; i++) {
      octet(MONTHS.charAt(3 * month + i));
    }
    octet('-').two(year / 100).two(year % 100).octet(' ');
    two(second / 3600).octet(':').two(second / 60 % 60).octet(':').two(second % 60);
    return ascii(" +0000\"");
  }

  private ImapWriter two(int value) {
    return octet('0' + value / 10 % 10).octet('0' + value % 10);
  }
}
