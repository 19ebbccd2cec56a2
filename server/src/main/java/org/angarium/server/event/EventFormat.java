package org.angarium.server.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an event is written as one line. Both forms escape control characters, so that text of a peer
 * cannot break out of its line. Instances remember the last second's text: one thread each.
 */
public abstract sealed class EventFormat {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private long second = Long.MIN_VALUE;
  private String secondText = "";

  /** Appends the line without its end. */
  public abstract void append(TimedEvent event, StringBuilder line);

  /** RFC 3339 in UTC with microseconds. */
  final void appendTime(long micros, StringBuilder line) {
    long at = Math.floorDiv(micros, 1_000_000L);
    if (at != second) {
      second = at;
      secondText = SECOND.format(Instant.ofEpochSecond(at));
    }
    line.append(secondText).append('.');
    int fraction = (int) Math.floorMod(micros, 1_000_000L);
    for (int power = 100_000; power > 0; power /= 10) {
      line.append((char) ('0' + fraction / power % 10));
    }
    line.append('Z');
  }

  /** Microseconds as seconds, without zeros at the end: {@code 0.0215}, {@code -3600}. */
  static void appendSeconds(long micros, StringBuilder line) {
    long whole = micros / 1_000_000;
    int fraction = (int) Math.abs(micros % 1_000_000);
    if (micros < 0 && whole == 0) {
      line.append('-');
    }
    line.append(whole);
    if (fraction > 0) {
      line.append('.');
      for (int power = 100_000; fraction > 0; power /= 10) {
        line.append((char) ('0' + fraction / power));
        fraction %= power;
      }
    }
  }

  /** Between quotes, by RFC 8259 §7. */
  static void appendQuoted(String value, StringBuilder line) {
    line.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> line.append('\\').append(c);
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029) {
            line.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 15])
                .append(HEX[c >> 4 & 15])
                .append(HEX[c & 15]);
          } else {
            line.append(c);
          }
        }
      }
    }
    line.append('"');
  }

  /** {@code 2026-11-22T20:15:01.123456Z INFO smtp.message-accepted Text. session=c1 size=4096}. */
  public static final class Human extends EventFormat {
    @Override
    public void append(TimedEvent timed, StringBuilder line) {
      Event event = timed.event();
      appendTime(timed.micros(), line);
      line.append(' ').append(event.severity()).append(' ').append(event.name());
      line.append(" | ").append(event.text()).append(" |");
      field("session", event.session(), line);
      field("trace", event.messageTrace(), line);
      event.fields(
          new FieldVisitor() {
            @Override
            public void field(Field field, @Nullable String value) {
              Human.field(field.key(), value, line);
            }

            @Override
            public void field(Field field, long value) {
              line.append(' ').append(field.key()).append('=').append(value);
            }

            @Override
            public void field(Field field, boolean value) {
              line.append(' ').append(field.key()).append('=').append(value);
            }

            @Override
            public void duration(Field field, long micros) {
              line.append(' ').append(field.key()).append('=');
              appendSeconds(micros, line);
            }
          });
    }

    private static void field(String name, @Nullable String value, StringBuilder line) {
      if (value == null) {
        return;
      }
      line.append(' ').append(name).append('=');
      if (plain(value)) {
        line.append(value);
      } else {
        appendQuoted(value, line);
      }
    }

    private static boolean plain(String value) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c >= 0x7F) {
          return false;
        }
      }
      return !value.isEmpty();
    }
  }

  /** One JSON object: time, severity, event, text, session, trace, then the event's own fields. */
  public static final class Json extends EventFormat {
    @Override
    public void append(TimedEvent timed, StringBuilder line) {
      Event event = timed.event();
      line.append("{\"time\":\"");
      appendTime(timed.micros(), line);
      line.append("\",\"severity\":\"").append(event.severity());
      line.append("\",\"event\":\"").append(event.name()).append("\",\"text\":");
      appendQuoted(event.text(), line);
      field("session", event.session(), line);
      field("trace", event.messageTrace(), line);
      event.fields(
          new FieldVisitor() {
            @Override
            public void field(Field field, @Nullable String value) {
              Json.field(field.key(), value, line);
            }

            @Override
            public void field(Field field, long value) {
              line.append(",\"").append(field.key()).append("\":").append(value);
            }

            @Override
            public void field(Field field, boolean value) {
              line.append(",\"").append(field.key()).append("\":").append(value);
            }

            @Override
            public void duration(Field field, long micros) {
              line.append(",\"").append(field.key()).append("\":");
              appendSeconds(micros, line);
            }
          });
      line.append('}');
    }

    private static void field(String name, @Nullable String value, StringBuilder line) {
      if (value != null) {
        line.append(",\"").append(name).append("\":");
        appendQuoted(value, line);
      }
    }
  }
}
