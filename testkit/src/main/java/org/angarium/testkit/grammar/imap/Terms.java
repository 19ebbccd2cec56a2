package org.angarium.testkit.grammar.imap;

import org.angarium.testkit.grammar.Octets;

/** The small terms of RFC 3501 §9: numbers, atoms, strings, sets, dates, object ids. */
final class Terms {
  private static final long NUMBER_MAX = 4_294_967_295L;
  private static final int MAX_DIGITS = 20;
  private static final int OBJECT_ID_MAX = 255;

  private Terms() {}

  static void space(Octets in) {
    in.expect(' ', "SP (RFC 3501 §9: exactly one)");
  }

  // ---- numbers

  /** {@code number}: 0 to 4,294,967,295. */
  static long number(Octets in) {
    return digits(in, 0, NUMBER_MAX, "number (RFC 3501 §9: 0 to 4,294,967,295)");
  }

  /** {@code nz-number}, also {@code uniqueid}: no leading zero. */
  static long nzNumber(Octets in) {
    return digits(in, 1, NUMBER_MAX, "nz-number (RFC 3501 §9: 1 to 4,294,967,295)");
  }

  /** {@code number64}: 63 bits. */
  static long number64(Octets in) {
    return digits(in, 0, Long.MAX_VALUE, "number64 (RFC 9051 §9)");
  }

  /** {@code mod-sequence-value}: 63 bits, not 0. */
  static long modSequence(Octets in) {
    return digits(in, 1, Long.MAX_VALUE, "mod-sequence-value (RFC 7162 §7)");
  }

  /** {@code mod-sequence-valzer}. */
  static long modSequenceOrZero(Octets in) {
    return digits(in, 0, Long.MAX_VALUE, "mod-sequence-valzer (RFC 7162 §7)");
  }

  private static long digits(Octets in, long least, long most, String rule) {
    if (least > 0 && in.ahead('0')) {
      throw in.fault(rule);
    }
    long value = 0;
    int count = 0;
    while (in.peek() >= '0' && in.peek() <= '9') {
      int digit = in.peek() - '0';
      if (value > (most - digit) / 10 || ++count > MAX_DIGITS) {
        throw in.fault(rule);
      }
      value = 10 * value + digit;
      in.next();
    }
    if (count == 0) {
      throw in.fault(rule);
    }
    return value;
  }

  // ---- characters and atoms

  static boolean atomChar(int octet) {
    return octet > ' '
        && octet < 0x7F
        && octet != '('
        && octet != ')'
        && octet != '{'
        && octet != '%'
        && octet != '*'
        && octet != '"'
        && octet != '\\'
        && octet != ']';
  }

  static boolean astringChar(int octet) {
    return atomChar(octet) || octet == ']';
  }

  static String atom(Octets in, String rule) {
    int start = in.position();
    while (atomChar(in.peek())) {
      in.next();
    }
    if (in.position() == start) {
      throw in.fault(rule);
    }
    return in.since(start);
  }

  /** Whether NIL comes next; steps over it. */
  static boolean nil(Octets in) {
    if (in.peek() != 'N' && in.peek() != 'n') {
      return false;
    }
    in.expect("NIL", "nil (RFC 3501 §9)");
    return true;
  }

  // ---- strings

  static String quoted(Octets in) {
    in.expect('"', "quoted (RFC 3501 §9)");
    StringBuilder value = new StringBuilder();
    while (!in.ahead('"')) {
      value.append((char) quotedChar(in));
    }
    in.next();
    return value.toString();
  }

  /** QUOTED-CHAR: seven bits, no CR, LF or NUL; a backslash only before a backslash or a quote. */
  private static int quotedChar(Octets in) {
    String rule = "QUOTED-CHAR (RFC 3501 §9)";
    int octet = in.peek();
    if (octet == 0 || octet > 0x7F || octet == '\r' || octet == '\n') {
      throw in.fault(rule);
    }
    in.next();
    if (octet == '\\') {
      octet = in.peek();
      if (octet != '\\' && octet != '"') {
        throw in.fault(rule);
      }
      in.next();
    }
    return octet;
  }

  static String literal(Octets in) {
    String rule = "literal (RFC 3501 §9: no NUL)";
    in.expect('{', rule);
    long size = number(in);
    in.expect('}', rule);
    in.crlf(rule);
    int start = in.position();
    in.skip(size, false, rule);
    return in.since(start);
  }

  /** {@code literal8} (RFC 3516 §7), which may hold NUL. */
  static void literal8(Octets in) {
    String rule = "literal8 (RFC 3516 §7)";
    in.expect("~{", rule);
    long size = number(in);
    in.expect('}', rule);
    in.crlf(rule);
    in.skip(size, true, rule);
  }

  static String string(Octets in) {
    return switch (in.peek()) {
      case '"' -> quoted(in);
      case '{' -> literal(in);
      default -> throw in.fault("string (RFC 3501 §9)");
    };
  }

  /** Whether it was a string. */
  static boolean nstring(Octets in) {
    return switch (in.peek()) {
      case '"', '{' -> {
        string(in);
        yield true;
      }
      case 'N', 'n' -> !nil(in);
      default -> throw in.fault("nstring (RFC 3501 §9)");
    };
  }

  static String astring(Octets in) {
    int octet = in.peek();
    if (octet == '"' || octet == '{') {
      return string(in);
    }
    int start = in.position();
    while (astringChar(in.peek())) {
      in.next();
    }
    if (in.position() == start) {
      throw in.fault("astring (RFC 3501 §9)");
    }
    return in.since(start);
  }

  // ---- sets

  /** How many numbers a set holds that a server sends: without {@code *}. */
  static long set(Octets in, String rule) {
    long size = 0;
    do {
      long first = nzNumber(in);
      long last = in.take(':') ? nzNumber(in) : first;
      if (in.ahead('*')) {
        throw in.fault(rule);
      }
      size += Math.abs(last - first) + 1;
    } while (in.take(','));
    return size;
  }

  // ---- dates

  /** {@code date-time}, with a day that there is. */
  static void dateTime(Octets in) {
    String rule = "date-time (RFC 3501 §9)";
    in.expect('"', rule);
    int day = in.take(' ') ? digits(in, 1, rule) : digits(in, 2, rule);
    in.expect('-', rule);
    String month =
        in.oneOf(
            rule, "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
            "Dec");
    in.expect('-', rule);
    int year = digits(in, 4, rule);
    if (day < 1 || day > days(month, year)) {
      throw in.fault(rule + ", a day of the month");
    }
    in.expect(' ', rule);
    bounded(in, 23, rule);
    in.expect(':', rule);
    bounded(in, 59, rule);
    in.expect(':', rule);
    bounded(in, 60, rule);
    in.expect(' ', rule);
    if (!in.take('+')) {
      in.expect('-', rule);
    }
    bounded(in, 23, rule);
    bounded(in, 59, rule);
    in.expect('"', rule);
  }

  private static int days(String month, int year) {
    return switch (month) {
      case "Feb" -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case "Apr", "Jun", "Sep", "Nov" -> 30;
      default -> 31;
    };
  }

  private static void bounded(Octets in, int most, String rule) {
    int start = in.position();
    if (digits(in, 2, rule) > most) {
      in.back(start);
      throw in.fault(rule + ", a number to " + most);
    }
  }

  private static int digits(Octets in, int count, String rule) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      int octet = in.peek();
      if (octet < '0' || octet > '9') {
        throw in.fault(rule);
      }
      value = 10 * value + in.next() - '0';
    }
    return value;
  }

  // ---- object ids

  /** {@code "(" objectid ")"} (RFC 8474 §7). */
  static void objectId(Octets in) {
    String rule = "objectid (RFC 8474 §7: 1 to 255 letters, digits, _ and -)";
    in.expect('(', rule);
    int start = in.position();
    while (objectIdChar(in.peek()) && in.position() - start < OBJECT_ID_MAX) {
      in.next();
    }
    if (in.position() == start) {
      throw in.fault(rule);
    }
    in.expect(')', rule);
  }

  private static boolean objectIdChar(int octet) {
    return octet >= 'a' && octet <= 'z'
        || octet >= 'A' && octet <= 'Z'
        || octet >= '0' && octet <= '9'
        || octet == '_'
        || octet == '-';
  }
}
