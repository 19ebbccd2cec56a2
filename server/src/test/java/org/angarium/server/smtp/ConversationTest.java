package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.angarium.server.net.Listener;
import org.angarium.server.net.Protection;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The {@code *.talk} files, each over a real socket. */
@Timeout(300)
class ConversationTest {
  private static final String WRONG =
      Base64.getEncoder()
          .encodeToString("\0bob@example.test\0wrong".getBytes(StandardCharsets.UTF_8));

  private SmtpFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  static String plain(String user) {
    return Base64.getEncoder()
        .encodeToString(
            ("\0" + user + "\0" + SmtpFixture.PASSWORD).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aMessageArrivesAsItWasSent() throws Exception {
    SmtpFixture.talkFile(
        fixture.listen(SmtpFixture.settings(SmtpRole.MX)), "simple.talk", Map.of());
    assertThat(fixture.inbox(fixture.bob))
        .singleElement()
        .asString()
        .startsWith(
            "Return-Path: <carol@elsewhere.test>\r\n"
                + "Delivered-To: bob@example.test\r\n"
                + "Received: from client.elsewhere.test ([127.0.0.1])\r\n"
                + "\tby mx.example.test with ESMTP id ")
        .contains("\r\n\tfor <bob@example.test>;\r\n\t")
        .endsWith("From: carol@elsewhere.test\r\nSubject: hello\r\n\r\n.dot\r\n..two\r\nbye\r\n");
  }

  private void talk(SmtpRole role, String file) throws Exception {
    SmtpFixture.talkFile(
        fixture.listen(SmtpFixture.settings(role)),
        file,
        Map.of("bob", plain("bob@example.test"), "wrong", WRONG));
  }

  @Test
  void pipelinedCommandsAreAnsweredInOrder() throws Exception {
    talk(SmtpRole.MX, "pipelining.talk");
    assertThat(fixture.inbox(fixture.bob)).hasSize(2);
    assertThat(fixture.inbox(fixture.alice))
        .singleElement()
        .asString()
        // RFC 5321 §7.2: the other recipient is not told.
        .doesNotContain("for <")
        .contains("Delivered-To: alice@example.test\r\n");
  }

  @Test
  void commandsHaveAnOrder() throws Exception {
    talk(SmtpRole.MX, "order.talk");
  }

  @Test
  void recipientsAreJudgedAtRcpt() throws Exception {
    talk(SmtpRole.MX, "recipients.talk");
  }

  @Test
  void messagesComeInChunks() throws Exception {
    talk(SmtpRole.MX, "chunking.talk");
    assertThat(fixture.inbox(fixture.bob))
        .singleElement()
        .asString()
        .endsWith("Subject: bdat\r\n\r\n.\r\nbo\r\n");
    assertThat(fixture.inbox(fixture.alice)).hasSize(1);
  }

  @Test
  void lmtpAnswersForEachRecipient() throws Exception {
    talk(SmtpRole.LMTP, "lmtp.talk");
    assertThat(fixture.inbox(fixture.bob)).singleElement().asString().contains("with LMTP id");
    assertThat(fixture.inbox(fixture.alice)).hasSize(1);
  }

  @Test
  void submissionNeedsTlsAndALogin() throws Exception {
    talk(SmtpRole.SUBMISSION, "submission.talk");
    assertThat(fixture.inbox(fixture.alice))
        .singleElement()
        .asString()
        .contains("with ESMTPSA id")
        .contains("(using TLSv1.3 with cipher ")
        .containsPattern("\r\nDate: .*\r\nMessage-ID: <.*@mx.example.test>\r\nFrom: <bob")
        .endsWith("Subject: bare\r\n\r\nhi\r\n");
    assertThat(fixture.store.queue().count(10)).isEqualTo(1);
  }

  @Test
  void implicitTlsNeedsNoStartTls() throws Exception {
    Listener listener =
        fixture.listen(SmtpFixture.settings(SmtpRole.SUBMISSION), Protection.IMPLICIT);
    SmtpFixture.talk(
        listener,
        """
        TLS
        S: 220 *
        C: EHLO c.test
        S~ 250 AUTH *
        C: STARTTLS
        S: 503 5.5.1 *
        C: AUTH PLAIN %s
        S: 235 *
        """
            .formatted(plain("bob@example.test")));
  }

  @Test
  void cleartextLoginsAreForLoopbackAndOnlyWhereAllowed() throws Exception {
    SmtpFixture.talk(
        fixture.listen(SmtpFixture.settings(SmtpRole.SUBMISSION).withCleartextOnLoopback(true)),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 AUTH SCRAM-SHA-256 PLAIN LOGIN
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: %s
        S: 334 UGFzc3dvcmQ6
        C: %s
        S: 235 *
        """
            .formatted(base64("bob@example.test"), base64(SmtpFixture.PASSWORD)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aReceiptIsWrittenWhereItWasAskedFor() throws Exception {
    SmtpFixture.talk(
        fixture.listen(SmtpFixture.settings(SmtpRole.MX)),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<alice@example.test> ENVID=e1
        S: 250 *
        C: RCPT TO:<bob@example.test> NOTIFY=SUCCESS ORCPT=rfc822;rob@example.test
        S: 250 *
        C: BDAT 15 LAST
        C: Subject: note
        S: 250 *
        """);
    assertThat(fixture.inbox(fixture.bob)).hasSize(1);
    assertThat(fixture.inbox(fixture.alice))
        .singleElement()
        .asString()
        .contains("Return-Path: <>")
        .contains("Action: delivered")
        .contains("Original-Recipient: rfc822; rob@example.test")
        .containsIgnoringCase("Original-Envelope-Id: e1");
  }

  @Test
  void loopsEnd() throws Exception {
    String hops = "Received: from a by b; Sun, 22 Nov 2026 20:00:00 +0000\\r\\n".repeat(101);
    SmtpFixture.talk(
        fixture.listen(SmtpFixture.settings(SmtpRole.MX)),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! %s\\r\\n.\\r\\n
        S: 554 5.4.6 Too many hops
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<rob@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C! Delivered-To: Bob@example.test\\r\\n\\r\\n.\\r\\n
        S: 554 5.4.6 Mail forwarding loop
        """
            .formatted(hops));
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
  }
}
