package org.angarium.mail.sieve;

import static org.angarium.mail.sieve.Scripts.actions;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.angarium.mail.sieve.SieveAction.AddHeader;
import org.angarium.mail.sieve.SieveAction.DeleteHeader;
import org.angarium.mail.sieve.SieveAction.Discard;
import org.angarium.mail.sieve.SieveAction.FileInto;
import org.angarium.mail.sieve.SieveAction.Keep;
import org.angarium.mail.sieve.SieveAction.Redirect;
import org.angarium.mail.sieve.SieveAction.Reject;
import org.angarium.mail.sieve.SieveAction.RememberDuplicate;
import org.angarium.mail.sieve.SieveAction.Vacation;
import org.junit.jupiter.api.Test;

class SieveActionsTest {
  private static final Keep KEEP = new Keep(List.of());

  private static FileInto into(String mailbox, String... flags) {
    return new FileInto(mailbox, List.of(flags), false, null, null);
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
  void fileIntoCarriesItsPreferences() {
    assertThat(
            actions(
                "require [\"fileinto\", \"mailbox\", \"special-use\"];"
                    + " fileinto :create :specialuse \"\\\\Junk\" \"Spam\";"))
        .containsExactly(new FileInto("Spam", List.of(), true, "\\Junk", null));
  }
}
