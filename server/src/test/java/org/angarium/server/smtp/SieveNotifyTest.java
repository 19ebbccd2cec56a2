package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.angarium.server.filter.Verdict;
import org.angarium.store.queue.QueueEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notices by mail (RFC 5435, RFC 5436). */
class SieveNotifyTest {
  private static final String MESSAGE =
      """
      From: X <x@elsewhere.test>
      To: alice@example.test
      Subject: fire
      Message-ID: <one@elsewhere.test>

      text\
      """;

  @TempDir Path folder;
  private SieveFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new SieveFixture(folder);
  }

  @AfterEach
  void close() throws Exception {
    fixture.sound();
    fixture.close();
  }

  @Test
  void aNoticeGoesOutAndTheMessageIsKept() throws Exception {
    fixture.script(
        fixture.smtp.alice,
        """
        require ["enotify", "fcc", "mailbox"];
        notify :importance "1" :message "Alert: gr\u00fc\u00df" :fcc "Notices" :create
          "mailto:pager@far.test?body=come%20quick";
        """);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.smtp.inbox(fixture.smtp.alice)).hasSize(1);
    assertThat(fixture.smtp.messages(fixture.smtp.alice, "Notices")).hasSize(1);
    QueueEntry notice = fixture.queued().getFirst();
    assertThat(notice.message().reversePath()).hasToString("<alice@example.test>");
    assertThat(notice.recipients().getFirst().address()).hasToString("pager@far.test");
    assertThat(fixture.sent(notice))
        .contains("\r\nAuto-Submitted: auto-notified; owner-email=\"alice@example.test\"\r\n")
        .contains("\r\nFrom: alice@example.test\r\n")
        .contains("\r\nTo: pager@far.test\r\n")
        .contains("\r\nSubject: =?UTF-8?B?QWxlcnQ6IGdyw7zDnw==?=\r\n")
        .contains("\r\nReferences: <one@elsewhere.test>\r\n")
        .contains("\r\nImportance: high\r\n")
        .contains("\r\n\r\ncome quick");
  }

  @Test
  void noticesOfNoticesAndOfSuspiciousMailAreNotSent() throws Exception {
    fixture.script(
        fixture.smtp.alice, "require \"enotify\"; notify \"mailto:pager@far.test\"; discard;");
    fixture.send(
        "x@elsewhere.test", "alice@example.test", "Auto-Submitted: auto-notified\n" + MESSAGE);
    fixture.judging(new Verdict.Quarantine("spam"));
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).isEmpty();
    fixture.judging(Verdict.accept());
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).hasSize(1);
  }

  @Test
  void aNoticeToAnAccountOfThisServerDoesNotMeetItsScript() throws Exception {
    fixture.script(
        fixture.smtp.alice, "require \"enotify\"; notify \"mailto:bob@example.test\"; keep;");
    fixture.script(fixture.smtp.bob, "discard;");
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.smtp.inbox(fixture.smtp.bob)).hasSize(1);
    assertThat(fixture.smtp.inbox(fixture.smtp.bob).getFirst())
        .contains("\r\nSubject: fire\r\n")
        .contains("From: X <x@elsewhere.test>\r\nSubject: fire\r\n");
  }
}
