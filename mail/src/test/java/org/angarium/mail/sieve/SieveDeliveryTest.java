package org.angarium.mail.sieve;

import static org.angarium.mail.sieve.Scripts.actions;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.sieve.action.DeliverBy;
import org.angarium.mail.sieve.action.EnvelopeParameters;
import org.angarium.mail.sieve.action.FileCarbonCopy;
import org.angarium.mail.sieve.action.ImapSieveEvent;
import org.angarium.mail.sieve.action.RedirectParameters;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveAction.Keep;
import org.angarium.mail.sieve.action.SieveAction.Notify;
import org.angarium.mail.sieve.action.SieveAction.Redirect;
import org.angarium.mail.sieve.action.SieveAction.RedirectToList;
import org.angarium.mail.sieve.action.SieveAction.Vacation;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveWorld;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.DsnReturn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Actions of the extensions: {@code ihave}, {@code fcc}, {@code redirect-dsn}, {@code
 * redirect-deliverby}, {@code extlists}, {@code imapsieve}.
 */
class SieveDeliveryTest {
  private static final Keep KEEP = new Keep(List.of());
  private static final SieveAction INTO_A =
      new SieveAction.FileInto("A", List.of(), false, null, null);

  private static SieveEnvironment event(ImapSieveEvent.Cause cause) {
    SieveEnvironment plain = Scripts.environment(new StoredWorld());
    return new SieveEnvironment(
        "",
        "",
        null,
        plain.ownAddresses(),
        Scripts.NOW,
        '+',
        Map.of("domain", "acme.example.com", "phase", "during"),
        null,
        null,
        EnvelopeParameters.NONE,
        new ImapSieveEvent(
            "rr",
            "roadrunner@acme.example.com",
            cause,
            "ActionItems",
            cause == ImapSieveEvent.Cause.FLAG ? List.of("\\Flagged", "$Work") : List.of(),
            List.of("\\Flagged", "\\Seen")),
        plain.world());
  }

  @Test
  void whatIsNotThereFailsOnlyWhereTheRunComes() {
    String script =
        "require \"ihave\"; if ihave \"vnd.x.y\" { frobnicate :hard 5 [\"a\"] { keep; } }"
            + " elsif ihave \"fileinto\" { fileinto \"A\"; } else { error \"nothing\"; }"
            + " if false { fileinto :polish \"B\"; denotify; }";
    assertThat(actions(script)).containsExactly(INTO_A);
    SieveResult result = Scripts.run("require \"ihave\"; discard;\nfrobnicate;");
    assertThat(result.error()).contains("line 2: unknown command \"frobnicate\"");
    assertThat(result.actions()).containsExactly(KEEP);
    assertThat(Scripts.run("require \"ihave\"; if header :soundex \"a\" \"b\" {}").error())
        .contains("no argument \":soundex\"");
    assertThat(Scripts.run("require \"ihave\"; error \"no ${x}\";").error()).isEqualTo("no ${x}");
  }

  // RFC 5463 §4.
  @Test
  void anExtensionIsThereOnceTheTestForItHeld() {
    String script =
        "require \"ihave\"; if header \"subject\" \"no\" { if ihave \"fileinto\" {} }\n";
    SieveResult result = Scripts.run(script + "fileinto \"A\";");
    assertThat(result.error())
        .isEqualTo(
            "line 2: \"fileinto\" needs the extension \"fileinto\", and no ihave has found it so far");
    assertThat(result.actions()).containsExactly(KEEP);
    assertThat(
            Scripts.run(
                    "require \"ihave\"; if envelope \"from\" \"x\" {} elsif ihave \"envelope\" {}")
                .error())
        .contains("needs the extension \"envelope\"");
    for (String unmet :
        List.of(
            "if anyof (true, ihave \"envelope\") { if envelope \"from\" \"x\" {} }",
            "if allof (false, ihave \"envelope\") {} if not envelope \"from\" \"x\" {}",
            "if false { if ihave \"copy\" {} } redirect :copy \"a@b.example\";",
            "if true {} elsif ihave \"vacation-seconds\" {} vacation \"x\";",
            "if not ihave [\"copy\", \"vnd.x.y\"] { redirect :copy \"a@b.example\"; }")) {
      assertThat(Scripts.run("require \"ihave\"; " + unmet).error())
          .as(unmet)
          .contains("needs the extension");
    }
    for (String met :
        List.of(
            "if ihave \"fileinto\" {} fileinto \"A\";",
            "if not ihave \"fileinto\" { stop; } fileinto \"A\";",
            "if allof (ihave \"vacation-seconds\", ihave \"fileinto\") { fileinto \"A\"; }",
            "if anyof (ihave \"vnd.x.y\", ihave \"fileinto\") { if true { fileinto \"A\"; } }")) {
      assertThat(actions("require \"ihave\"; " + met)).as(met).containsExactly(INTO_A);
    }
  }

  @Test
  void slipsAreToldAtOnceEvenIfTheScriptAsks() {
    assertThat(Scripts.errors("require \"ihave\"; if false { redirect \"nobody\"; }").toString())
        .contains("no address");
    assertThat(Scripts.errors("require [\"ihave\", \"vnd.x.y\"];").toString())
        .contains("isn't there");
    assertThat(
            Scripts.errors("require [\"ihave\", \"variables\"]; if ihave \"${x}\" { keep; }")
                .toString())
        .contains("variables in it");
  }

  @Test
  void moreErrorsThanAreToldDoNoHarm() {
    assertThat(Scripts.errors("redirect; fileinto; if size {}".repeat(200))).hasSize(100);
  }

  @Test
  void copiesOfWhatIsSentAreKept() {
    FileCarbonCopy copy =
        new FileCarbonCopy("Sent", List.of("\\Seen", "$Auto"), true, "\\Sent", null);
    String head =
        "require [\"vacation\", \"enotify\", \"fcc\", \"mailbox\", \"special-use\","
            + " \"imap4flags\", \"mailboxid\"];";
    String arguments =
        " :fcc \"Sent\" :create :specialuse \"\\\\Sent\" :flags [\"\\\\Seen\", \"$Auto\"] ";
    Vacation vacation = (Vacation) actions(head + "vacation" + arguments + "\"x\";").getFirst();
    assertThat(vacation.copy()).isEqualTo(copy);
    Notify notify =
        (Notify) actions(head + "notify" + arguments + "\"mailto:a@b.example\";").getFirst();
    assertThat(notify.copy()).isEqualTo(copy);
    Vacation byId =
        (Vacation) actions(head + "vacation :fcc \"S\" :mailboxid \"F1\" \"x\";").getFirst();
    assertThat(byId.copy()).isEqualTo(new FileCarbonCopy("S", List.of(), false, null, "F1"));
  }

  @Test
  void redirectSaysWhatReportsItWants() {
    assertThat(
            actions(
                "require [\"copy\", \"redirect-dsn\", \"redirect-deliverby\"];"
                    + " redirect :copy :notify \"never\" \"a@b.org\";"
                    + " redirect :notify \"SUCCESS,FAILURE\" :ret \"hdrs\" \"c@b.org\";"
                    + " redirect :bytimerelative 3600 :bymode \"return\" :bytrace \"d@b.org\";"
                    + " redirect :bytimeabsolute \"2026-11-22T22:00:00+0100\" \"e@b.org\";"))
        .containsExactly(
            new Redirect("a@b.org", new RedirectParameters(Set.of(DsnNotify.NEVER), null, null)),
            new Redirect(
                "c@b.org",
                new RedirectParameters(
                    Set.of(DsnNotify.SUCCESS, DsnNotify.FAILURE), DsnReturn.HDRS, null)),
            new Redirect(
                "d@b.org",
                new RedirectParameters(
                    Set.of(),
                    null,
                    new DeliverBy(
                        Instant.parse("2026-11-22T21:30:05Z"), DeliverBy.Mode.RETURN, true))),
            new Redirect(
                "e@b.org",
                new RedirectParameters(
                    Set.of(),
                    null,
                    new DeliverBy(
                        Instant.parse("2026-11-22T21:00:00Z"), DeliverBy.Mode.RETURN, false))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redirect :notify "NEVER,DELAY" "a@b.org";                        | :notify
          redirect :notify "SOMETIMES" "a@b.org";                          | :notify
          redirect :ret "half" "a@b.org";                                  | :ret
          redirect :bytrace "a@b.org";                                     | without a time
          redirect :bytimeabsolute "soon" "a@b.org";                       | :bytimeabsolute
          redirect :bytimerelative 5 :bymode "hold" "a@b.org";             | :bymode
          redirect :bytimerelative 5 :bymode "${m}" "a@b.org";             | variables in it
          redirect :bytimerelative 5 :bytimeabsolute "x" "a@b.org";        | another of its kind
          if envelope :domain "ret" "full" {}                              | no address
          if envelope :all "ret" "full" {}                                 | no address
          if envelope :originalzone "bymode" "return" {}                   | no argument
          if envelope :zone "x" "bymode" "return" {}                       | no zone
          if header :list :comparator "i;octet" "a" ":addrbook:default" {} | with a comparator
          if header :list "a" "friends" {}                                 | no name of a list
          if header :list "a" "tag:a b" {}                                 | no name of a list
          redirect :list "friends";                                        | no name of a list
          vacation :from "nobody" "x";                                     | no address
          vacation :from "friends: a@b.org;" "x";                          | no address
          vacation :mime "Subject: ü";                                     | aren't ASCII
          vacation :days 1 :seconds 1 "x";                                 | another of its kind
          vacation :fcc "A" :specialuse "Sent" "x";                        | no special use
          fileinto :specialuse "\\\\a b" "A";                              | no special use
          reject :fcc "A" "no";                                            | no argument
          deleteheader "X New";                                            | no field name
          deleteheader :last "X-New";                                      | without ":index"
          replace :mime :subject "a" "b";                                  | beside ":mime"
          replace :mime :from "a@b.org" "b";                               | beside ":mime"
          replace :from "nobody" "b";                                      | no address
          set "a" "${b}" "c";                                              | 3 arguments
          if envelope "retx" "full" {}                                     | did you mean "ret"
          vacation :fcc "A" :specialuse "\\\\Sent" :mailboxid "F1" "x";    | keep one of them
          vacation :fcc "" "x";                                            | without a name
          if header :regex "a" "(" {}                                      | regular expression
          set :quoteregex :quotewildcard "a" "b";                          | another of its kind
          if header :regex :comparator "i;ascii-numeric" "a" "b" {}        | numbers can't
          """)
  void saysWhatIsWrong(String command, String words) {
    String head =
        "require [\"redirect-dsn\", \"redirect-deliverby\", \"envelope\", \"envelope-dsn\","
            + " \"vacation-seconds\", \"fcc\", \"special-use\", \"mailboxid\", \"regex\","
            + " \"variables\", \"envelope-deliverby\", \"extlists\", \"fileinto\", \"reject\","
            + " \"editheader\", \"replace\","
            + " \"comparator-i;ascii-numeric\"];";
    assertThat(Scripts.errors(head + command).toString()).contains(words);
  }

  @Test
  void envelopePartsNeedTheirExtensions() {
    assertThat(Scripts.errors("require \"envelope\"; if envelope \"ret\" \"full\" {}").toString())
        .contains("needs the extension \"envelope-dsn\"");
    assertThat(Scripts.errors("require \"envelope\"; if envelope \"bymode\" \"x\" {}").toString())
        .contains("needs the extension \"envelope-deliverby\"");
  }

  @Test
  void reportsOfARedirectThatAsksForThemGoToTheOwner() {
    List<SieveAction> actions =
        actions(
            "require \"redirect-dsn\"; redirect \"a@b.org\"; redirect :ret \"FULL\" \"c@b.org\";");
    assertThat(((Redirect) actions.getFirst()).parameters().reportsToOwner()).isFalse();
    assertThat(((Redirect) actions.getLast()).parameters().reportsToOwner()).isTrue();
  }

  @Test
  void partsOfTheEnvelopeThatAreNoAddressesHaveNoDomainInARunEither() {
    String script =
        "require [\"envelope\", \"envelope-dsn\", \"variables\"]; set \"p\" \"ret\";"
            + " if envelope :domain \"${p}\" \"full\" {}";
    assertThat(Scripts.run(script).error()).contains("no address");
  }

  @Test
  void listsThatAreNotThereFailTheTestsThatAsk() {
    String script = "require [\"extlists\", \"variables\"]; if header :list \"from\" \"%s\" {}";
    assertThat(Scripts.run(script.formatted("tag:nowhere")).error()).contains("no list");
    assertThat(Scripts.run(script.formatted("${x}")).error()).contains("no list");
    // RFC 6134 §2.5: the default address book is always there.
    assertThat(Scripts.run(script.formatted(":addrbook:default")).error()).isNull();
  }

  @Test
  void listsAreRedirectedToWhereTheyExist() {
    String script = "require [\"extlists\", \"variables\"]; redirect :list \"%s\";";
    SieveEnvironment environment = Scripts.environment(new StoredWorld());
    assertThat(
            Scripts.run(script.formatted(":addrbook:default"), Scripts.MESSAGE, environment)
                .actions())
        .containsExactly(new RedirectToList(StoredWorld.BOOK, RedirectParameters.NONE));
    assertThat(Scripts.run(script.formatted("tag:nowhere"), Scripts.MESSAGE, environment).error())
        .contains("no list here");
  }

  @Test
  void eventsOfImapShowWhatHappened() {
    String script =
        "require [\"imapsieve\", \"environment\", \"imap4flags\", \"fileinto\"];"
            + " if allof (environment \"imap.cause\" \"FLAG\","
            + " environment \"imap.mailbox\" \"ActionItems\","
            + " environment :contains \"imap.changedflags\" \"\\\\Flagged\","
            + " environment \"imap.user\" \"rr\","
            + " environment \"imap.email\" \"roadrunner@acme.example.com\","
            + " environment \"location\" \"MS\", environment \"phase\" \"post\","
            + " environment \"domain\" \"acme.example.com\", hasflag \"\\\\Flagged\")"
            + " { addflag \"$Mine\"; } else { discard; }";
    assertThat(Scripts.run(script, Scripts.MESSAGE, event(ImapSieveEvent.Cause.FLAG)).actions())
        .containsExactly(new Keep(List.of("\\Flagged", "\\Seen", "$Mine")));
    assertThat(Scripts.run(script, Scripts.MESSAGE, event(ImapSieveEvent.Cause.COPY)).actions())
        .containsExactly(new SieveAction.Discard());
  }

  @Test
  void eventsOfImapKnowNoDelivery() {
    SieveEnvironment event = event(ImapSieveEvent.Cause.APPEND);
    Keep asItWas = new Keep(List.of("\\Flagged", "\\Seen"));
    for (String script :
        List.of(
            "require \"vacation\"; discard; if false { vacation \"x\"; }",
            "require \"ereject\"; discard;",
            "require \"envelope\"; discard; if envelope \"from\" \"\" {}")) {
      SieveResult result = Scripts.run(script, Scripts.MESSAGE, event);
      assertThat(result.error()).as(script).contains("where no mail is delivered");
      assertThat(result.actions()).containsExactly(asItWas);
    }
    assertThat(Scripts.errors("require [\"imapsieve\", \"vacation\"];").toString())
        .contains("the extensions \"vacation\" and \"imapsieve\"");
    assertThat(
            Scripts.run(
                    "require [\"imapsieve\", \"ihave\"]; if ihave \"reject\" { discard; }",
                    Scripts.MESSAGE,
                    event)
                .actions())
        .containsExactly(asItWas);
  }

  @Test
  void quotedValuesMatchThemselves() {
    String value = "a.b*c+d?e[f]g(h)i{1}j^k$l|m\\\\n";
    String script =
        "require [\"variables\", \"regex\"]; set \"v\" \""
            + value
            + "\";"
            + " set :quoteregex \"q\" \"${v}\"; if string :regex \"${v}\" \"^${q}$\" { discard; }";
    assertThat(actions(script)).containsExactly(new SieveAction.Discard());
  }

  @Test
  void fieldsAreDeletedByExpression() {
    assertThat(
            actions(
                "require [\"editheader\", \"regex\"];"
                    + " deleteheader :regex \"to\" \"^road(runner)?@\";"
                    + " if exists \"to\" { discard; }"))
        .containsExactly(new SieveAction.DeleteHeader("to", List.of(1)), KEEP);
  }

  @Test
  void anExpressionThatIsNoneEndsTheRun() {
    SieveResult result =
        Scripts.run(
            "require [\"variables\", \"regex\"]; set \"v\" \"(\"; discard;"
                + " if header :regex \"subject\" \"${v}\" {}");
    assertThat(result.error()).contains("regular expression \"(\"");
    assertThat(result.actions()).containsExactly(KEEP);
  }

  @Test
  void expensiveExpressionsComeToTheLimit() {
    String script =
        "require [\"regex\", \"body\"];"
            + "if body :raw :regex \"(a|b|c|d|e){1,200}x\" { discard; }";
    SieveResult result =
        Scripts.run(
            script,
            "Subject: x\r\n\r\n" + "abcde".repeat(100_000),
            Scripts.environment(SieveWorld.empty()));
    assertThat(result.error()).contains("steps");
    assertThat(result.actions()).containsExactly(KEEP);
  }
}
