package org.angarium.mail.imap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Dates of SEARCH and APPEND (RFC 9051 §9 {@code date}, {@code date-time}). */
final class DateParser {
  private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

  private DateParser() {}

  /** {@code 1-Feb-2024}, quoted or not. */
  static LocalDate date(ImapScanner in) throws ImapSyntaxException {
    boolean quoted = in.accept('"');
    LocalDate date = dayMonthYear(in);
    if (quoted) {
      in.expect('"', "Malformed date");
    }
    return date;
  }

  /** {@code " 1-Feb-2024 12:30:00 +0100"} with its quotes. */
  static Instant dateTime(ImapScanner in) throws ImapSyntaxException {
    in.expect('"', "Expected a date");
    in.accept(' ');
    LocalDate date = dayMonthYear(in);
    in.expect(' ', "Malformed date");
    int hour = (int) in.number("the hour", 23);
    in.expect(':', "Malformed time");
    int minute = (int) in.number("the minute", 59);
    in.expect(':', "Malformed time");
    int second = Math.min((int) in.number("the second", 60), 59); // a leap second
    in.expect(' ', "Malformed time");
    boolean west = in.accept('-');
    if (!west) {
      in.expect('+', "Malformed zone");
    }
    int zone = (int) in.number("the zone", 9999);
    in.expect('"', "Malformed date");
    int seconds = (zone / 100 * 60 + zone % 100) * 60;
    return LocalDateTime.of(date, LocalTime.of(hour, minute, second))
        .toInstant(ZoneOffset.UTC)
        .plusSeconds(west ? seconds : -seconds);
  }

  private static LocalDate dayMonthYear(ImapScanner in) throws ImapSyntaxException {
    int day = (int) in.number("a date", 31);
    in.expect('-', "Malformed date");
    StringBuilder name = new StringBuilder(3);
    for (int i = 0; i < 3; i++) {
      int letter = in.peek();
      if (letter < 'A' || letter > 'z') {
        throw ImapScanner.syntax("Malformed month");
      }
      in.accept(letter);
      name.append((char) letter);
    }
    int month = MONTHS.indexOf(name.toString().toUpperCase(Locale.ROOT));
    if (month < 0 || month % 3 != 0) {
      throw ImapScanner.syntax("No such month");
    }
    in.expect('-', "Malformed date");
    int year = (int) in.number("the year", 9999);
    try {
      return LocalDate.of(year, month / 3 + 1, day);
    } catch (DateTimeException e) {
      throw ImapScanner.syntax("No such day");
    }
  }
}
