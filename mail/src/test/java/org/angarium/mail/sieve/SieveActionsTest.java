package org.angarium.mail.sieve;

import static org.angarium.mail.sieve.Scripts.actions;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveAction.AddHeader;
import org.angarium.mail.sieve.action.SieveAction.DeleteHeader;
import org.angarium.mail.sieve.action.SieveAction.Discard;
import org.angarium.mail.sieve.action.SieveAction.FileInto;
import org.angarium.mail.sieve.action.SieveAction.Keep;
import org.angarium.mail.sieve.action.SieveAction.Redirect;
import org.angarium.mail.sieve.action.SieveAction.Reject;
import org.angarium.mail.sieve.action.SieveAction.RememberDuplicate;
import org.angarium.mail.sieve.action.SieveAction.Vacation;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveWorld;
import org.junit.jupiter.api.Test;

class SieveActionsTest {
  private static final Keep KEEP = new Keep(List.of());

  private static FileInto into(String mailbox, String... flags) {
    return new FileInto(mailbox, List.of(flags), false, null, null);
  }

  @Test
  void takesAMultipartWithoutPartsForText() {
    String script =
        """
        require "body";
        if body :content "multipart" :contains "" { keep; }
        elsif body :content "text/plain" :contains "nothing" { discard; }
        """;
    for (String body : List.of("nothing delimited\r\n", "", "--x--\r\nnothing behind\r\n")) {
      String message = "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + body;
      SieveResult result = Scripts.run(script, message, Scripts.environment(SieveWorld.empty()));
      assertThat(result.error()).isNull();
      assertThat(result.actions().contains(new SieveAction.Discard()))
          .isEqualTo(body.contains("nothing"));
    }
  }

  @Test
  void anEmptyScriptKeeps() {
    assertThat(actions("")).containsExactly(KEEP);
    assertThat(actions("# nothing\r\n/* at\nall */")).containsExactly(KEEP);
  }

  @Test
  void deliveryElsewhereCancelsTheImplicitKeep() {
    assertThat(actions("require \"fileinto\"; fileinto \"A\";")).containsExactly(into("A"));
    assertThat(actions("redirect \"a@example.org\";"))
        .containsExactly(new Redirect("a@example.org"));
    assertThat(actions("discard;")).containsExactly(new Discard());
    assertThat(actions("discard; keep;")).containsExactly(KEEP);
  }

  @Test
  void copyLeavesTheImplicitKeepStanding() {
    assertThat(
            actions(
                "require [\"fileinto\", \"copy\"]; fileinto :copy \"A\"; redirect :copy \"a@b.org\";"))
        .containsExactly(into("A"), new Redirect("a@b.org"), KEEP);
  }

  @Test
  void sameDeliveryTwiceIsOne() {
    assertThat(actions("require \"fileinto\"; fileinto \"A\"; keep; keep; fileinto \"A\";"))
        .containsExactly(into("A"), KEEP);
  }

  @Test
  void stopEndsTheScript() {
    assertThat(actions("if true { stop; } discard;")).containsExactly(KEEP);
  }

  @Test
  void theFirstBranchThatHoldsRuns() {
    String script =
        "require \"fileinto\"; if false { fileinto \"1\"; } elsif true { fileinto \"2\"; }"
            + " elsif true { fileinto \"3\"; } else { fileinto \"4\"; }";
    assertThat(actions(script)).containsExactly(into("2"));
  }

  @Test
  void textsOfSeveralLinesLoseTheirDots() {
    assertThat(actions("require \"reject\"; reject text: # why\nA\n..B\n.\n;"))
        .containsExactly(new Reject("A\r\n.B\r\n", false));
  }

  @Test
  void rejectAndDeliveryExcludeEachOther() {
    SieveResult result = Scripts.run("require \"ereject\"; redirect \"a@b.org\"; ereject \"no\";");
    assertThat(result.error()).contains("reject");
    assertThat(result.actions()).containsExactly(KEEP);
  }

  @Test
  void flagsGoWithKeepAndFileInto() {
    String script =
        "require [\"imap4flags\", \"fileinto\"]; setflag \"\\\\Seen\"; addflag [\"$A $B\", \"\\\\seen\"];"
            + " removeflag \"$a\"; fileinto \"A\"; fileinto :flags \"x\" \"B\";";
    assertThat(actions(script)).containsExactly(into("A", "\\Seen", "$B"), into("B", "x"));
    assertThat(actions("require \"imap4flags\"; addflag \"$A\";"))
        .containsExactly(new Keep(List.of("$A")));
    assertThat(
            actions(
                "require [\"imap4flags\", \"variables\"]; setflag \"v\" \"b c\"; addflag \"v\" \"a\";"
                    + " if hasflag :contains [\"v\"] \"A\" { keep :flags \"${v}\"; }"))
        .containsExactly(new Keep(List.of("b", "c", "a")));
  }

  @Test
  void ofSeveralFlagsForOneDeliveryTheLastStay() {
    assertThat(
            actions(
                "require [\"imap4flags\", \"fileinto\"]; keep :flags \"a b\"; fileinto :flags \"x\" \"A\";"
                    + " keep :flags \"c\"; fileinto \"A\";"))
        .containsExactly(new Keep(List.of("c")), into("A"));
  }

  @Test
  void flagsInOneStringAreSoughtApart() {
    String head =
        "require [\"imap4flags\", \"variables\", \"relational\", \"regex\"]; setflag \"A B\"; set \"v\" \"x b\";";
    for (String test :
        List.of(
            "hasflag :is \"b C\"",
            "hasflag :is \"${v}\"",
            "hasflag :contains \" c  a \"",
            "not hasflag :matches [\"c*\", \"d* e*\"]",
            "not hasflag :contains \"\"",
            "hasflag :regex [\"(a| )$\", \"^[c d]$\"]",
            "not hasflag :regex \"^(a |b )\"",
            "hasflag :count \"eq\" \"2\"")) {
      assertThat(actions(head + " if " + test + " { discard; }"))
          .as(test)
          .containsExactly(new Discard());
    }
  }

  @Test
  void variablesTakeWhatPatternsMatched() {
    String script =
        "require [\"variables\", \"fileinto\"];"
            + " if header :matches \"subject\" \"* from * [??]\""
            + " { set :lower :upperfirst \"box\" \"${2}\"; fileinto \"${Box}/${1}/${3}${4}${9}\"; }";
    assertThat(actions(script)).containsExactly(into("Acme/Grüße/42"));
  }

  @Test
  void modifiersApplyInTheirOrder() {
    // RFC 5229 §4.1: lower before upperfirst, quotewildcard before length.
    String script =
        "require [\"variables\", \"fileinto\"]; set \"a\" \"juMBlEd*\";"
            + " set :upperfirst :lower \"b\" \"${a}\"; set :length :quotewildcard \"c\" \"${a}\";"
            + " fileinto \"${b}${c}\";";
    assertThat(actions(script)).containsExactly(into("Jumbled*9"));
    String others =
        "require [\"variables\", \"fileinto\"]; set :lower \"a\" \"ÄBC\"; set :upper \"b\" \"äbcß\";"
            + " set :upperfirst \"c\" \"äb\"; fileinto \"${a}${b}${c}\";";
    assertThat(actions(others)).containsExactly(into("ÄbcäBCßäb"));
  }

  @Test
  void headerChangesAreSeenByLaterTests() {
    String script =
        "require [\"editheader\"]; addheader \"X-New\" \"one\r\ntwo\"; deleteheader :index 1 \"Received\";"
            + " deleteheader :contains \"subject\" \"acme\";"
            + " if allof (header \"x-new\" \"one two\", not exists \"subject\", exists \"received\")"
            + " { keep; } else { discard; }";
    assertThat(actions(script))
        .containsExactly(
            new AddHeader("X-New", "one two", false),
            new DeleteHeader("subject", List.of(1)),
            KEEP);
  }

  @Test
  void aFieldNameThatIsNoneEndsTheRun() {
    String script =
        "require [\"editheader\", \"variables\"]; set \"n\" \"X New\"; deleteheader \"${n}\";";
    assertThat(Scripts.run(script).error()).contains("no field name");
  }

  @Test
  void aZoneThatIsNoneEndsTheRun() {
    String script =
        "require [\"date\", \"variables\"]; set \"z\" \"west\"; if currentdate :zone \"${z}\" \"hour\" \"1\" {}";
    assertThat(Scripts.run(script).error()).contains("no zone");
  }

  @Test
  void bodiesThatAreNotThereAreNotEmptyEither() {
    SieveEnvironment environment = Scripts.environment(SieveWorld.empty());
    for (String test : List.of("body :raw \"\"", "body :content \"\" \"\"", "body \"\"")) {
      String script = "require \"body\"; if " + test + " { discard; }";
      assertThat(Scripts.run(script, "Subject: x\r\n", environment).actions())
          .as(test)
          .containsExactly(KEEP);
      assertThat(Scripts.run(script, "Subject: x\r\n\r\n", environment).actions())
          .as(test)
          .containsExactly(new Discard());
    }
  }

  @Test
  void vacationAnswersPeople() {
    assertThat(actions("require \"vacation\"; vacation :days 3 :handle \"h\" \"Gone.\";"))
        .containsExactly(
            new Vacation(
                "coyote+acme@desert.example.org",
                null,
                "Auto: Grüße from ACME [42]",
                "Gone.",
                false,
                "h",
                Duration.ofDays(3),
                null),
            KEEP);
  }

  @Test
  void answersAreToldApartByTheScriptNotByTheMessage() {
    String script =
        "require [\"vacation\", \"variables\"]; if header :matches \"subject\" \"*\" {}"
            + " vacation :subject \"Re: ${1}\" :from \"rr@acme.example.com\" \"%s\";";
    SieveEnvironment environment = Scripts.environment(SieveWorld.empty());
    Vacation one = (Vacation) actions(script.formatted("Gone.")).getFirst();
    Vacation other =
        (Vacation)
            Scripts.run(
                    script.formatted("Gone."),
                    Scripts.MESSAGE.replace("ACME", "elsewhere"),
                    environment)
                .actions()
                .getFirst();
    assertThat(other.subject()).isNotEqualTo(one.subject());
    assertThat(other.handle()).isEqualTo(one.handle());
    assertThat(((Vacation) actions(script.formatted("Away.")).getFirst()).handle())
        .isNotEqualTo(one.handle());
  }

  @Test
  void vacationIsExecutedOnceEvenIfNobodyIsAnswered() {
    String toNobody = "To: somebody@else.example\r\n\r\n";
    SieveEnvironment environment = Scripts.environment(SieveWorld.empty());
    assertThat(
            Scripts.run(
                    "require \"vacation\"; vacation \"a\"; vacation \"b\";", toNobody, environment)
                .error())
        .contains("vacation twice");
    for (String commands :
        List.of("vacation \"a\"; reject \"b\";", "reject \"a\"; vacation \"b\";")) {
      assertThat(
              Scripts.run("require [\"vacation\", \"reject\"];" + commands, toNobody, environment)
                  .error())
          .contains("reject together");
    }
  }

  @Test
  void vacationSaysWhoAnswersOnOneLineAndOnlyIfItIsAnAddress() {
    String script =
        "require [\"vacation\", \"variables\"]; set \"f\" \"%s\"; vacation :from \"${f}\" \"x\";";
    Vacation vacation =
        (Vacation) actions(script.formatted("RR\r\n<rr@acme.example.com>")).getFirst();
    assertThat(vacation.from()).isEqualTo("RR <rr@acme.example.com>");
    assertThat(Scripts.run(script.formatted("nobody")).error()).contains("no address");
  }

  @Test
  void vacationIsSilentTowardsMachinesAndLists() {
    for (String field :
        List.of("List-Id: <x>", "Auto-Submitted: auto-replied", "Precedence: bulk")) {
      SieveResult result =
          Scripts.run(
              "require \"vacation\"; vacation \"Gone.\";",
              field + "\r\n" + Scripts.MESSAGE,
              Scripts.environment(SieveWorld.empty()));
      assertThat(result.actions()).as(field).containsExactly(KEEP);
    }
    assertThat(
            Scripts.run(
                    "require \"vacation\"; vacation \"Gone.\";",
                    "To: somebody@else.example\r\n\r\n",
                    Scripts.environment(SieveWorld.empty()))
                .actions())
        .containsExactly(KEEP);
  }

  @Test
  void duplicatesAreRememberedOnce() {
    String script =
        "require \"duplicate\"; if duplicate :seconds 60 { discard; } if duplicate :seconds 60 { discard; }";
    assertThat(actions(script))
        .containsExactly(
            new RememberDuplicate("", "<one@desert.example.org>", Duration.ofMinutes(1)), KEEP);
  }

  @Test
  void idsOfDuplicatesAreTextAndMayBeEmptyIfTheScriptSaysSo() {
    Duration week = Duration.ofDays(7);
    assertThat(actions("require \"duplicate\"; if duplicate :header \"subject\" {}"))
        .containsExactly(new RememberDuplicate("", "Grüße from ACME [42]", week), KEEP);
    assertThat(actions("require \"duplicate\"; if duplicate :uniqueid \"\" {}"))
        .containsExactly(new RememberDuplicate("", "", week), KEEP);
    assertThat(actions("require \"duplicate\"; if duplicate :header \"x-empty\" {}"))
        .containsExactly(KEEP);
    assertThat(actions("require \"duplicate\"; if duplicate :seconds 0 {}")).containsExactly(KEEP);
  }

  @Test
  void fileIntoCarriesItsPreferences() {
    assertThat(
            actions(
                "require [\"fileinto\", \"mailbox\", \"special-use\"];"
                    + " fileinto :create :specialuse \"\\\\Junk\" \"Spam\";"))
        .containsExactly(new FileInto("Spam", List.of(), true, "\\Junk", null));
  }
}
