package org.angarium.mail.header;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.angarium.mail.charset.MailCharset;
import org.jspecify.annotations.Nullable;

/**
 * Dates of messages (RFC 5322 §3.3 and, obsolete, §4.3: comments, two-digit years, named zones).
 *
 * <p>Reading goes by what each token looks like rather than by its place, so that the many
 * near-forms (asctime, missing weekday, {@code 22-Nov-2026}) are read as well. Immutable, any
 * thread, linear.
 */
public final class MessageDate {
  /** A date longer than this is none. */
  private static final int MAX_LENGTH = 256;

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final String[] MONTH_NAMES = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };
  private static final String[] DAY_NAMES = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

  private int day = -1;
  private int month = -1;
  private int year = -1;
  private int hour = -1;
  private int minute;
  private int second;
  private int zoneMinutes;
  private boolean zoneSeen;
  private boolean afternoon;
  private boolean morning;

  private MessageDate() {}

  /** Reads a date, or null if it is none. */
  public static @Nullable OffsetDateTime parse(byte[] value) {
    return parse(MailCharset.guess(value, 0, value.length));
  }

  /** Reads a date, or null if it is none. A missing time is midnight, a missing zone UTC. */
  public static @Nullable OffsetDateTime parse(String value) {
    if (value.length() > MAX_LENGTH) {
      return null;
    }
    String plain = withoutComments(value);
    MessageDate date = new MessageDate();
    int i = 0;
    while (i < plain.length()) {
      int start = i;
      while (i < plain.length() && plain.charAt(i) > ' ' && plain.charAt(i) != ',') {
        i++;
      }
      if (i > start && !date.token(plain.substring(start, i).toLowerCase(Locale.ROOT))) {
        return null;
      }
      i++;
    }
    return date.toOffsetDateTime();
  }

  /** The date as RFC 5322 writes it: {@code Sun, 22 Nov 2026 20:04:56 +0000}. */
  public static String format(OffsetDateTime date) {
    StringBuilder out = new StringBuilder(31);
    out.append(DAY_NAMES[date.getDayOfWeek().getValue() - 1])
        .append(", ")
        .append(date.getDayOfMonth())
        .append(' ');
    out.append(MONTH_NAMES[date.getMonthValue() - 1]).append(' ');
    pad(out, date.getYear(), 4).append(' ');
    pad(out, date.getHour(), 2).append(':');
    pad(out, date.getMinute(), 2).append(':');
    pad(out, date.getSecond(), 2).append(' ');
    int zone = date.getOffset().getTotalSeconds() / 60;
    out.append(zone < 0 ? '-' : '+');
    pad(out, Math.abs(zone) / 60, 2);
    return pad(out, Math.abs(zone) % 60, 2).toString();
  }

  private static StringBuilder pad(StringBuilder out, int value, int width) {
    String digits = Integer.toString(value);
    for (int i = digits.length(); i < width; i++) {
      out.append('0');
    }
    return out.append(digits);
  }

  private boolean token(String token) {
    char c = token.charAt(0);
    if ((c == '+' || c == '-') && hour >= 0) {
      return numericZone(token);
    }
    if (c >= '0' && c <= '9') {
      if (token.indexOf(':') > 0) {
        int t = token.indexOf('t');
        return t > 0 ? isoDate(token.substring(0, t)) && time(token.substring(t + 1)) : time(token);
      }
      if (token.indexOf('-') > 0) {
        return dashed(token);
      }
      return number(token);
    }
    return word(token);
  }

  private boolean number(String token) {
    int value = digits(token, 0, token.length());
    if (value < 0) {
      // "22nd" and the like
      int end = 0;
      while (end < token.length() && Character.isDigit(token.charAt(end))) {
        end++;
      }
      value = digits(token, 0, end);
      if (value < 1 || value > 31 || day >= 0) {
        return true;
      }
      day = value;
      return true;
    }
    if (day < 0 && token.length() <= 2) {
      day = value;
    } else if (year < 0) {
      year = fullYear(value, token.length());
    }
    return true;
  }

  /** RFC 5322 §4.3: two digits below 50 are 20xx, other two or three digits count from 1900. */
  private static int fullYear(int value, int length) {
    if (length <= 2) {
      return value < 50 ? 2000 + value : 1900 + value;
    }
    return length == 3 ? 1900 + value : value;
  }

  private boolean dashed(String token) {
    int first = token.indexOf('-');
    int second = token.indexOf('-', first + 1);
    if (second < 0) {
      return true;
    }
    if (first == 4) {
      return isoDate(token);
    }
    return number(token.substring(0, first))
        && second > first + 1
        && word(token.substring(first + 1, second))
        && second + 1 < token.length()
        && number(token.substring(second + 1));
  }

  private boolean isoDate(String token) {
    if (token.length() != 10 || token.charAt(4) != '-' || token.charAt(7) != '-') {
      return false;
    }
    year = digits(token, 0, 4);
    month = digits(token, 5, 7);
    day = digits(token, 8, 10);
    return year >= 0 && month >= 0 && day >= 0;
  }

  private boolean word(String token) {
    if (token.length() >= 3 && month < 0) {
      int index = MONTHS.indexOf(token.substring(0, 3));
      if (index >= 0 && index % 3 == 0) {
        month = index / 3 + 1;
        return true;
      }
    }
    if (token.equals("pm")) {
      afternoon = true;
    } else if (token.equals("am")) {
      morning = true;
    } else if (hour >= 0 && !zoneSeen) {
      namedZone(token);
    }
    return true;
  }

  private boolean time(String token) {
    if (hour >= 0) {
      return true;
    }
    int end = 0;
    while (end < token.length()
        && (Character.isDigit(token.charAt(end)) || ":.".indexOf(token.charAt(end)) >= 0)) {
      end++;
    }
    int colon = token.indexOf(':');
    int secondColon = token.indexOf(':', colon + 1);
    int minuteEnd = secondColon > 0 && secondColon < end ? secondColon : end;
    hour = digits(token, 0, colon);
    minute = digits(token, colon + 1, minuteEnd);
    if (minuteEnd < end) {
      int dot = token.indexOf('.', minuteEnd);
      second = digits(token, minuteEnd + 1, dot > 0 && dot < end ? dot : end);
    }
    if (hour < 0 || minute < 0 || second < 0) {
      return false;
    }
    if (end < token.length()) {
      char c = token.charAt(end);
      if (c == '+' || c == '-') {
        return numericZone(token.substring(end));
      }
      word(token.substring(end));
    }
    return true;
  }

  private boolean numericZone(String token) {
    if (zoneSeen) {
      return true;
    }
    String zone = token.replace(":", "");
    int value =
        zone.length() == 3
            ? digits(zone, 1, 3) * 100
            : zone.length() == 5 ? digits(zone, 1, 5) : -1;
    if (value >= 0 && value / 100 <= 18 && value % 100 < 60) {
      zoneMinutes = Math.min(value / 100 * 60 + value % 100, 18 * 60);
      if (zone.charAt(0) == '-') {
        zoneMinutes = -zoneMinutes;
      }
    }
    zoneSeen = true;
    return true;
  }

  /** RFC 5322 §4.3; other names and the military letters mean nothing and count as UTC. */
  private void namedZone(String token) {
    int hours =
        switch (token) {
          case "edt" -> -4;
          case "est", "cdt" -> -5;
          case "cst", "mdt" -> -6;
          case "mst", "pdt" -> -7;
          case "pst" -> -8;
          case "cet", "met", "bst" -> 1;
          case "cest", "mest", "eet" -> 2;
          case "eest", "msk" -> 3;
          case "jst", "kst" -> 9;
          default -> 0;
        };
    zoneMinutes = hours * 60;
    zoneSeen = token.length() > 0;
  }

  private @Nullable OffsetDateTime toOffsetDateTime() {
    if (day < 0 || month < 0 || year < 0) {
      return null;
    }
    int hourOfDay = Math.max(hour, 0);
    if (afternoon && hourOfDay < 12) {
      hourOfDay += 12;
    } else if (morning && hourOfDay == 12) {
      hourOfDay = 0;
    }
    try {
      // A leap second is read as the second before it: java.time has none.
      return OffsetDateTime.of(
          year,
          month,
          day,
          hourOfDay,
          minute,
          second == 60 ? 59 : second,
          0,
          ZoneOffset.ofTotalSeconds(zoneMinutes * 60));
    } catch (DateTimeException noSuchDate) {
      return null;
    }
  }

  private static int digits(String text, int from, int to) {
    if (to <= from || to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }

  /**
   * The text with comments as spaces, and without the white space that §4.3 allows around colons.
   */
  private static String withoutComments(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (depth > 0 && c == '\\') {
        i++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (depth == 0) {
        boolean space = c <= ' ';
        boolean afterColon = !out.isEmpty() && out.charAt(out.length() - 1) == ':';
        if (c == ':') {
          out.setLength(out.toString().stripTrailing().length());
        }
        if (!(space && afterColon)) {
          out.append(space ? ' ' : c);
        }
        continue;
      }
      if (depth == 1 && c == '(') {
        out.append(' ');
      }
    }
    return out.toString();
  }
}
