package org.angarium.mail.sieve.compile;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.JulianFields;
import java.util.List;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.sieve.match.Variables;
import org.jspecify.annotations.Nullable;

/** The parts of a date as texts (RFC 5260 §4.2). */
public final class DateParts {
  static final List<String> NAMES =
      List.of(
          "year", "month", "day", "date", "julian", "hour", "minute", "second", "time", "iso8601",
          "std11", "zone", "weekday");

  private DateParts() {}

  /** The part of that name; null if there is no such part. */
  public static @Nullable String part(OffsetDateTime date, String name) {
    return switch (Variables.canonical(name)) {
      case "year" -> pad(date.getYear(), 4);
      case "month" -> pad(date.getMonthValue(), 2);
      case "day" -> pad(date.getDayOfMonth(), 2);
      case "date" -> day(date);
      case "julian" -> Long.toString(date.getLong(JulianFields.MODIFIED_JULIAN_DAY));
      case "hour" -> pad(date.getHour(), 2);
      case "minute" -> pad(date.getMinute(), 2);
      case "second" -> pad(date.getSecond(), 2);
      case "time" -> time(date);
      case "iso8601" ->
          day(date)
              + 'T'
              + time(date)
              + (date.getOffset().getTotalSeconds() == 0 ? "Z" : zone(date, ":"));
      case "std11" -> MessageDate.format(date);
      case "zone" -> zone(date, "");
      case "weekday" -> Integer.toString(date.getDayOfWeek().getValue() % 7);
      default -> null;
    };
  }

  private static String day(OffsetDateTime date) {
    return pad(date.getYear(), 4)
        + '-'
        + pad(date.getMonthValue(), 2)
        + '-'
        + pad(date.getDayOfMonth(), 2);
  }

  private static String time(OffsetDateTime date) {
    return pad(date.getHour(), 2) + ':' + pad(date.getMinute(), 2) + ':' + pad(date.getSecond(), 2);
  }

  private static String zone(OffsetDateTime date, String between) {
    int minutes = date.getOffset().getTotalSeconds() / 60;
    int size = Math.abs(minutes);
    return (minutes < 0 ? "-" : "+") + pad(size / 60, 2) + between + pad(size % 60, 2);
  }

  private static String pad(int value, int width) {
    String digits = Integer.toString(value);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  /** A zone written as {@code +0100}; null if it isn't one. */
  public static @Nullable ZoneOffset zone(String text) {
    if (text.length() != 5 || (text.charAt(0) != '+' && text.charAt(0) != '-')) {
      return null;
    }
    int value = 0;
    for (int i = 1; i < 5; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      value = value * 10 + (c - '0');
    }
    int sign = text.charAt(0) == '-' ? -1 : 1;
    try {
      return ZoneOffset.ofHoursMinutes(sign * (value / 100), sign * (value % 100));
    } catch (DateTimeException outOfRange) {
      return null;
    }
  }

  /** The date in a field: behind the last semicolon if there is one, as in Received (§4). */
  public static @Nullable OffsetDateTime inField(String text) {
    return MessageDate.parse(text.substring(text.lastIndexOf(';') + 1).strip());
  }
}
