package org.angarium.mail.imap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dates of SEARCH and APPEND (RFC 3501 §9 {@code date}, {@code date-time}). The grammar counts
 * digits and knows the months; that there is no 31 February is another matter, and told apart.
 */
final class DateParser {
  private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

  private DateParser() {}

  /** {@code 1-Feb-2024}, quoted or not; empty for a day that is not in the calendar. */
  static Optional<LocalDate> date(ImapScanner in) throws ImapSyntaxException {
    boolean quoted = in.accept('"');
    int day = in.digits(1, 2, "the day");
    LocalDate date = monthYear(in, day);
    if (quoted) {
      in.expect('"', "Malformed date");
    }
    return Optional.ofNullable(date);
  }

  /**
   * {@code " 1-Feb-2024 12:30:00 +0100"} with its quotes; empty for a day, time or zone that there
   * is not.
   */
  static Optional<Instant> dateTime(ImapScanner in) throws ImapSyntaxException {
    in.expect('"', "Expected a date");
    int day = in.accept(' ') ? in.digits(1, 1, "the day") : in.digits(2, 2, "the day");
    LocalDate date = monthYear(in, day);
    in.expect(' ', "Malformed date");
    int hour = in.digits(2, 2, "the hour");
    in.expect(':', "Malformed time");
    int minute = in.digits(2, 2, "the minute");
    in.expect(':', "Malformed time");
    int second = in.digits(2, 2, "the second");
    in.expect(' ', "Malformed time");
    boolean west = in.accept('-');
    if (!west) {
      in.expect('+', "Malformed zone");
    }
    int zone = in.digits(4, 4, "the zone");
    int zoneHour = zone / 100;
    int zoneMinute = zone % 100;
    in.expect('"', "Malformed date");
    if (date == null
        || hour > 23
        || minute > 59
        || second > 60
        || zoneHour > 23
        || zoneMinute > 59) {
      return Optional.empty();
    }
    LocalTime time = LocalTime.of(hour, minute, Math.min(second, 59)); // 60 is a leap second
    long east = (zoneHour * 60L + zoneMinute) * 60;
    return Optional.of(
        date.atTime(time).toInstant(ZoneOffset.UTC).plusSeconds(west ? east : -east));
  }

  private static @Nullable LocalDate monthYear(ImapScanner in, int day) throws ImapSyntaxException {
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
    int year = in.digits(4, 4, "the year");
    try {
      return LocalDate.of(year, month / 3 + 1, day);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
