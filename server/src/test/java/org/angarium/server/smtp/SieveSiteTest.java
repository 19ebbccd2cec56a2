package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.angarium.server.filter.Finding;
import org.angarium.server.filter.Judgement;
import org.angarium.server.filter.ScoreTable;
import org.angarium.server.filter.Scores;
import org.angarium.server.filter.Verdict;
import org.angarium.store.directory.Account;
import org.angarium.store.script.SiteScript.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts of the administrators run before and after those of each account. */
class SieveSiteTest {
  private static final String MESSAGE =
      "From: x@elsewhere.test\nTo: rob@example.test\nSubject: offer\n\ntext\n";

  @TempDir Path folder;
  private SieveFixture fixture;
  private Account alice;
  private Account bob;

  @BeforeEach
  void open() throws Exception {
    fixture = new SieveFixture(folder);
    alice = fixture.smtp.alice;
    bob = fixture.smtp.bob;
  }

  @AfterEach
  void close() throws Exception {
    fixture.sound();
    fixture.close();
  }

  private void site(String name, Role role, String text) throws Exception {
    fixture.smtp.store.siteScripts().put(name, role, text.getBytes(StandardCharsets.UTF_8));
  }

  private void send(String recipient) throws Exception {
    fixture.send("x@elsewhere.test", recipient, MESSAGE);
  }

  @Test
  void theyRunForAllAccountsAndTheFirstThatDoesNotKeepIsTheLast() throws Exception {
    site("1", Role.BEFORE, "if header :contains \"Subject\" \"casino\" { discard; }");
    site("2", Role.AFTER, "require [\"fileinto\", \"mailbox\"]; fileinto :create \"rest\";");
    fixture.script(alice, "require [\"fileinto\", \"mailbox\"]; fileinto :create \"mine\";");
    send("alice@example.test");
    send("bob@example.test");
    assertThat(fixture.smtp.messages(alice, "mine")).hasSize(1);
    assertThat(fixture.smtp.messages(bob, "rest")).hasSize(1);
    assertThat(fixture.smtp.inbox(bob)).isEmpty();
    assertThat(fixture.filtered().script()).isEqualTo("site/1, site/2");
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE.replace("offer", "casino"));
    assertThat(fixture.smtp.messages(alice, "mine")).hasSize(1);
    assertThat(fixture.filtered().script()).isEqualTo("site/1");
  }

  @Test
  void laterScriptsSeeWhatEarlierOnesChanged() throws Exception {
    site(
        "1",
        Role.BEFORE,
        """
        require ["editheader", "replace", "imap4flags", "foreverypart", "mime"];
        foreverypart { replace "first"; }
        addheader "X-Mark" "one";
        keep :flags "one";
        addheader "X-Mark" "not for those behind";
        """);
    fixture.script(
        bob,
        """
        require ["editheader", "body", "enclose", "imap4flags"];
        if not allof (header :is "X-Mark" "one", body :contains "first") { discard; stop; }
        enclose :subject "wrapped" "see below";
        addheader "X-Mark" "two";
        keep :flags "two";
        """);
    site(
        "2",
        Role.AFTER,
        """
        require "editheader";
        if header :is "X-Mark" "two" { addheader "X-Mark" "three"; }
        """);
    send("bob@example.test");
    assertThat(fixture.filtered().cause()).isNull();
    assertThat(fixture.smtp.inbox(bob)).hasSize(1);
    assertThat(fixture.smtp.inbox(bob).getFirst())
        .contains("X-Mark: three\r\nX-Mark: two\r\n")
        .contains("Subject: wrapped\r\n")
        .contains("see below")
        .contains("X-Mark: one\r\n")
        .contains("\r\n\r\nfirst")
        .doesNotContain("not for those behind");
    var inbox = fixture.smtp.store.mailboxes().find(bob.id(), "INBOX").orElseThrow();
    assertThat(fixture.smtp.store.mailboxes().view(inbox.ref()).flagNames()).contains("one", "two");
  }

  @Test
  void aRefusalTakesBackWhatScriptsBeforeWanted() throws Exception {
    site(
        "1",
        Role.BEFORE,
        "require [\"copy\", \"vacation\"]; redirect :copy \"far@far.test\"; vacation \"away\";");
    fixture.script(bob, "require \"reject\"; reject \"no\";");
    fixture.send("x@elsewhere.test", List.of("bob@example.test"), MESSAGE, "554 5.7.1 no");
    assertThat(fixture.queued()).isEmpty();
    fixture.script(bob, "keep;");
    send("bob@example.test");
    assertThat(fixture.queued()).hasSize(2);
  }

  @Test
  void whatALaterScriptDiscardsIsNotAnswered() throws Exception {
    site("1", Role.BEFORE, "require \"vacation\"; vacation \"one\";");
    fixture.script(bob, "discard;");
    send("rob@example.test");
    assertThat(fixture.queued()).isEmpty();
    fixture.script(bob, "require \"vacation\"; vacation \"two\"; discard;");
    site("1", Role.LIBRARY, "keep;");
    send("rob@example.test");
    assertThat(fixture.queued()).as("the script itself wants both").hasSize(1);
  }

  @Test
  void oneMessageIsAnsweredOnce() throws Exception {
    site("1", Role.BEFORE, "require \"vacation\"; vacation \"one\";");
    fixture.script(bob, "require \"vacation\"; vacation \"two\";");
    send("rob@example.test");
    assertThat(fixture.queued()).hasSize(1);
  }

  @Test
  void aFailingScriptKeepsTheMessageAndItsOwnerIsToldOnceADay() throws Exception {
    fixture.script(bob, "require \"include\"; include \"missing\"; discard;");
    fixture.judging(new Verdict.Quarantine("spam"));
    send("bob@example.test");
    fixture.judging(Verdict.accept());
    send("bob@example.test");
    assertThat(fixture.smtp.messages(bob, "Junk")).hasSize(1);
    assertThat(fixture.smtp.inbox(bob)).as("the message, and the word of it").hasSize(2);
    assertThat(fixture.smtp.inbox(bob).getFirst())
        .startsWith("Return-Path: <>\r\n")
        .contains("Subject: Sieve script \"main\" failed\r\n")
        .contains("Auto-Submitted: auto-generated\r\n")
        .contains("there is no such script");
    fixture.smtp.ahead = Duration.ofHours(25);
    send("bob@example.test");
    assertThat(fixture.smtp.inbox(bob)).hasSize(4);
  }

  @Test
  void aFailingScriptOfTheSiteStopsNobodyAndAdministratorsAreTold() throws Exception {
    site("broken", Role.BEFORE, "this is no script");
    fixture.script(bob, "require [\"fileinto\", \"mailbox\"]; fileinto :create \"mine\";");
    send("bob@example.test");
    send("bob@example.test");
    assertThat(fixture.smtp.messages(bob, "mine")).hasSize(2);
    assertThat(fixture.smtp.inbox(alice)).hasSize(1);
    assertThat(fixture.smtp.inbox(alice).getFirst())
        .contains("Subject: Sieve script \"site/broken\" failed\r\n");
    assertThat(fixture.filtered().script()).isEqualTo("site/broken, main");
    assertThat(fixture.filtered().cause()).contains("site/broken: ");
  }

  @Test
  void scriptsHearHowLikelyAMessageIsSpam() throws Exception {
    site(
        "spam",
        Role.BEFORE,
        """
        require ["spamtestplus", "relational", "comparator-i;ascii-numeric", "fileinto", "mailbox"];
        if spamtest :percent :count "eq" :comparator "i;ascii-numeric" "0" {
          fileinto :create "unknown";
        } elsif spamtest :percent :value "ge" :comparator "i;ascii-numeric" "50" {
          fileinto :create "likely";
        } elsif spamtest :percent :value "ge" :comparator "i;ascii-numeric" "25" {
          fileinto :create "maybe";
        } else {
          fileinto :create "no";
        }
        """);
    send("bob@example.test");
    assertThat(fixture.smtp.messages(bob, "unknown")).hasSize(1);
    Scores five = new Scores(0, 0, 5, 0);
    for (var each : Map.of("likely", 5.0, "maybe", 3.0, "no", -4.0).entrySet()) {
      Finding finding = new Finding("TEST", each.getValue(), "", "A test.");
      fixture.judging(
          new Judgement(Verdict.accept(), List.of(finding), "", new ScoreTable(five, Map.of())));
      send("bob@example.test");
      assertThat(fixture.smtp.messages(bob, each.getKey())).as(each.getKey()).hasSize(1);
    }
  }

  @Test
  void librariesAreIncludedAndTheEnvironmentIsKnown() throws Exception {
    site(
        "marks",
        Role.LIBRARY,
        """
        require ["environment", "fileinto", "mailbox"];
        if allof (environment "domain" "example.test", environment "remote-ip" "127.0.0.1",
            environment "host" "mx.example.test", environment "location" "MDA") {
          fileinto :create "known";
        }
        """);
    fixture.script(bob, "require \"include\"; include :global \"marks\";");
    send("bob@example.test");
    assertThat(fixture.smtp.messages(bob, "known")).hasSize(1);
    send("alice@example.test");
    assertThat(fixture.smtp.inbox(alice)).as("a library does not run by itself").hasSize(1);
  }
}
