package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.angarium.testkit.dns.LoopbackDns;
import org.angarium.testkit.grammar.OverhearingProxy;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.angarium.testkit.wire.WireClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Postfix as the other mail host: it relays to Angarium by SMTP and by LMTP, and Angarium
 * sends to it. Needs Postfix installed, and root to start it; skipped elsewhere.
 */
@TestMethodOrder(MethodOrderer.Random.class)
@EnabledIf("org.angarium.server.endtoend.PostfixProcess#canBeStarted")
class PostfixBothWaysTest {
  private static final String PASSWORD = "swift completion";
  private static final String ANN = "ann@here.test";
  private static final String LEN = "len@lmtp.test";
  private static final String BOB = "bob@there.test";
  private static final String TEXT = ".\r\n..two\r\n\r\n" + "line\r\n".repeat(3000) + ".end\r\n";

  @TempDir static Path folder;
  private static LoopbackDns dns;
  private static PostfixProcess postfix;
  private static ServerProcess angarium;
  private static OverhearingProxy bySmtp;
  private static OverhearingProxy byLmtp;

  @BeforeAll
  static void start() throws Exception {
    postfix = new PostfixProcess();
    dns = LoopbackDns.start().add("there.test", "MX", "10 mail.there.test.");
    dns.add("mail.there.test", "A", "127.0.0.1");
    angarium =
        new ServerProcess(
            folder.resolve("data"),
            "--domain",
            "here.test",
            "--set",
            "dns.servers=127.0.0.1:" + dns.address().getPort(),
            "--set",
            "outbound.port=" + postfix.port());
    bySmtp = new OverhearingProxy(angarium.port(25), SmtpConversation::new);
    byLmtp = new OverhearingProxy(angarium.port(24), SmtpConversation::new);
    postfix.start(
        "here.test=smtp:[127.0.0.1]:" + bySmtp.port(),
        "lmtp.test=lmtp:inet:127.0.0.1:" + byLmtp.port());
    angarium.command("", "domain", "add", "lmtp.test");
    angarium.command(PASSWORD, "account", "add", ANN, LEN, "--password-stdin");
  }

  @AfterAll
  static void stop() throws Exception {
    bySmtp.close();
    byLmtp.close();
    angarium.close();
    postfix.stop();
    dns.close();
  }

  @Test
  void itRelaysToUsBySmtpAndByLmtp() throws Exception {
    throughPostfix("relayed", ANN, LEN);
    try (InboxReader ann = new InboxReader(angarium, ANN, PASSWORD)) {
      assertThat(ann.await("Subject: relayed"))
          .startsWith("Return-Path: <" + BOB + ">\r\nDelivered-To: " + ANN + "\r\n")
          .containsPattern("Received: from mail\\.there\\.test [^;]*using TLSv1\\.3[^;]* ESMTPS ")
          .endsWith("\r\n\r\n" + TEXT);
    }
    try (InboxReader len = new InboxReader(angarium, LEN, PASSWORD)) {
      assertThat(len.await("Subject: relayed"))
          .contains("Delivered-To: " + LEN + "\r\n")
          .containsPattern("Received: from mail\\.there\\.test [^;]* with LMTP ")
          .endsWith("\r\n\r\n" + TEXT);
    }
  }

  @Test
  void ourRefusalsBecomeItsReports() throws Exception {
    throughPostfix("refused", "nobody@here.test", "nobody@lmtp.test");
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(postfix.mail())
                .filteredOn(mail -> mail.contains("Subject: refused"))
                .anySatisfy(mail -> assertReported(mail, "nobody@here.test"))
                .anySatisfy(mail -> assertReported(mail, "nobody@lmtp.test")));
  }

  private static void assertReported(String report, String recipient) {
    assertThat(report)
        .contains("Final-Recipient: rfc822; " + recipient, "Status: 5.1.1", "Action: failed");
  }

  @Test
  void weSendToIt() throws Exception {
    String message =
        "From: <"
            + ANN
            + ">\r\nTo: <"
            + BOB
            + ">\r\nSubject: sent\r\n"
            + "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nMessage-ID: <sent@client.example>\r\n\r\n"
            + TEXT;
    String trace = new SubmittingUser(angarium, ANN, PASSWORD).submit(BOB, message);
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(postfix.mail())
                .filteredOn(mail -> mail.contains("Subject: sent"))
                .singleElement()
                .satisfies(mail ->
                    assertThat(mail)
                        .contains("Received: from mail.here.test ", "id " + trace)
                        .endsWith(message.replace("\r\n", "\n"))));
    Awaitility.await()
        .untilAsserted(() -> assertThat(angarium.trace(trace)).contains("outbound.delivered"));
    // That is told before it is recorded.
    Awaitility.await().untilAsserted(() -> assertThat(angarium.queue()).isEmpty());
  }

  /** A message from bob, given to Postfix. */
  private static void throughPostfix(String subject, String... recipients) throws IOException {
    try (WireClient client =
        new WireClient(new SmtpConversation(), "127.0.0.1", postfix.port(), 1024)) {
      client.smtpReply("220");
      client.send("EHLO client.example");
      client.smtpReply("250");
      client.send("MAIL FROM:<" + BOB + ">");
      client.smtpReply("250");
      for (String recipient : List.of(recipients)) {
        client.send("RCPT TO:<" + recipient + ">");
        client.smtpReply("250");
      }
      client.send("DATA");
      client.smtpReply("354");
      String text = TEXT.replace("\r\n.", "\r\n..").replaceFirst("^\\.", "..");
      client.send("From: <" + BOB + ">\r\nSubject: " + subject + "\r\n\r\n" + text + ".");
      client.smtpReply("250");
    }
  }
}
