package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.syntax.Comment;
import org.angarium.mail.sieve.syntax.Phrase;
import org.angarium.mail.sieve.syntax.SieveFormatter;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntax;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.angarium.mail.sieve.syntax.Spread;
import org.junit.jupiter.api.Test;

class SieveFormatterTest {
  private static String format(String script) {
    try {
      return SieveFormatter.format(script, SieveLimits.DEFAULT);
    } catch (SieveSyntaxException wrong) {
      throw new AssertionError(wrong.errors().toString(), wrong);
    }
  }

  @Test
  void laysOutCommandsTestsAndLists() {
    String script =
        """
        REQUIRE ["fileinto","vnd.unknown"];


        if AnyOf(header :IS "a" "b",not size :over 102400){keep;if unknown 5{stop;}}elsif true{}
        else{fileinto ["a very long name of a mailbox that takes room", "another one that takes much more room"];}
        keep;\
        """;
    assertThat(format(script))
        .isEqualTo(
            """
            require ["fileinto", "vnd.unknown"];

            if anyof (
              header :is "a" "b",
              not size :over 100K
            ) {
              keep;
              if unknown 5 {
                stop;
              }
            } elsif true {
            } else {
              fileinto [
                "a very long name of a mailbox that takes room",
                "another one that takes much more room"
              ];
            }
            keep;
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void keepsCommentsWhereTheyBelong() {
    String script =
        """
        # first

        /* and
           second */
        if # a
          allof ( # b
            true, # c
            # d
            false # e
            /* f */ ) # g
        { # h
          keep /* i */ ; # j

          # k
        } # l
        # m
        else { /* n */ }
        redirect text: # o
        .x
        ..y
        .
        ; # p
        """;
    assertThat(format(script))
        .isEqualTo(
            """
            # first

            /* and
               second */
            if # a
            allof ( # b
              true, # c
              # d
              false # e
              /* f */
            ) { # g # h
              keep; /* i */ # j

              # k
            } # l
            # m
            else { /* n */
            }
            redirect text:
            ..x
            ..y
            .
            ; # o
            # p
            """
                .replace("# g # h", "# g\n  # h")
                .replace("\n", "\r\n"));
  }

  @Test
  void writesTextsOfWholeLinesAsSuch() {
    assertThat(format("reject \"one\r\n.two\r\n\";"))
        .isEqualTo("reject text:\r\none\r\n..two\r\n.\r\n;\r\n");
    assertThat(format("reject text:\none\n.\n;")).isEqualTo("reject text:\r\none\r\n.\r\n;\r\n");
    assertThat(format("reject \"one\r\ntwo\";")).isEqualTo("reject \"one\r\ntwo\";\r\n");
    assertThat(format("reject \"\\\"\\\\\\a\";")).isEqualTo("reject \"\\\"\\\\a\";\r\n");
  }

  @Test
  void anEmptyScriptStaysEmpty() {
    assertThat(format(" \r\n\n ")).isEmpty();
  }

  @Test
  void refusesWhatBreaksTheGrammarOrTheLimits() {
    assertThatThrownBy(() -> SieveFormatter.format("keep", SieveLimits.DEFAULT))
        .isInstanceOf(SieveSyntaxException.class);
    // Short as written, long with its lines indented.
    String deep = "if a{".repeat(31) + "a;".repeat(10_000) + "}".repeat(31);
    assertThatThrownBy(() -> SieveFormatter.format(deep, SieveLimits.DEFAULT))
        .isInstanceOf(SieveSyntaxException.class)
        .hasMessageContaining("octets");
  }

  @Test
  void formattingAgainChangesNothing() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int formatted = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder script = new StringBuilder();
      int length = random.nextInt(30);
      for (int i = 0; i < length; i++) {
        script.append(SieveFuzzTest.WORDS.get(random.nextInt(SieveFuzzTest.WORDS.size())));
        script.append(random.nextInt(4) == 0 ? "" : " ");
      }
      formatted += checkIfItParses(script.toString(), "seed " + seed);
      formatted += checkIfItParses(grammatical(random), "seed " + seed);
    }
    assertThat(formatted).as("seed %d", seed).isGreaterThan(20_000);
  }

  private static int checkIfItParses(String script, String what) {
    try {
      SieveSyntax syntax = SieveSyntax.parse(script, SieveLimits.DEFAULT);
      String once = SieveFormatter.format(syntax);
      SieveSyntax again = SieveSyntax.parse(once, SieveLimits.DEFAULT);
      assertThat(SieveFormatter.format(again)).as("%s: %s", what, script).isEqualTo(once);
      assertThat(shape(again.commands())).as("%s: %s", what, script).isEqualTo(shape(syntax));
      assertThat(again.comments())
          .extracting(SieveFormatterTest::words)
          .as("%s: %s", what, script)
          .isEqualTo(syntax.comments().stream().map(SieveFormatterTest::words).toList());
      return 1;
    } catch (SieveSyntaxException wrong) {
      return 0;
    } catch (RuntimeException bug) {
      throw new AssertionError(what + ": " + script, bug);
    }
  }

  private static String words(Comment comment) {
    return comment.text().replace("\r", "");
  }

  @Test
  void theFormattedScriptDoesTheSame() throws SieveSyntaxException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder plain = new StringBuilder(SieveFuzzTest.requireAll());
      for (int i = random.nextInt(8); i >= 0; i--) {
        SieveFuzzTest.command(random, plain, 3);
      }
      String script = Spread.spread(random, plain.toString());
      String formatted = SieveFormatter.format(script, SieveLimits.DEFAULT);
      assertThat(SieveFormatter.format(formatted, SieveLimits.DEFAULT))
          .as("seed %d: %s", seed, script)
          .isEqualTo(formatted);
      assertThat(Scripts.run(formatted))
          .as("seed %d: %s", seed, script)
          .isEqualTo(Scripts.run(script));
      assertThat(Scripts.run(script)).as("seed %d: %s", seed, script).isEqualTo(runs(plain));
    }
  }

  private static SieveResult runs(StringBuilder plain) {
    return Scripts.run(plain.toString());
  }

  /** A script of the grammar that need not mean anything. */
  private static String grammatical(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      grammatical(random, out, 4);
    }
    return Spread.spread(random, out.toString());
  }

  private static void grammatical(Random random, StringBuilder out, int depth) {
    out.append(List.of("if", "elsif", "else", "x").get(random.nextInt(4)));
    arguments(random, out, depth);
    if (depth > 0 && random.nextBoolean()) {
      out.append(" {");
      for (int i = random.nextInt(3); i > 0; i--) {
        grammatical(random, out, depth - 1);
      }
      out.append("}\n");
    } else {
      out.append(";\n");
    }
  }

  private static void arguments(Random random, StringBuilder out, int depth) {
    for (int i = random.nextInt(4); i > 0; i--) {
      out.append(' ').append(argument(random));
    }
    if (depth > 0 && random.nextInt(3) == 0) {
      out.append(" (t");
      arguments(random, out, depth - 1);
      for (int i = random.nextInt(3); i > 0; i--) {
        out.append(", t");
        arguments(random, out, depth - 1);
      }
      out.append(')');
    } else if (depth > 0 && random.nextInt(3) == 0) {
      out.append(" t");
      arguments(random, out, depth - 1);
    }
  }

  private static String argument(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> ":tag";
      case 1 -> "2048";
      case 2 -> "3G";
      case 3 -> "text: # note\r\n..a\r\n.b\n.\n";
      case 4 -> "[\"a\", text:\n.\n, \"b\"]";
      case 5 -> "[\"a\"]";
      case 6 -> "[\"" + "long ".repeat(10) + "\",\"" + "long ".repeat(10) + "\"]";
      case 7 -> "\"a\nb\r\n\\\"\"";
      default -> "\"plain\"";
    };
  }

  private static String shape(SieveSyntax syntax) {
    return shape(syntax.commands());
  }

  /** A script without its places. */
  private static String shape(List<Phrase> phrases) {
    StringBuilder out = new StringBuilder();
    for (Phrase phrase : phrases) {
      out.append(phrase.name());
      for (Phrase.Argument argument : phrase.arguments()) {
        switch (argument) {
          case Phrase.Tag tag -> out.append(" :").append(tag.name());
          case Phrase.Amount amount -> out.append(' ').append(amount.value());
          case Phrase.Strings strings ->
              out.append(strings.bracketed())
                  .append(strings.texts().stream().map(Phrase.Text::value).toList());
        }
      }
      out.append(phrase.testList()).append('(').append(shape(phrase.tests())).append(')');
      List<Phrase> block = phrase.block();
      out.append(block == null ? ";" : "{" + shape(block) + "}");
    }
    return out.toString();
  }
}
