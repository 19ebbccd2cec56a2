package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each bound at its value and one above. */
class SieveLimitsTest {
  private static boolean runs(String script) {
    SieveResult result = Scripts.run(script);
    return result.error() == null;
  }

  private static boolean compiles(String script) {
    return Scripts.errors(script).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4, true", "5, false"})
  void redirects(int count, boolean good) {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < count; i++) {
      script.append("redirect \"a").append(i).append("@example.org\"; redirect \"A <a");
      script.append(i).append("@EXAMPLE.org>\";");
    }
    assertThat(runs(script.toString())).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"32, true", "33, false"})
  void actions(int count, boolean good) {
    StringBuilder script = new StringBuilder("require \"fileinto\"; keep; fileinto \"inbox\";");
    for (int i = 1; i < count; i++) {
      script.append("fileinto \"").append(i).append("\";");
    }
    assertThat(runs(script.toString())).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"4, true", "5, false"})
  void noticesAndTheirRecipients(int count, boolean good) {
    StringBuilder several = new StringBuilder("require \"enotify\";");
    StringBuilder one = new StringBuilder("require \"enotify\"; notify \"mailto:");
    for (int i = 0; i < count; i++) {
      several.append("notify \"mailto:a").append(i).append("@example.org\";");
      one.append(i == 0 ? "" : "%2C").append('a').append(i).append("@example.org");
    }
    assertThat(runs(several.toString())).isEqualTo(good);
    assertThat(runs(one + "\";")).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"65536, true", "65537, false"})
  void strings(int length, boolean good) {
    assertThat(compiles("if header \"x\" \"" + "y".repeat(length) + "\" { stop; }"))
        .isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"5000, true", "5001, false"})
  void lists(int length, boolean good) {
    assertThat(compiles("if exists [\"x\"" + ",\"x\"".repeat(length - 1) + "] { stop; }"))
        .isEqualTo(good);
  }

  /** RFC 5228 §2.10.7: fifteen at least. */
  @ParameterizedTest
  @CsvSource({"15, true", "30, true", "64, false"})
  void nesting(int depth, boolean good) {
    assertThat(compiles("if true {".repeat(depth) + "stop;" + "}".repeat(depth))).isEqualTo(good);
    assertThat(compiles("if " + "not ".repeat(depth) + "true { stop; }")).isEqualTo(good);
    assertThat(compiles("if " + "anyof (".repeat(depth) + "true" + ")".repeat(depth) + "{ stop; }"))
        .isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"5, true", "6, false"})
  void loops(int depth, boolean good) {
    assertThat(
            compiles(
                "require \"foreverypart\"; "
                    + "foreverypart {".repeat(depth)
                    + "break;"
                    + "}".repeat(depth)))
        .isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 86400",
    "1, 86400",
    "2, 172800",
    "365, 31536000",
    "366, 31536000",
    "2147483648, 31536000",
    "9223372036854775807, 31536000"
  })
  void daysOfVacation(String days, long seconds) {
    assertThat(interval(":days " + days)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "31536000, 31536000",
    "31536001, 31536000",
    "9223372036854775807, 31536000"
  })
  void secondsOfVacation(String given, long seconds) {
    assertThat(interval(":seconds " + given)).isEqualTo(seconds);
  }

  private static long interval(String tag) {
    return Scripts.actions(
            "require [\"vacation\", \"vacation-seconds\"]; vacation " + tag + " \"x\";")
        .stream()
        .filter(SieveAction.Vacation.class::isInstance)
        .map(action -> ((SieveAction.Vacation) action).interval().toSeconds())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "+0000, true", "-0000, true", "+1800, true", "-1800, true", "+1801, false", "+1860, false",
    "+0060, false", "+9999, false", "0000, false", "+000, false", "+00000, false", "+00:00, false",
    "UTC, false", "+\u0661\u0662\u0660\u0660, false"
  })
  void zones(String zone, boolean good) {
    assertThat(
            compiles(
                "require \"date\"; if currentdate :zone \""
                    + zone
                    + "\" \"year\" \"2026\" { stop; }"))
        .isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({
    "1 Jan 0000 00:00:00 +0000, 0000",
    "31 Dec 9999 23:59:59 +0000, 9999",
    "1 Jan 9999 23:59:60 +0000, 9999"
  })
  void yearsAtTheirEnds(String date, String year) {
    SieveResult result =
        Scripts.run(
            "require \"date\"; if date :originalzone \"date\" \"year\" \""
                + year
                + "\" { discard; }",
            "Date: " + date + "\r\n\r\n",
            Scripts.environment(SieveWorld.empty()));
    assertThat(result.actions()).isEqualTo(List.of(new SieveAction.Discard()));
  }

  @Test
  void datesShownInAnotherZoneMayLeaveTheirYears() {
    for (String zone : List.of("-1800", "+1800")) {
      for (String date : List.of("1 Jan 0000 00:00:00 +0000", "31 Dec 9999 23:59:59 +0000")) {
        SieveResult result =
            Scripts.run(
                "require \"date\"; if date :zone \""
                    + zone
                    + "\" \"date\" \"std11\" \"x\" { discard; }",
                "Date: " + date + "\r\n\r\n",
                Scripts.environment(SieveWorld.empty()));
        assertThat(result.error()).isNull();
      }
    }
  }
}
