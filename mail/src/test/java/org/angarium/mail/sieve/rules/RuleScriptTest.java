package org.angarium.mail.sieve.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.angarium.mail.sieve.compile.SieveCompiler;
import org.angarium.mail.sieve.rules.Rule.Matching;
import org.angarium.mail.sieve.syntax.SieveFormatter;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.junit.jupiter.api.Test;

class RuleScriptTest {
  private static final Rule LISTS =
      new Rule(
          "Lists",
          true,
          Matching.ALL,
          List.of(new RuleTest.Header(RuleMatch.CONTAINS, List.of("List-Id"), List.of("x", "y"))),
          List.of(new RuleAction.FileInto("Lists", false, false, List.of())),
          true);

  private static RuleScript read(String script) {
    return RuleScript.read(script, SieveLimits.DEFAULT);
  }

  @Test
  void readsTheRulesOfRoundcube() {
    String script =
        """
        require ["copy","fileinto","imap4flags","relational","vacation"];
        # rule:[Lists]
        if header :contains "List-Id" ["x","y"]
        {
        \tfileinto "Lists";
        \tstop;
        }
        # rule:[big ones]
        if false # anyof (size :over 1M, not address :value "ge" :localpart "from" "z")
        {
        \taddflag "\\\\Flagged";
        \tredirect :copy "me@example.org";
        }
        # rule:[away]
        if true
        {
        \tvacation :days 3 :subject "away" text:
        Not here.
        .
        ;
        }
        """;
    RuleScript read = read(script);
    assertThat(read.rules())
        .containsExactly(
            LISTS,
            new Rule(
                "big ones",
                false,
                Matching.ANY,
                List.of(
                    new RuleTest.Size(true, 1 << 20),
                    new RuleTest.Not(
                        new RuleTest.Address(
                            new RuleMatch(RuleMatch.Type.VALUE, "ge", ""),
                            RuleTest.Part.LOCALPART,
                            List.of("from"),
                            List.of("z")))),
                List.of(
                    new RuleAction.Flags(RuleAction.Change.ADD, List.of("\\Flagged")),
                    new RuleAction.Redirect("me@example.org", true)),
                false),
            new Rule(
                "away",
                true,
                Matching.ALL,
                List.of(),
                List.of(
                    new RuleAction.Vacation(
                        3L, false, "away", null, List.of(), false, null, "Not here.\r\n")),
                false));
    assertThat(read.pieces().getFirst()).isInstanceOf(Piece.Requires.class);
    assertThat(read.pieces()).hasSize(4);
    assertThat(read.write()).isEqualTo(script);
  }

  @Test
  void readsOtherNamesAndRulesWithoutConditions() {
    String script =
        """
        # kept by hand

        ## Flag: vacation|UniqueId:4|Rulename: Gone fishing
        keep; stop;
        # Plain words
        if not exists "x" { discard; }
        keep;
        """;
    assertThat(read(script).rules())
        .extracting(Rule::name)
        .containsExactly("Gone fishing", "Plain words", "");
    assertThat(read(script).rules().getFirst().stop()).isTrue();
    assertThat(read(script).pieces().getFirst()).isEqualTo(new Piece.Opaque("# kept by hand\n\n"));
  }

  @Test
  void whatRulesCannotSayStaysAsItIs() {
    String script =
        """
        require "variables"; # why
        set "a" "b";
        if true { keep; } elsif false { discard; }
        if header "a" "b" { # note
          keep;
        }
        if allof (true, anyof (true, false)) { stop; keep; }
        unknown :tag 5;
        keep; # beside
        """;
    RuleScript read = read(script);
    assertThat(read.rules()).isEmpty();
    assertThat(read.write()).isEqualTo(script);
    assertThat(read("keep; \"").pieces()).containsExactly(new Piece.Opaque("keep; \""));
    assertThat(read("").pieces()).isEmpty();
  }

  @Test
  void changesOneRuleAndNothingElse() {
    String before = "# my script\nrequire \"fileinto\";\n\n# odd\nset  \"a\"\n \"b\";\n";
    String rule = "# rule:[Old]\nif  true  {discard ;}\n";
    String after = "# rule:[Next]\nif exists\t\"x\" {keep;}\n# end";
    RuleScript read = read(before + rule + after);
    int place = 3;
    assertThat(read.pieces().get(place)).isInstanceOf(Piece.Written.class);
    Rule flagged =
        new Rule(
            "New",
            true,
            Matching.ALL,
            List.of(),
            List.of(new RuleAction.FileInto("A", true, false, List.of("\\Seen"))),
            false);
    String written = read.replaced(place, flagged).write();
    String required = "require [\"copy\", \"imap4flags\"];\r\n";
    int top = before.indexOf("\n\n") + 1;
    assertThat(written)
        .isEqualTo(
            before.substring(0, top)
                + required
                + before.substring(top)
                + "\r\n# rule:[New]\r\nif true {\r\n  fileinto :flags \"\\\\Seen\" :copy \"A\";\r\n}\r\n"
                + after);
    assertThat(read.replaced(place, read.rules().getFirst())).isSameAs(read);
    assertThat(read.removed(place).write()).isEqualTo(before + after);
    assertThat(read.inserted(0, LISTS).moved(2, 5).rules()).hasSize(3).endsWith(LISTS);
  }

  @Test
  void aRuleSwitchedOffKeepsTextsOfSeveralLines() {
    Rule rule =
        new Rule(
            "off",
            false,
            Matching.ANY,
            List.of(
                new RuleTest.Header(RuleMatch.IS, List.of("a"), List.of("b\r\nc")),
                new RuleTest.Exists(List.of("# x"))),
            List.of(new RuleAction.Discard()),
            false);
    RuleScript written = new RuleScript(List.of(new Piece.Added(rule)));
    assertThat(written.write()).contains("if allof (\r\n  false,");
    assertThat(read(written.write()).rules()).containsExactly(rule);
  }

  @Test
  void whatIsWrittenIsReadAsTheSameRulesAndCompiles() throws SieveSyntaxException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      List<Piece> pieces = new ArrayList<>();
      List<Rule> rules = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        Rule rule = RandomRules.rule(random);
        rules.add(rule);
        pieces.add(new Piece.Added(rule));
      }
      String script = new RuleScript(pieces).write();
      RuleScript read = read(script);
      assertThat(read.rules()).as("seed %d: %s", seed, script).isEqualTo(rules);
      assertThat(read.pieces()).noneMatch(piece -> piece instanceof Piece.Opaque);
      assertThat(read.write()).isEqualTo(script);
      // Random text is seldom a regular expression.
      if (!script.contains(":regex")) {
        SieveCompiler.compile(script, SieveLimits.DEFAULT);
      }
      String formatted = SieveFormatter.format(script, SieveLimits.DEFAULT);
      assertThat(read(formatted).rules()).as("seed %d: %s", seed, formatted).isEqualTo(rules);
    }
  }

  @Test
  void anyScriptIsWrittenAsItWasReadAndSurvivesEditing() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      String script = text(random);
      RuleScript read = read(script);
      assertThat(read.write()).as("seed %d: %s", seed, script).isEqualTo(script);
      RuleScript edited = read.inserted(random.nextInt(read.pieces().size() + 1), LISTS);
      // A branch without its beginning is wrong anyway, and would join the new rule.
      boolean broken = script.contains("els") || read.pieces().equals(List.of(opaque(script)));
      if (!broken) {
        List<Rule> again = read(edited.write()).rules();
        assertThat(again).as("seed %d: %s", seed, edited.write()).contains(LISTS);
      }
    }
  }

  @Test
  void piecesThatMoveStandOnLinesOfTheirOwn() {
    String a = "# rule:[A]\nif true {keep;}\n";
    String b = "# rule:[B]\nif true {discard;}";
    assertThat(read(read(a + b).moved(1, 0).write()).rules())
        .extracting(Rule::name)
        .containsExactly("B", "A");
    assertThat(read(read(a + b).moved(0, 1).write()).rules())
        .extracting(Rule::name)
        .containsExactly("B", "A");
    String end = "set \"a\" \"b\"; # end";
    assertThat(read(a + end).moved(1, 0).write()).isEqualTo(end + "\r\n" + a);
    assertThat(read(a + end).moved(0, 1).write()).isEqualTo(end + "\r\n" + a);
  }

  @Test
  void whatIsNoRuleIsNotReplacedByOne() {
    RuleScript script = read("require \"variables\";\nset \"a\" \"b\";\n");
    assertThatThrownBy(() -> script.replaced(1, LISTS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> script.removed(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(script.removed(1).pieces()).hasSize(1);
  }

  private static Piece opaque(String text) {
    return new Piece.Opaque(text);
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(14); i > 0; i--) {
      out.append(
          List.of(
                  "require \"fileinto\";",
                  "if true {keep;}",
                  "if false # exists \"a\"\n{discard;}",
                  "if false { # words\n}",
                  "elsif true {}",
                  "else {keep;}",
                  "keep;",
                  "stop;",
                  "set \"a\" \"b\";",
                  "# rule:[n]\n",
                  "# rule:[\u0001]\n",
                  "# plain\n",
                  "##Flag: |Rulename:x\r\n",
                  "/* c */",
                  "\n",
                  "\r\n\r\n",
                  " ",
                  "reject text:\n.\n;",
                  "if anyof (true, size :over 1) {}",
                  "if size :under 2G {fileinto \"x\"; stop;}",
                  "vacation :days 99999999999 \"x\";",
                  random.nextInt(40) == 0 ? "\"" : "discard;")
              .get(random.nextInt(22)));
    }
    return out.toString();
  }

  @Test
  void saysWhatARuleRequires() {
    RuleScript script = new RuleScript(List.of(new Piece.Added(LISTS)));
    assertThat(read(script.write()).pieces().getFirst())
        .isEqualTo(new Piece.Requires("require \"fileinto\";\r\n", Set.of("fileinto")));
  }
}
