package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.angarium.server.dns.CachingDnsResolver;
import org.angarium.server.dns.DnsSettings;
import org.angarium.server.filter.Chain;
import org.angarium.server.filter.FilterSettings;
import org.angarium.server.filter.ScoreTable;
import org.angarium.server.filter.Scores;
import org.angarium.server.net.Listener;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.queue.QueueFilter;
import org.angarium.testkit.dns.LoopbackDns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sum of scores acts for each recipient by the settings of site, domain and account. */
@Timeout(300)
class ScoredMailTest {
  @TempDir Path folder;
  private LoopbackDns dns;
  private SmtpFixture fixture;

  @BeforeEach
  void publish() throws Exception {
    dns = LoopbackDns.start().add("fail.test", "TXT", "\"v=spf1 -all\"");
  }

  @AfterEach
  void close() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
    dns.close();
  }

  private void open(Scores site, Map<String, Scores> own) throws Exception {
    fixture =
        new SmtpFixture(
            new MemoryEngine(),
            folder,
            Chain.of(
                FilterSettings.DEFAULT
                    .withSenders(FilterSettings.Senders.NONE)
                    .withScores(new ScoreTable(site, own))
                    .withBudget(Duration.ofMinutes(2)),
                "mx.example.test",
                new CachingDnsResolver(
                    DnsSettings.DEFAULT.withServers(List.of(dns.address())),
                    InstantSource.system()),
                InstantSource.system(),
                event -> {}));
  }

  /** SPF fails, which scores 3. */
  private void send(List<String> recipients, String fields, String end) throws Exception {
    Listener mx = fixture.listen(SmtpFixture.settings(SmtpRole.MX));
    StringBuilder talk = new StringBuilder("S: 220 *\nC: EHLO c.test\nS~ 250 *\n");
    talk.append("C: MAIL FROM:<a@fail.test>\nS: 250 *\n");
    recipients.forEach(each -> talk.append("C: RCPT TO:<" + each + ">\nS: 250 *\n"));
    talk.append("C: DATA\nS: 354 *\n").append(fields);
    talk.append("C: From: a@fail.test\nC: Subject: one\nC: \nC: Hello.\nC: .\nS: ");
    SmtpFixture.talk(mx, talk.append(end).append('\n').toString());
  }

  @Test
  void fromAScoreOnMailIsTaggedAndGoesToJunk() throws Exception {
    open(new Scores(3, 0, 0, 0), Map.of());
    send(List.of("bob@example.test"), "", "250 *");
    assertThat(fixture.messages(fixture.bob, "Junk").getLast())
        .contains("X-Spam-Status: Yes, score=3.0 required=3.0\r\n\ttests=SPF_HELO_NONE,")
        .contains("SPF_FAIL");
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
  }

  @Test
  void belowItMailGoesToInboxAndSaysSo() throws Exception {
    open(new Scores(3.1, 0, 0, 0), Map.of());
    send(List.of("bob@example.test"), "", "250 *");
    assertThat(fixture.inbox(fixture.bob).getLast())
        .contains("X-Spam-Status: No, score=3.0 required=3.1");
  }

  @Test
  void theAccountsOwnScoresComeBeforeThoseOfItsDomainAndOfTheSite() throws Exception {
    open(
        new Scores(0, 0, 0, 1),
        Map.of(
            "example.test", new Scores(1, 0, 0, 0), "alice@example.test", new Scores(9, 0, 0, 0)));
    send(List.of("alice@example.test", "bob@example.test"), "", "250 *");
    assertThat(fixture.inbox(fixture.alice).getLast()).contains("Status: No");
    assertThat(fixture.messages(fixture.bob, "Junk").getLast()).contains("Status: Yes");
  }

  @Test
  void mailThatAllWouldRefuseIsRefused() throws Exception {
    open(new Scores(0, 0, 0, 3), Map.of());
    send(
        List.of("alice@example.test", "bob@example.test"), "", "554 5.7.1 Message looks like spam");
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
  }

  @Test
  void mailThatOneTakesIsPutIntoJunkOfThoseWhoWouldRefuseIt() throws Exception {
    open(new Scores(0, 0, 0, 3), Map.of("bob@example.test", new Scores(9, 0, 0, 0)));
    send(List.of("alice@example.test", "bob@example.test"), "", "250 *");
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
    assertThat(fixture.messages(fixture.alice, "Junk")).hasSize(1);
  }

  @Test
  void copiesForThoseElsewhereAreHeldWhereTheyWouldBeRefused() throws Exception {
    open(new Scores(0, 0, 0, 3), Map.of("bob@example.test", new Scores(9, 0, 0, 0)));
    send(List.of("away@example.test", "bob@example.test"), "", "250 *");
    var held = fixture.store.queue().list(new QueueFilter(null, null, null, true), null, 10);
    assertThat(held.toString()).contains("elsewhere.test");
  }

  @Test
  void postmasterAndAbuseGetWhatLooksLikeSpam() throws Exception {
    open(new Scores(0, 0, 0, 3), Map.of());
    fixture.directory.createAlias(
        SmtpFixture.address("abuse@example.test"),
        List.of(SmtpFixture.address("bob@example.test")));
    send(List.of("abuse@example.test"), "", "250 *");
    assertThat(fixture.messages(fixture.bob, "Junk")).hasSize(1);
  }

  @Test
  void aScriptFilesTaggedMailWhereItWants() throws Exception {
    open(new Scores(3, 0, 0, 0), Map.of());
    byte[] script =
        "require [\"fileinto\", \"mailbox\"]; fileinto :create \"Mine\";"
            .getBytes(StandardCharsets.UTF_8);
    fixture.store.scripts().put(fixture.bob.id(), "main", script);
    fixture.store.scripts().activate(fixture.bob.id(), "main");
    send(List.of("bob@example.test"), "", "250 *");
    assertThat(fixture.messages(fixture.bob, "Mine")).hasSize(1);
    assertThat(fixture.messages(fixture.bob, "Junk")).isEmpty();
  }

  @Test
  void scriptsSeeWhatJudgementWroteAndCannotChangeIt() throws Exception {
    open(new Scores(3, 0, 0, 0), Map.of());
    byte[] script =
        """
        require ["fileinto", "mailbox", "editheader"];
        if allof(
            header :contains "X-Spam-Status" "Yes, score=3.0",
            header :contains "Authentication-Results" "spf=fail",
            not header :contains "X-Spam-Status" "No,")
        {
          deleteheader "X-Spam-Status";
          addheader "X-Seen" "yes";
          if allof(header :is "X-Seen" "yes", exists "X-Spam-Status", header :is "Subject" "one")
          {
            fileinto :create "Judged";
          }
        }
        """
            .getBytes(StandardCharsets.UTF_8);
    fixture.store.scripts().put(fixture.bob.id(), "main", script);
    fixture.store.scripts().activate(fixture.bob.id(), "main");
    send(List.of("bob@example.test"), "C: X-Spam-Status: No, score=-9\n", "250 *");
    String message = fixture.messages(fixture.bob, "Judged").getLast();
    assertThat(message).contains("X-Seen: yes").contains("X-Spam-Status: Yes, score=3.0");
    assertThat(message.split("Authentication-Results", -1)).hasSize(2);
    assertThat(message.split("X-Spam-Status", -1)).hasSize(2);
  }

  @Test
  void aGreylistedSenderIsTakenWhenItComesAgainAndIsThenKnown() throws Exception {
    open(new Scores(0, 3, 0, 0), Map.of());
    List<String> both = List.of("alice@example.test", "bob@example.test");
    send(both, "", "451 4.7.1 *");
    fixture.ahead = Duration.ofMinutes(4);
    send(both, "", "451 4.7.1 *");
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
    fixture.ahead = Duration.ofMinutes(6);
    send(both, "", "250 *");
    fixture.ahead = Duration.ofDays(30);
    send(both, "", "250 *");
    fixture.ahead = Duration.ofDays(60);
    send(both, "", "250 *");
    assertThat(fixture.inbox(fixture.bob)).hasSize(3);
    assertThat(fixture.inbox(fixture.alice)).hasSize(3);
    fixture.ahead = Duration.ofDays(100);
    send(both, "", "451 4.7.1 *");
  }

  @Test
  void aGreylistedSenderThatStaysAwayForDaysBeginsAnew() throws Exception {
    open(new Scores(0, 3, 0, 0), Map.of());
    send(List.of("bob@example.test"), "", "451 4.7.1 *");
    fixture.ahead = Duration.ofDays(3);
    send(List.of("bob@example.test"), "", "451 4.7.1 *");
    fixture.ahead = Duration.ofDays(3).plusHours(1);
    send(List.of("bob@example.test"), "", "250 *");
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
  }

  @Test
  void theStatusOfStrangersIsTakenOff() throws Exception {
    open(new Scores(9, 0, 0, 0), Map.of());
    send(
        List.of("bob@example.test"),
        "C: x-spam-STATUS: No, score=-99\nC: Received-SPF: pass receiver=MX.example.test\n"
            + "C: Received-SPF: pass receiver=other.test\n",
        "250 *");
    assertThat(fixture.inbox(fixture.bob).getLast())
        .doesNotContain("score=-99", "MX.example.test")
        .contains("receiver=other.test");
  }
}
