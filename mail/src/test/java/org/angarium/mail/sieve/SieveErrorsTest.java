package org.angarium.mail.sieve;

import static org.angarium.mail.sieve.Scripts.errors;
import static org.assertj.core.api.Assertions.assertThat;

import org.angarium.mail.sieve.syntax.SieveError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SieveErrorsTest {
  @Test
  void allErrorsAreToldAtOnceWithTheirPlaces() {
    String script =
        """
        require ["fileinto", "regexx", "vacaton"];
        fielinto "A";
        if heder "subject" "x" {
          fileinto 5;
          kep
        }
        redirect "nobody";
        keep :flags "x";
        """;
    assertThat(errors(script)).extracting(SieveError::line).containsExactly(1, 1, 2, 3, 4, 6, 7, 8);
    assertThat(errors(script).toString())
        .contains("1:32: the extension \"vacaton\" isn't there; did you mean \"vacation\"?")
        .contains("2:1: unknown command \"fielinto\"; did you mean \"fileinto\"?")
        .contains("did you mean \"header\"?")
        .contains("needs the extension \"imap4flags\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          keep                            | should end
          keep; }                         | closing brace
          if true { keep;                 | block that doesn't end
          redirect "x@y.org               | string that doesn't end
          /* keep;                        | comment that doesn't end
          if size 10 { keep; }            | without a side
          if size :over :under 5 {}       | another of its kind
          if size :over 10X {}            | followed by
          if size :over 99999999999999999999 {} | too large
          elsif true { keep; }            | without an "if"
          else { keep; }                  | without an "if"
          keep; require "copy";           | after other commands
          if header :is "a" {}            | with 1 argument
          if header :is :comparator "i;x" "a" "b" {} | unknown comparator
          if header :comparator "i;ascii-numeric" "a" "b" {} | needs the extension
          if not (true) {}                | exactly one test
          if allof true {}                | list of tests
          keep true;                      | takes no test
          keep {}                         | takes no block
          if true;                        | without a block
          true;                           | this is a test
          if keep {}                      | this is a command
          redirect ["a@b.org"];           | wrong kind
          require "variables"; set "${x}" "y"; | can't be set
          require "variables"; set "x" "${a.b}"; | namespace
          require "encoded-character"; if header "${unicode:110000}" "a" {} | no character
          require "relational"; if header :count "xx" "a" "b" {} | unknown relation
          require "index"; if header :last "a" "b" {} | without ":index"
          require "date"; if currentdate :zone "x" "date" "b" {} | no zone
          require "date"; if currentdate "dat" "b" {} | unknown part
          require ["date", "variables"]; if date :zone "+0100" :originalzone "date" "hour" "1" {} | another of its kind
          require ["imapsieve", "duplicate"]; | the extensions
          require "envelope"; if envelope "form" "b" {} | did you mean "from"
          keep; @@@ keep;                 | unexpected
          """)
  void saysWhatIsWrong(String script, String words) {
    // What never ends swallows the end of its command too.
    assertThat(errors(script)).hasSize(words.contains("string that doesn't end") ? 2 : 1);
    assertThat(errors(script).getFirst().toString()).contains(words);
  }

  @Test
  void nestingIsBounded() {
    assertThat(errors("if true {".repeat(1000)).toString()).contains("nested too deeply");
    assertThat(errors("if " + "not ".repeat(100_000 / 4) + "true {}").toString())
        .contains("nested too deeply");
    assertThat(errors("if " + "allof(".repeat(10_000)).toString()).contains("nested too deeply");
  }

  @Test
  void sizesAreBounded() {
    assertThat(errors("#" + "x".repeat(300_000)).toString()).contains("octets");
    assertThat(errors("redirect \"" + "x".repeat(70_000) + "\";").toString())
        .contains("a string of 70000 characters");
    assertThat(errors("require \"variables\"; set \"a\" \"" + "x".repeat(9_000) + "\";").toString())
        .contains("a value of 9000 characters");
    assertThat(errors("keep;".repeat(20_001)).toString()).contains("too many commands");
    assertThat(errors("require [" + "\"\",".repeat(5_001) + "\"\"];").toString())
        .contains("too long a list");
  }
}
