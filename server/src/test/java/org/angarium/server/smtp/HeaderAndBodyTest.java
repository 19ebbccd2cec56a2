package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.server.net.Listener;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.message.StoredMessage;
import org.angarium.store.view.MailboxInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What delivery adds changes nothing of what is header and what is body. */
class HeaderAndBodyTest {
  private static final String LONG = "x".repeat(998);

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

  static Stream<Arguments> contents() {
    return Stream.of(
        Arguments.of("\\r\\nbody\\r\\n", "\r\n\r\nbody\r\n"),
        Arguments.of("Subject: x\\r\\n\\r\\nbody\\r\\n", "\r\nSubject: x\r\n\r\nbody\r\n"),
        Arguments.of("Subject: x\\r\\n", "\r\nSubject: x\r\n"),
        Arguments.of("Subject: x", "\r\nSubject: x"),
        Arguments.of("\\r\\nbody", "\r\n\r\nbody"),
        Arguments.of(
            " folded\\r\\nSubject: x\\r\\n\\r\\nb\\r\\n",
            "\r\nMailbox-Line:  folded\r\nSubject: x\r\n\r\nb\r\n"),
        Arguments.of("\\tfolded\\r\\n\\r\\nb\\r\\n", "\r\nMailbox-Line: \tfolded\r\n\r\nb\r\n"),
        Arguments.of(
            "From a@b.test Mon Nov 30 12:00:00 2026\\r\\nSubject: x\\r\\n\\r\\nb\\r\\n",
            "\r\nMailbox-Line: From a@b.test Mon Nov 30 12:00:00 2026\r\nSubject: x\r\n\r\nb\r\n"),
        Arguments.of(
            ">From a@b.test\\r\\nSubject: x\\r\\n\\r\\nb\\r\\n",
            "\r\nMailbox-Line: >From a@b.test\r\nSubject: x\r\n\r\nb\r\n"),
        Arguments.of(
            "From : a@b.test\\r\\n\\r\\nFrom x\\r\\n b\\r\\n",
            "\r\nFrom : a@b.test\r\n\r\nFrom x\r\n b\r\n"),
        Arguments.of(
            "X: " + LONG + "\\r\\n\\r\\n" + LONG + "\\r\\n",
            "X: " + LONG + "\r\n\r\n" + LONG + "\r\n"));
  }

  /** The message as kept: contents in the notation of talks, then how it must end. */
  @ParameterizedTest
  @MethodSource("contents")
  void receivedMailStaysAsItWas(String contents, String ending) throws Exception {
    int size = contents.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t").length();
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
        C! BDAT %d LAST\\r\\n%s
        S: 250 *
        """
            .formatted(size, contents));
    String kept = fixture.inbox(fixture.bob).getFirst();
    assertThat(kept).startsWith("Return-Path: <>\r\nDelivered-To: bob@example.test\r\nReceived: ");
    assertThat(kept).endsWith(" +0000" + (ending.startsWith("X:") ? "\r\n" : "") + ending);
    storedAsAReaderSeesIt(kept);
  }

  /** What is kept of offsets and sizes fits the whole. */
  private void storedAsAReaderSeesIt(String kept) throws Exception {
    MailboxInfo inbox = fixture.store.mailboxes().find(fixture.bob.id(), "INBOX").orElseThrow();
    StoredMessage message = fixture.store.mailboxes().open(inbox.ref(), 1);
    assertThat(message).isNotNull();
    byte[] bytes = kept.getBytes(StandardCharsets.ISO_8859_1);
    MessageStructure whole = MessageStructure.of(bytes, MimeLimits.DEFAULT);
    assertThat(message.size()).isEqualTo(bytes.length);
    assertThat(message.header()).hasSize(Math.toIntExact(whole.root().bodyStart()));
    assertThat(whole.header().first("Delivered-To").orElseThrow().text())
        .isEqualTo("bob@example.test");
    assertThat(whole.header().first("Received").orElseThrow().text()).endsWith("+0000");
  }

  // RFC 6409 §8, RFC 5322 §3.6.3, RFC 5321 §4.4.
  @Test
  void submittedMailLosesItsBlindRecipients() throws Exception {
    submit(
        "Return-Path: <x@y.test>\\r\\nBcc: one@blind.test\\r\\nbCC : two@blind.test,\\r\\n"
            + "\\tthree@blind.test\\r\\nTo: alice@example.test\\r\\nRESENT-BCC:\\r\\n four@blind.test\\r\\n"
            + "Bcc: five@blind.test,\\r\\nsix@blind.test\\r\\n \\r\\nX-Bcc: stays\\r\\n"
            + "BCC\\t: seven@blind.test\\r\\nSubject: x\\r\\n\\r\\nBcc: in the body\\r\\n");
    String kept = fixture.inbox(fixture.bob).getFirst();
    assertThat(kept).doesNotContain("blind.test").doesNotContain("x@y.test");
    assertThat(kept)
        .endsWith(
            "To: alice@example.test\r\nX-Bcc: stays\r\nSubject: x\r\n\r\nBcc: in the body\r\n");
  }

  @Test
  void headersOfAnySizeLoseTheirBlindRecipients() throws Exception {
    submit("X: y\\r\\n".repeat(400) + "Bcc: one@blind.test\\r\\nSubject: x\\r\\n\\r\\nb\\r\\n");
    submit(
        ("X: " + LONG + "\\r\\n").repeat(100)
            + "Bcc: one@blind.test\\r\\nSubject: x\\r\\n\\r\\nb\\r\\n");
    assertThat(fixture.inbox(fixture.bob))
        .hasSize(2)
        .allSatisfy(kept -> assertThat(kept).doesNotContain("blind.test").contains("Date: "));
  }

  @Test
  void submittedMailWithoutAHeaderIsText() throws Exception {
    submit("hello\\r\\nworld\\r\\n");
    submit("\\r\\nhello\\r\\n");
    submit(" folded\\r\\nSubject: x\\r\\n\\r\\nb\\r\\n");
    submit("Bcc: one@blind.test\\r\\n");
    assertThat(fixture.inbox(fixture.bob))
        .satisfiesExactly(
            text -> assertThat(text).endsWith("From: <bob@example.test>\r\n\r\nhello\r\nworld\r\n"),
            text -> assertThat(text).endsWith("From: <bob@example.test>\r\n\r\nhello\r\n"),
            text ->
                assertThat(text)
                    .endsWith(
                        "From: <bob@example.test>\r\nMailbox-Line:  folded\r\nSubject: x\r\n\r\nb\r\n"),
            text -> assertThat(text).endsWith("From: <bob@example.test>\r\n"));
  }

  @Test
  void completeSubmittedMailIsLeftAsItIs() throws Exception {
    String mail =
        "DKIM-Signature: v=1; h=from:date;\\r\\n b=x\\r\\nDate: Mon, 30 Nov 2026 12:00:00 +0000\\r\\n"
            + "Message-ID: <a@b.test>\\r\\nFROM:   bob@example.test\\r\\n\\r\\nb\\r\\n";
    submit(mail);
    assertThat(fixture.inbox(fixture.bob).getFirst())
        .endsWith(" +0000\r\n" + mail.replace("\\r\\n", "\r\n"));
  }

  private void submit(String contents) throws Exception {
    Listener listener = fixture.listen(SmtpFixture.settings(SmtpRole.SUBMISSION));
    SmtpFixture.talkFile(
        listener,
        "submit.talk",
        Map.of("bob", ConversationTest.plain("bob@example.test"), "contents", contents));
  }
}
