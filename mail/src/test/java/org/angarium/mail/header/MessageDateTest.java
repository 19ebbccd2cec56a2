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
}
