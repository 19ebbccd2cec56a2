package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.angarium.server.dns.CachingDnsResolver;
import org.angarium.server.dns.DnsSettings;
import org.angarium.server.event.Event;
import org.angarium.server.event.SmtpEvent;
import org.angarium.server.filter.Chain;
import org.angarium.server.filter.FilterSettings;
import org.angarium.server.filter.LocalList;
import org.angarium.server.net.Listener;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.testkit.dns.LoopbackDns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a sender before the message is said at RCPT. */
@Timeout(300)
class RefusedSendersTest {
  @TempDir Path folder;
  private LoopbackDns dns;
  private SmtpFixture fixture;
  private Listener mx;

  @BeforeEach
  void open() throws Exception {
    dns =
        LoopbackDns.start()
            .add("good.test", "MX", "10 mx.good.test.")
            .add("bad.test", "MX", "10 mx.good.test.");
    fixture =
        new SmtpFixture(
            new MemoryEngine(),
            folder,
            Chain.of(
                FilterSettings.DEFAULT
                    .withSenders(
                        new FilterSettings.Senders(
                            true,
                            true,
                            LocalList.of(List.of("domain:bad.test", "recipient:rob@example.test")),
                            LocalList.of(List.of("sender:friend@bad.test")),
                            List.of()))
                    .withBudget(Duration.ofMinutes(2)),
                "mx.example.test",
                new CachingDnsResolver(
                    DnsSettings.DEFAULT.withServers(List.of(dns.address())),
                    InstantSource.system()),
                InstantSource.system(),
                event -> {}));
    mx = fixture.listen(SmtpFixture.settings(SmtpRole.MX));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    dns.close();
  }

  @Test
  void whoIsBlockedIsRefusedForEachRecipientButPostmaster() throws Exception {
    SmtpFixture.talk(
        mx,
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<a@bad.test>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 550 5.7.1 Refused by the policy of this site
        C: RCPT TO:<postmaster@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C: From: a@bad.test
        C:\s
        C: Why?
        C: .
        S: 250 *
        C: MAIL FROM:<friend@bad.test>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        """);
    assertThat(fixture.inbox(fixture.alice)).hasSize(1);
    List<Event> refused =
        fixture.events.stream().filter(SmtpEvent.RecipientRefused.class::isInstance).toList();
    assertThat(refused).hasSize(1);
  }

  @Test
  void aBlockedRecipientIsRefusedAndTheOthersAreNot() throws Exception {
    SmtpFixture.talk(
        mx,
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<a@good.test>
        S: 250 *
        C: RCPT TO:<rob@example.test>
        S: 550 5.7.1 Refused by the policy of this site
        C: RCPT TO:<bob@example.test>
        S: 250 *
        """);
  }

  @Test
  void aSenderWhoseDomainIsNotThereIsRefused() throws Exception {
    SmtpFixture.talk(
        mx,
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<a@nowhere.test>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 550 5.1.8 The sender's domain cannot get mail
        C: RSET
        S: 250 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        """);
  }

  @Test
  void theClientsNameIsWrittenDown() throws Exception {
    SmtpFixture.talk(
        mx,
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<a@good.test>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C: From: a@good.test
        C:\s
        C: Hello.
        C: .
        S: 250 *
        """);
    assertThat(fixture.inbox(fixture.bob).getLast())
        .contains("iprev=permerror policy.iprev=127.0.0.1")
        .contains("CLIENT_NAME_NONE,\r\n\tHELO_NO_SUCH_NAME");
  }
}
