package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.sieve.MailSettings;
import org.angarium.store.directory.Account;
import org.angarium.store.queue.QueueEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forwarding, out-of-office and automatic replies beside the account's own script. */
class MailSettingsDeliveryTest {
  private static final String MESSAGE =
      "From: x@elsewhere.test\nTo: alice@example.test\nSubject: lunch?\n\ntext\n";

  @TempDir Path folder;
  private SieveFixture fixture;
  private Account alice;

  @BeforeEach
  void open() throws Exception {
    fixture = new SieveFixture(folder);
    alice = fixture.smtp.alice;
  }

  @AfterEach
  void close() throws Exception {
    fixture.sound();
    fixture.close();
  }

  private void set(MailSettings settings) throws Exception {
    fixture.smtp.store.scripts().changeRules(alice.id(), before -> settings.toScript());
  }

  private void send(String sender) throws Exception {
    fixture.send(sender, "alice@example.test", MESSAGE);
  }

  private static MailSettings.Forward to(boolean keep, String... addresses) {
    return new MailSettings.Forward(
        Arrays.stream(addresses).map(EmailAddress::parse).toList(), keep);
  }

  private static MailSettings.Reply reply(String text) {
    return new MailSettings.Reply(null, null, 2, null, text);
  }

  private List<String> sent() throws Exception {
    List<String> all = new ArrayList<>();
    for (QueueEntry entry : fixture.queued()) {
      all.add(fixture.sent(entry));
    }
    return all;
  }

  @Test
  void mailIsForwardedWithAndWithoutALocalCopy() throws Exception {
    set(MailSettings.NONE.with(to(true, "one@far.test", "two@far.test")));
    send("x@elsewhere.test");
    assertThat(fixture.smtp.inbox(alice)).hasSize(1);
    assertThat(fixture.queued()).hasSize(1);
    assertThat(fixture.queued().getFirst().recipients()).hasSize(2);
    set(MailSettings.NONE.with(to(false, "bob@example.test")));
    send("x@elsewhere.test");
    assertThat(fixture.smtp.inbox(alice)).hasSize(1);
    assertThat(fixture.smtp.inbox(fixture.smtp.bob)).hasSize(1);
    set(MailSettings.NONE);
    send("x@elsewhere.test");
    assertThat(fixture.smtp.inbox(alice)).hasSize(2);
  }

  @Test
  void allTogetherWithTheOwnScript() throws Exception {
    set(
        new MailSettings(
            to(true, "friend@far.test"), reply("I am away"), reply("We have got your mail")));
    fixture.script(alice, "require [\"fileinto\", \"mailbox\"]; fileinto :create \"Mine\";");
    send("x@elsewhere.test");
    assertThat(fixture.smtp.messages(alice, "Mine")).hasSize(1);
    assertThat(fixture.filtered().script()).isEqualTo("settings, main");
    assertThat(sent()).hasSize(2);
    assertThat(sent()).anyMatch(text -> text.contains("I am away"));
    assertThat(sent()).noneMatch(text -> text.contains("We have got your mail"));
  }

  @Test
  void vacationHasDaysAndTheReplyIsSentAtOtherTimes() throws Exception {
    LocalDate today = LocalDate.now(Clock.systemUTC());
    MailSettings.Reply away =
        new MailSettings.Reply(today.plusDays(2), today.plusDays(10), 7, "Away", "I am away");
    set(new MailSettings(null, away, reply("We have got your mail")));
    send("x@elsewhere.test");
    assertThat(sent()).hasSize(1);
    assertThat(sent().getFirst())
        .contains("We have got your mail")
        .contains("Subject: Auto: lunch?");
    fixture.smtp.ahead = Duration.ofDays(4);
    send("x@elsewhere.test");
    send("x@elsewhere.test");
    assertThat(sent()).hasSize(2);
    assertThat(sent().get(1)).contains("I am away").contains("Subject: Away\r\n");
    fixture.smtp.ahead = Duration.ofDays(14);
    send("x@elsewhere.test");
    assertThat(sent()).hasSize(3);
    assertThat(sent().get(2)).contains("We have got your mail");
    assertThat(fixture.smtp.inbox(alice)).hasSize(4);
  }
}
