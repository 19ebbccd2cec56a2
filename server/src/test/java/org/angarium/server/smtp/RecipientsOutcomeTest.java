package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.angarium.server.net.Listener;
import org.angarium.store.account.Quota;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.queue.QueueFilter;
import org.angarium.store.queue.QueueId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What concerns one recipient is never laid to another's charge: loops, full mailboxes. */
class RecipientsOutcomeTest {
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

  private Account account(String name, long quota) throws Exception {
    Account account =
        fixture.directory.createAccount(
            NewAccount.user(SmtpFixture.address(name)),
            SmtpFixture.PASSWORD.getBytes(StandardCharsets.UTF_8));
    fixture.store.mailboxes().limit(account.id(), quota, 0);
    return account;
  }

  private Listener listen(SmtpRole role) throws Exception {
    return fixture.listen(SmtpFixture.settings(role));
  }

  // RFC 5321 §4.5.1; who answers a report writes to the name that it carries.
  @Test
  void mailToTheRolesOfTheHostReachesAnAdministrator() throws Exception {
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<MAILER-DAEMON@mx.example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Subject: one\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<postmaster@catchall.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Subject: two\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<POSTMASTER>
        S: 250 *
        C: DATA
        S: 354 *
        C! Subject: three\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 *
        """);
    assertThat(fixture.inbox(fixture.alice)).hasSize(3);
    assertThat(fixture.store.mailboxes().find(fixture.bob.id(), "INBOX"))
        .hasValueSatisfying(inbox -> assertThat(inbox.messages()).isZero());
  }

  // RFC 5321 §4.1.3 and §4.5.1.
  @Test
  void theRolesAreReachedAtTheAddressOfTheMachine() throws Exception {
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<postmaster@[127.0.0.1]>
        S: 250 *
        C: RCPT TO:<abuse@[IPv6:::1]>
        S: 250 *
        C: RCPT TO:<alice@[127.0.0.1]>
        S: 55* *
        C: RCPT TO:<postmaster@[192.0.2.1]>
        S: 55* *
        C: DATA
        S: 354 *
        C! Subject: one\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 *
        """);
    assertThat(fixture.inbox(fixture.alice)).hasSize(1);
  }

  @Test
  void whatAnAliasSendsOnSaysSoAndIsKnownWhenItComesBack() throws Exception {
    Listener listener = listen(SmtpRole.MX);
    SmtpFixture.talk(
        listener,
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<away@example.test>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Subject: x\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 *
        """);
    QueueId queued =
        fixture.store.queue().list(QueueFilter.ALL, null, 10).entries().getFirst().message().id();
    QueueEntry entry = Objects.requireNonNull(fixture.store.queue().find(queued));
    assertThat(new String(entry.message().prefix(), StandardCharsets.UTF_8))
        .startsWith("Delivered-To: away@example.test\r\nReceived: ");
    assertThat(fixture.inbox(fixture.bob).getFirst()).doesNotContain("away@example.test");
    SmtpFixture.talk(
        listener,
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<away@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Delivered-To: away@example.test\\r\\nSubject: x\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 554 5.4.6 *
        """);
    assertThat(fixture.store.queue().list(QueueFilter.ALL, null, 10).entries()).hasSize(1);
  }

  @Test
  void aLoopIsKnownInAnyNotationOfTheAddress() throws Exception {
    for (String notation :
        List.of(
            "<alice@example.test>",
            "alice@EXAMPLE.test (Alice)",
            "Alice <alice@example.test>",
            "\"alice\"@example.test")) {
      SmtpFixture.talk(
          listen(SmtpRole.MX),
          """
          S: 220 *
          C: EHLO c.test
          S~ 250 *
          C: MAIL FROM:<x@elsewhere.test>
          S: 250 *
          C: RCPT TO:<alice@example.test>
          S: 250 *
          C: DATA
          S: 354 *
          C! Delivered-To: %s\\r\\nSubject: x\\r\\n\\r\\nx\\r\\n.\\r\\n
          S: 554 5.4.6 *
          """
              .formatted(notation));
    }
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
  }

  // RFC 2033 §4.2.
  @Test
  void lmtpAnswersALoopForTheRecipientThatItConcerns() throws Exception {
    SmtpFixture.talk(
        listen(SmtpRole.LMTP),
        """
        S: 220 *
        C: LHLO c.test
        S~ 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<alice@example.test>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Delivered-To: alice@example.test\\r\\nSubject: x\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 554 5.4.6 *
        S: 250 2.0.0 *
        C: NOOP
        S: 250 *
        """);
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
  }

  // RFC 5321 §4.2.5: one reply for all, so the sender is told by a report.
  @Test
  void smtpDeliversToTheOthersAndReportsTheLoop() throws Exception {
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<alice@example.test>
        S: 250 *
        C: RCPT TO:<rob@example.test>
        S: 250 *
        C: RCPT TO:<alice@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Delivered-To: bob@example.test\\r\\nSubject: x\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 2.0.0 *
        C: MAIL FROM:<alice@example.test>
        S: 250 *
        C: RCPT TO:<rob@example.test> NOTIFY=NEVER
        S: 250 *
        C: RCPT TO:<alice@example.test> NOTIFY=NEVER
        S: 250 *
        C: DATA
        S: 354 *
        C! Delivered-To: bob@example.test\\r\\nSubject: y\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 2.0.0 *
        """);
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
    assertThat(fixture.inbox(fixture.alice))
        .satisfiesExactlyInAnyOrder(
            report ->
                assertThat(report)
                    .contains("Return-Path: <>")
                    .contains("Final-Recipient: rfc822; rob@example.test")
                    .contains("Action: failed")
                    .contains("Status: 5.4.6")
                    .doesNotContain("Final-Recipient: rfc822; alice"),
            first -> assertThat(first).contains("Subject: x\r\n\r\nx"),
            second -> assertThat(second).contains("Subject: y\r\n\r\nx"));
  }

  @Test
  void aReceivedMessageMayBeSentOnToAListOfOnesOwn() throws Exception {
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<team@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Delivered-To: alice@example.test\\r\\nSubject: list\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 2.0.0 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<alice@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Resent-From: bob@example.test\\r\\nDelivered-To: alice@example.test\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 2.0.0 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<team@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Delivered-To: alice@example.test\\r\\nDelivered-To: alice@example.test\\r\\nSubject: round\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 2.0.0 *
        """);
    assertThat(fixture.inbox(fixture.alice)).hasSize(2);
    assertThat(fixture.inbox(fixture.bob)).hasSize(2);
  }

  @Test
  void whoLogsInMaySendOnWhatTheyReceived() throws Exception {
    SmtpFixture.talkFile(
        listen(SmtpRole.SUBMISSION),
        "resend.talk",
        Map.of("bob", ConversationTest.plain("bob@example.test")));
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(fixture.inbox(fixture.alice)).hasSize(1);
  }

  @Test
  void lmtpRefusesForTheFullMailboxAlone() throws Exception {
    Account small = account("small@example.test", 500);
    SmtpFixture.talk(
        listen(SmtpRole.LMTP),
        """
        S: 220 *
        C: LHLO c.test
        S~ 250 *
        C: MAIL FROM:<x@elsewhere.test>
        S: 250 *
        C: RCPT TO:<small@example.test>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Subject: x\\r\\n\\r\\n%s\\r\\n.\\r\\n
        S: 552 5.2.2 *
        S: 250 2.0.0 *
        C: MAIL FROM:<x@elsewhere.test> SIZE=501
        S: 250 *
        C: RCPT TO:<small@example.test>
        S: 552 5.2.2 *
        C: RSET
        S: 250 *
        C: MAIL FROM:<x@elsewhere.test> SIZE=300
        S: 250 *
        C: RCPT TO:<small@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Subject: x\\r\\n\\r\\nx\\r\\n.\\r\\n
        S: 250 2.0.0 *
        C: MAIL FROM:<x@elsewhere.test> SIZE=499
        S: 250 *
        C: RCPT TO:<small@example.test>
        S: 452 4.2.2 *
        """
            .formatted("x".repeat(500)));
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(fixture.inbox(small)).hasSize(1);
  }

  @Test
  void smtpRefusesWhenNobodyHasRoomAndReportsWhenSomebodyHas() throws Exception {
    Account small = account("small@example.test", 500);
    fixture.directory.createAlias(
        SmtpFixture.address("both@example.test"), List.of(small.primary(), fixture.bob.primary()));
    String message = "Subject: x\\r\\n\\r\\n" + "x".repeat(500) + "\\r\\n.\\r\\n";
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<alice@example.test>
        S: 250 *
        C: RCPT TO:<small@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! %1$s
        S: 552 5.2.2 *
        C: MAIL FROM:<alice@example.test>
        S: 250 *
        C: RCPT TO:<small@example.test> ORCPT=rfc822;first@example.test
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! %1$s
        S: 250 2.0.0 *
        C: MAIL FROM:<alice@example.test>
        S: 250 *
        C: RCPT TO:<both@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! %1$s
        S: 250 2.0.0 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<both@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! %1$s
        S: 250 2.0.0 *
        """
            .formatted(message));
    assertThat(fixture.inbox(fixture.bob)).hasSize(3);
    assertThat(fixture.store.mailboxes().quota(small.id()).usedBytes()).isZero();
    assertThat(fixture.inbox(fixture.alice))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains("Original-Recipient: rfc822; first@example.test")
                    .contains("Final-Recipient: rfc822; small@example.test")
                    .contains("Status: 5.2.2"),
            second -> assertThat(second).contains("Final-Recipient: rfc822; small@example.test"));
  }

  @Test
  void aReportReachesItsReaderInAFullMailbox() throws Exception {
    Account small = account("small@example.test", 500);
    fixture.store.mailboxes().limit(fixture.alice.id(), 1, 0);
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<alice@example.test>
        S: 250 *
        C: RCPT TO:<small@example.test>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Subject: x\\r\\n\\r\\n%s\\r\\n.\\r\\n
        S: 250 2.0.0 *
        """
            .formatted("x".repeat(500)));
    assertThat(fixture.inbox(fixture.alice))
        .singleElement()
        .asString()
        .contains("Final-Recipient: rfc822; " + small.primary());
  }

  @Test
  void aMessageThatJustFitsIsTaken() throws Exception {
    Account exact = account("exact@example.test", 0);
    String message = "Subject: x\r\n\r\n" + "x".repeat(500) + "\r\n";
    Listener listener = listen(SmtpRole.MX);
    assertThat(send(listener, "exact@example.test", message)).startsWith("250 ");
    long size = fixture.store.mailboxes().quota(exact.id()).usedBytes();
    fixture.store.mailboxes().limit(exact.id(), 2 * size - 1, 0);
    assertThat(send(listener, "exact@example.test", message)).startsWith("552 5.2.2 ");
    fixture.store.mailboxes().limit(exact.id(), 2 * size, 0);
    assertThat(send(listener, "exact@example.test", message)).startsWith("250 ");
    fixture.store.mailboxes().limit(exact.id(), 0, 3);
    assertThat(send(listener, "exact@example.test", message)).startsWith("250 ");
  }

  @Test
  void manyAtOnceStayWithinTheQuota() throws Exception {
    long limit = 5L << 20;
    Account narrow = account("narrow@example.test", limit);
    String message = "Subject: x\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(14_000);
    Listener listener = listen(SmtpRole.MX);
    List<Callable<String>> senders = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      senders.add(() -> send(listener, "narrow@example.test", message));
    }
    int accepted = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> reply : threads.invokeAll(senders)) {
        assertThat(reply.get()).containsPattern("^(250 |552 5\\.2\\.2 )");
        accepted += reply.get().startsWith("250 ") ? 1 : 0;
      }
    }
    Quota quota = fixture.store.mailboxes().quota(narrow.id());
    assertThat(quota.usedBytes()).isLessThanOrEqualTo(limit);
    assertThat(quota.usedMessages()).isEqualTo(accepted).isEqualTo(5);
  }

  /** The reply to the end of the data; the message's line ends are its own. */
  private static String send(Listener listener, String to, String message) throws Exception {
    try (Socket socket = SmtpFixture.connect(listener)) {
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      in.readLine();
      for (String command :
          List.of("HELO c.test", "MAIL FROM:<>", "RCPT TO:<" + to + ">", "DATA")) {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String reply = in.readLine();
        assertThat(reply).as(command).containsPattern("^[23]");
      }
      out.write((message + ".\r\n").getBytes(StandardCharsets.US_ASCII));
      return in.readLine();
    }
  }
}
