package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.angarium.server.event.DeliveryEvent;
import org.angarium.server.net.Listener;
import org.angarium.store.directory.Account;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.message.ObjectIds;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.queue.QueueFilter;
import org.angarium.store.queue.QueueSummary;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The active script of a recipient decides what becomes of the message (RFC 5228). */
class SieveDeliveryTest {
  @TempDir Path folder;
  private SmtpFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private void script(Account account, String text) throws Exception {
    fixture.store.scripts().put(account.id(), "main", text.getBytes(StandardCharsets.UTF_8));
    fixture.store.scripts().activate(account.id(), "main");
  }

  private Listener listen(SmtpRole role) throws Exception {
    return fixture.listen(SmtpFixture.settings(role));
  }

  /** Sends one message; the replies to the final dot are {@code ends}. */
  private void send(SmtpRole role, List<String> recipients, String... ends) throws Exception {
    StringBuilder talk = new StringBuilder();
    talk.append("S: 220 *\nC: ")
        .append(role == SmtpRole.LMTP ? "LHLO" : "EHLO")
        .append(" c.test\n");
    talk.append("S~ 250 *\nC: MAIL FROM:<x@elsewhere.test>\nS: 250 *\n");
    for (String recipient : recipients) {
      talk.append("C: RCPT TO:<").append(recipient).append(">\nS: 250 *\n");
    }
    talk.append("C: DATA\nS: 354 *\n");
    talk.append("C! From: x@elsewhere.test\\r\\nSubject: offer\\r\\n\\r\\ntext\\r\\n.\\r\\n\n");
    for (String end : ends) {
      talk.append("S: ").append(end).append('\n');
    }
    SmtpFixture.talk(listen(role), talk.toString());
  }

  private List<QueueEntry> queued() throws Exception {
    List<QueueEntry> entries = new ArrayList<>();
    for (QueueSummary each : fixture.store.queue().list(QueueFilter.ALL, null, 10).entries()) {
      entries.add(Objects.requireNonNull(fixture.store.queue().find(each.message().id())));
    }
    return entries;
  }

  private static String prefix(QueueEntry entry) {
    return new String(entry.message().prefix(), StandardCharsets.UTF_8);
  }

  private DeliveryEvent.Filtered filtered() {
    return fixture.events.stream()
        .filter(DeliveryEvent.Filtered.class::isInstance)
        .map(DeliveryEvent.Filtered.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fileintoPutsTheMessageIntoTheMailboxWithItsFlags() throws Exception {
    script(
        fixture.alice,
        """
        require ["fileinto", "imap4flags"];
        if header :contains "subject" "offer" {
          fileinto :flags ["\\\\Seen", "offers"] "Archive";
        }
        """);
    send(SmtpRole.MX, List.of("alice@example.test", "bob@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
    assertThat(fixture.messages(fixture.alice, "Archive")).hasSize(1);
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    MailboxInfo archive =
        fixture.store.mailboxes().find(fixture.alice.id(), "Archive").orElseThrow();
    assertThat(archive.unseen()).isZero();
    MailboxView view = fixture.store.mailboxes().view(archive.ref());
    assertThat(view.flagNames()).contains("offers");
    assertThat(filtered().cause()).isNull();
  }

  @Test
  void aMailboxIsMadeWhereTheScriptSaysSoAndElseTheMessageIsInInbox() throws Exception {
    script(
        fixture.alice,
        """
        require ["fileinto", "mailbox"];
        fileinto :create "new/place";
        """);
    script(fixture.bob, "require \"fileinto\"; fileinto \"not there\";");
    send(SmtpRole.MX, List.of("alice@example.test", "bob@example.test"), "250 *");
    assertThat(fixture.messages(fixture.alice, "new/place")).hasSize(1);
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
  }

  @Test
  void aDiscardedMessageIsTakenAndNobodyHasIt() throws Exception {
    script(fixture.alice, "discard;");
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    send(SmtpRole.LMTP, List.of("alice@example.test", "bob@example.test"), "250 *", "250 *");
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(queued()).isEmpty();
  }

  @Test
  void aRedirectGoesOutWithTheOwnersMark() throws Exception {
    script(fixture.alice, "redirect \"friend@far.test\";");
    script(fixture.bob, "require \"copy\"; redirect :copy \"friend@far.test\";");
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
    assertThat(queued()).hasSize(1);
    QueueEntry entry = queued().getFirst();
    assertThat(entry.recipients().getFirst().address()).hasToString("friend@far.test");
    assertThat(prefix(entry)).startsWith("Delivered-To: alice@example.test\r\n");
    assertThat(entry.message().reversePath().toString())
        .endsWith("=elsewhere.test=x@example.test>");
    send(SmtpRole.MX, List.of("bob@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(queued()).hasSize(2);
  }

  @Test
  void aRedirectCanAskForReportsWhichAreTheOwners() throws Exception {
    script(
        fixture.alice,
        """
        require ["redirect-dsn", "envelope-dsn", "envelope"];
        if envelope "notify" "NEVER" { discard; stop; }
        redirect :notify "FAILURE,DELAY" :ret "HDRS" "friend@far.test";
        """);
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    QueueEntry entry = queued().getFirst();
    assertThat(entry.message().reversePath()).hasToString("<alice@example.test>");
    assertThat(entry.message().dsnReturn()).isEqualTo("HDRS");
    assertThat(entry.recipients().getFirst().notifyOn())
        .containsExactlyInAnyOrder("DELAY", "FAILURE");
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<alice@example.test> NOTIFY=NEVER
        S: 250 *
        C: DATA
        S: 354 *
        C: Subject: x
        C:
        C: .
        S: 250 *
        """);
    assertThat(queued()).as("the script saw the envelope's wish").hasSize(1);
  }

  @Test
  void mailboxesAreMeantByUseAndById() throws Exception {
    MailboxInfo archive =
        fixture.store.mailboxes().find(fixture.alice.id(), "Archive").orElseThrow();
    script(
        fixture.alice,
        """
        require ["fileinto", "special-use", "mailbox", "mailboxid"];
        if specialuse_exists "\\\\Sent" { fileinto :specialuse "\\\\Sent" "INBOX"; }
        if mailboxexists "Archive" { fileinto :mailboxid "%s" "not there"; }
        if mailboxidexists "none" { discard; }
        """
            .formatted(ObjectIds.mailbox(archive.ref())));
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    assertThat(fixture.messages(fixture.alice, "Sent")).hasSize(1);
    assertThat(fixture.messages(fixture.alice, "Archive")).hasSize(1);
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
  }

  @Test
  void mailSentOnToAnAccountMeetsItsScriptAndIsNeverLost() throws Exception {
    script(fixture.alice, "redirect \"bob@example.test\";");
    script(fixture.bob, "require \"fileinto\"; fileinto \"Archive\";");
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
    assertThat(fixture.messages(fixture.bob, "Archive")).hasSize(1);

    script(fixture.bob, "redirect \"alice@example.test\";");
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.bob)).as("they redirect to each other").hasSize(1);

    script(fixture.alice, "redirect \"nobody@example.test\";");
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.alice)).as("there is no such user").hasSize(1);
  }

  @Test
  void aRefusalIsTheReplyWhereItConcernsAll() throws Exception {
    script(fixture.alice, "require \"reject\"; reject \"No offers,\r\nplease \u00fc\";");
    send(SmtpRole.MX, List.of("alice@example.test"), "554 5.7.1 No offers, please ?");
    send(
        SmtpRole.LMTP,
        List.of("alice@example.test", "bob@example.test"),
        "554 5.7.1 No offers, please ?",
        "250 *");
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(queued()).isEmpty();
  }

  @Test
  void aRefusalIsReportedWhereOthersHaveTheMessage() throws Exception {
    script(fixture.alice, "require \"ereject\"; ereject \"No offers\";");
    send(SmtpRole.MX, List.of("alice@example.test", "bob@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(queued()).hasSize(1);
    assertThat(queued().getFirst().message().reversePath().address()).isNull();
    assertThat(queued().getFirst().recipients().getFirst().address())
        .hasToString("x@elsewhere.test");
  }

  @Test
  void aScriptThatFailsKeepsTheMessage() throws Exception {
    for (String text :
        List.of(
            "require \"include\"; include :personal \"missing\"; discard;",
            "require \"ihave\"; error \"no\"; discard;",
            "this is no script")) {
      script(fixture.alice, text);
      fixture.events.clear();
      send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
      assertThat(filtered().cause()).as(text).isNotNull();
    }
    assertThat(fixture.inbox(fixture.alice)).as("with one word of it").hasSize(4);
  }

  @Test
  void aScriptThatIsNotActiveDoesNothing() throws Exception {
    script(fixture.alice, "discard;");
    fixture.store.scripts().activate(fixture.alice.id(), null);
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.alice)).hasSize(1);
  }

  @Test
  void aFullMailboxBehindARedirectLeavesTheMessageWithItsOwner() throws Exception {
    script(fixture.alice, "redirect \"full@example.test\";");
    send(SmtpRole.MX, List.of("alice@example.test"), "250 *");
    assertThat(fixture.inbox(fixture.alice)).hasSize(1);
  }
}
