package org.angarium.mail.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Fri, 21 Nov 1997 09:55:06 -0600|1997-11-21T09:55:06-06:00",
        "Thu, 13 Feb 1969 23:32 -0330|1969-02-13T23:32-03:30",
        "21 Nov 97 09:55:06 GMT|1997-11-21T09:55:06Z",
        "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600|1997-11-21T09:55:06-06:00",
        "(c) Tue, 1 Jul 2003 10:52:37 +0200 (CEST (x\\)))|2003-07-01T10:52:37+02:00",
        "1 Jul 03 10:52:37 EST|2003-07-01T10:52:37-05:00",
        "1 Jul 103 10:52:37 EST|2003-07-01T10:52:37-05:00",
        "Sun Nov 22 20:04:56 2026|2026-11-22T20:04:56Z",
        "Sun Nov 22 20:04:56 UTC 2026|2026-11-22T20:04:56Z",
        "22-Nov-2026 20:04:56 +0100|2026-11-22T20:04:56+01:00",
        "2026-11-22T20:04:56+01:00|2026-11-22T20:04:56+01:00",
        "2026-11-22 20:04:56.123 -0800|2026-11-22T20:04:56-08:00",
        "22 Nov 2026|2026-11-22T00:00Z",
        "Sun, 22 November 2026 20:04:56 +0100|2026-11-22T20:04:56+01:00",
        "31 Dec 2016 23:59:60 +0000|2016-12-31T23:59:59Z",
        "1 Jul 2003 1:52:37 PM +0000|2003-07-01T13:52:37Z",
        "Fri,21 Nov 1997 09:55:06-0600|1997-11-21T09:55:06-06:00",
        "1 Jul 2003 10:52:37 A|2003-07-01T10:52:37Z",
      })
  void readsDatesOfAllAges(String text, String iso) {
    assertThat(MessageDate.parse(text)).isEqualTo(OffsetDateTime.parse(iso));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "32 Nov 2026 10:00 +0000",
        "30 Feb 2026",
        "1 Jan",
        "1 Jul 2003 25:00:00 +0000",
        "((((",
        "::",
        "-",
        "1-"
      })
  void givesNothingForNonsense(String text) {
    assertThat(MessageDate.parse(text)).isNull();
  }

  @Test
  void everyDateReadsBack() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      OffsetDateTime date =
          OffsetDateTime.ofInstant(
              java.time.Instant.ofEpochSecond(random.nextLong(0, 7_000_000_000L)),
              ZoneOffset.ofTotalSeconds(60 * random.nextInt(-12 * 60, 14 * 60)));
      assertThat(MessageDate.parse(MessageDate.format(date))).isEqualTo(date);
    }
  }

  @Test
  void datesOfAllYearsAndZonesReadBack() {
    long seed = System.nanoTime();
    java.util.Random random = new java.util.Random(seed);
    for (int round = 0; round < 20_000; round++) {
      java.time.OffsetDateTime date =
          java.time.OffsetDateTime.of(
              random.nextInt(10_000),
              1 + random.nextInt(12),
              1 + random.nextInt(28),
              random.nextInt(24),
              random.nextInt(60),
              random.nextInt(60),
              0,
              java.time.ZoneOffset.ofTotalSeconds((random.nextInt(2161) - 1080) * 60));
      assertThat(MessageDate.parse(MessageDate.format(date))).as("seed %d", seed).isEqualTo(date);
    }
  }

  @Test
  void anyTextIsADateOrNone() {
    long seed = System.nanoTime();
    java.util.Random random = new java.util.Random(seed);
    String[] words = {
      "Mon",
      ",",
      "1",
      "31",
      "32",
      "99",
      "Feb",
      "29",
      "2023",
      "0000",
      "9999",
      "10000",
      "23:59:60",
      "24:00",
      "12:60",
      ":",
      "1:",
      ":1",
      "1:2:3:4",
      "+1800",
      "+1801",
      "-1800",
      "+9999",
      "+",
      "-",
      "+\u0661\u0662\u0660\u0660",
      "\u0661\u0662:30",
      "2023-02-30",
      "2023-02-28T10:00:00Z",
      "12-Feb-23",
      "t",
      "(",
      ")",
      "\\",
      "pm",
      "am",
      "EST",
      "Z",
      "99999999999999999999",
      "\u0000",
      "1st",
      "T1:1"
    };
    for (int round = 0; round < 100_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append(words[random.nextInt(words.length)]).append(random.nextInt(4) == 0 ? "" : " ");
      }
      java.time.OffsetDateTime date;
      try {
        date = MessageDate.parse(text.toString());
      } catch (RuntimeException wrong) {
        throw new AssertionError("seed " + seed + ": " + text, wrong);
      }
      if (date != null) {
        assertThat(MessageDate.format(date)).as("seed %d: %s", seed, text).isNotEmpty();
      }
    }
  }
}
