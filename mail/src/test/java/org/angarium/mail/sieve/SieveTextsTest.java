package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of scripts and messages to the character: encodings, headers within bodies, numbers. */
class SieveTextsTest {
  private static String filed(String text) {
    List<SieveAction> actions =
        Scripts.actions(
            "require [\"fileinto\", \"encoded-character\"]; fileinto \"" + text + "\";");
    return ((SieveAction.FileInto) actions.getFirst()).mailbox();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${unicode:0000000041}|A",
        "${unicode:00000000000000000000000000000000000041 0042}|AB",
        "${unicode: 41  42 }|AB",
        "${UNICODE:0000040}|@",
        "${unicode:0010FFFF}|\udbff\udfff",
        "${unicode:1F600}|\ud83d\ude00",
        "${unicode:D7FF}|\ud7ff",
        "${unicode:E000}|\ue000",
        "${hex:41}|A",
        "x${hex:4}${hex:1}y|x\u0004\u0001y",
        "${hex:f0 9f}${hex:98 80}|\ud83d\ude00",
        "${hex:e9}|\u00e9",
        "${hex:041}|${hex:041}",
        "${hex:}|${hex:}",
        "${unicode:}|${unicode:}",
        "${unicode: }|${unicode: }",
        "${unicode:41,42}|${unicode:41,42}",
        "${unicode:\u0664\u0661}|${unicode:\u0664\u0661}",
        "${unicode:41\u2003}|${unicode:41\u2003}",
        "${unicode:0x41}|${unicode:0x41}",
        "${unicode:-41}|${unicode:-41}",
        "${unicode:41|${unicode:41",
        "${ unicode:41}|${ unicode:41}",
        "${hex:4${hex:30}}|${hex:40}",
        "$${unicode:41}|$A",
      })
  void encodedCharacters(String written, String meant) {
    assertThat(filed(written)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "110000",
        "0000110000",
        "200000",
        "D800",
        "DBFF",
        "dc00",
        "DFFF",
        "0000D800",
        "FFFFFFFF",
        "100000041",
        "10000000000000041",
        "ffffffffffffffffffffffffffffffff"
      })
  void charactersThatDoNotExistAreErrors(String number) {
    assertThat(
            Scripts.errors(
                "require [\"fileinto\", \"encoded-character\"]; fileinto \"${unicode:"
                    + number
                    + "}\";"))
        .hasSize(1);
  }

  private static boolean embedded(String type, String key, String message) {
    String script = "require \"body\"; if body :content \"" + type + "\" " + key + " { discard; }";
    SieveResult result = Scripts.run(script, message, Scripts.environment(SieveWorld.empty()));
    assertThat(result.error()).isNull();
    return result.actions().contains(new SieveAction.Discard());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n"})
  void theHeaderOfAnEmbeddedMessageHasNoEmptyLine(String lineBreak) {
    String message =
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n"
            + "From: c@example.test\nSubject: dinner\n\nHello\n--x--\n";
    String lines = message.replace("\n", lineBreak);
    String end = lineBreak.equals("\n") ? "${hex:a}" : "${hex:d a}";
    String any =
        "require [\"body\", \"encoded-character\"]; if body :content \"message/rfc822\" :matches"
            + " \"*dinner"
            + end
            + "\" { discard; }";
    SieveResult result = Scripts.run(any, lines, Scripts.environment(SieveWorld.empty()));
    assertThat(result.actions()).containsExactly(new SieveAction.Discard());
    assertThat(embedded("message", ":contains \"dinner\"", lines)).isTrue();
    assertThat(embedded("message/rfc822", ":contains \"Hello\"", lines)).isFalse();
  }

  @Test
  void anEmbeddedMessageMayHaveNothingButAHeaderOrABody() {
    String start = "Content-Type: message/rfc822\r\n\r\n";
    assertThat(embedded("message/rfc822", ":is \"\"", start + "\r\nHello\r\n")).isTrue();
    assertThat(embedded("message/rfc822", ":is \"\"", start)).isTrue();
    assertThat(embedded("message/rfc822", ":matches \"*dinner\"", start + "Subject: dinner"))
        .isTrue();
    assertThat(
            embedded("message/rfc822", ":matches \"*dinner\r\n\"", start + "Subject: dinner\r\n"))
        .isTrue();
  }

  private static boolean sized(String test) {
    return Scripts.holds("", test);
  }

  @Test
  void numbersReachToTheEndOfSixtyThreeBits() {
    for (String number :
        List.of(
            "2147483647",
            "2147483648",
            "4294967295",
            "4294967296",
            "2G",
            "4G",
            "4194304M",
            "9223372036854775807",
            "9007199254740991K",
            "8796093022207M",
            "8589934591G",
            "00000000000000000000000001G")) {
      assertThat(sized("size :under " + number)).as(number).isTrue();
      assertThat(sized("size :over " + number)).as(number).isFalse();
    }
    for (String number :
        List.of(
            "9223372036854775808",
            "9007199254740992K",
            "8796093022208M",
            "8589934592G",
            "18446744073709551616",
            "99999999999999999999999999999999999999")) {
      assertThat(Scripts.errors("if size :over " + number + " { stop; }")).as(number).hasSize(1);
    }
  }

  @Test
  void sizesAreComparedAtTheirValue() {
    int size = Scripts.MESSAGE.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    assertThat(sized("size :over " + (size - 1))).isTrue();
    assertThat(sized("size :over " + size)).isFalse();
    assertThat(sized("size :under " + size)).isFalse();
    assertThat(sized("size :under " + (size + 1))).isTrue();
    assertThat(sized("size :over 0")).isTrue();
    assertThat(sized("size :under 0")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "2,true",
    "3,false",
    "2147483647,false",
    "2147483648,false",
    "4294967297,false",
    "9223372036854775807,false"
  })
  void anIndexBeyondTheFieldsFindsNone(String index, boolean there) {
    for (String last : List.of("", ":last ")) {
      assertThat(
              Scripts.holds(
                  "index",
                  "header :index " + index + " " + last + ":contains \"received\" \"example\""))
          .isEqualTo(there);
    }
  }

  @Test
  void anIndexCountsFromOne() {
    assertThat(Scripts.errors("require \"index\"; if header :index 0 :is \"to\" \"x\" { stop; }"))
        .hasSize(1);
  }
}
