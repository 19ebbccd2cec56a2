package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.store.queue.QueueEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail that is sent on has a reverse path of ours, and bounces find the sender (SRS). */
class SenderRewritingDeliveryTest {
  private static final String MESSAGE = "Subject: x\n\ntext";

  @TempDir Path folder;
  private SieveFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new SieveFixture(folder);
    fixture.script(fixture.smtp.alice, "redirect \"friend@far.test\";");
  }

  @AfterEach
  void close() throws Exception {
    fixture.sound();
    fixture.close();
  }

  private EmailAddress path(int index) throws Exception {
    QueueEntry entry = fixture.queued().get(index);
    return Objects.requireNonNull(entry.message().reversePath().address());
  }

  private void refused(String recipient) throws Exception {
    SmtpFixture.talk(
        fixture.smtp.listen(SmtpFixture.settings(SmtpRole.MX)),
        "S: 220 *\nC: EHLO c.test\nS~ 250 *\nC: MAIL FROM:<>\nS: 250 *\nC: RCPT TO:<"
            + recipient
            + ">\nS: 550 5.1.1 *\n");
  }

  @Test
  void redirectsAndAliasesLeaveUnderADomainOfOurs() throws Exception {
    fixture.send("joe@origin.test", "alice@example.test", MESSAGE);
    fixture.send("joe@origin.test", "away@example.test", MESSAGE);
    for (int i = 0; i < 2; i++) {
      assertThat(path(i).domain()).isEqualTo("example.test");
      assertThat(path(i).localPart()).startsWith("SRS0=").endsWith("=origin.test=joe");
    }
  }

  @Test
  void aBounceFindsTheSender() throws Exception {
    fixture.send("joe@origin.test", "alice@example.test", MESSAGE);
    String path = path(0).toString();
    fixture.send("", path, MESSAGE);
    QueueEntry bounce = fixture.queued().get(1);
    assertThat(bounce.message().reversePath().address()).isNull();
    assertThat(bounce.recipients().getFirst().address()).hasToString("joe@origin.test");
    fixture.send("", path.toLowerCase(Locale.ROOT), MESSAGE);
    assertThat(fixture.queued()).as("relays may change the case").hasSize(3);
  }

  @Test
  void aReportOfOurOwnFindsTheSender() throws Exception {
    fixture.send("joe@origin.test", "alice@example.test", MESSAGE);
    byte[] report = "Subject: failed\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8);
    fixture.smtp.delivery.submit(ReversePath.NULL, List.of(path(0)), report, "T");
    assertThat(fixture.queued().get(1).recipients().getFirst().address())
        .hasToString("joe@origin.test");
  }

  @Test
  void forgedAndOldOnesAreRefused() throws Exception {
    fixture.send("joe@origin.test", "alice@example.test", MESSAGE);
    String path = path(0).toString();
    refused(path.replace("=joe@", "=jim@"));
    refused("SRS0=aaaaaaaa=aa=origin.test=joe@example.test");
    refused("SRS0=x@example.test");
    refused("SRS0=aaaaaaaa=aa=origin.test=joe@catchall.test");
    fixture.smtp.ahead = Duration.ofDays(20);
    fixture.send("", path, MESSAGE);
    fixture.smtp.ahead = Duration.ofDays(23);
    refused(path);
    assertThat(fixture.queued()).hasSize(2);
  }

  @Test
  void aSenderThatWasRewrittenBeforeIsReachedThroughTheFirstForwarder() throws Exception {
    fixture.send("SRS0=hash=tt=origin.test=joe@first.test", "alice@example.test", MESSAGE);
    assertThat(path(0).localPart())
        .startsWith("SRS1=")
        .endsWith("=first.test==hash=tt=origin.test=joe");
    fixture.send("", path(0).toString(), MESSAGE);
    assertThat(fixture.queued().get(1).recipients().getFirst().address())
        .hasToString("SRS0=hash=tt=origin.test=joe@first.test");
  }

  @Test
  void ownAndEmptyPathsAreKept() throws Exception {
    fixture.send("bob@example.test", "alice@example.test", MESSAGE);
    fixture.send("", "alice@example.test", MESSAGE);
    assertThat(path(0)).hasToString("bob@example.test");
    assertThat(fixture.queued().get(1).message().reversePath().address()).isNull();
  }

  @Test
  void bouncesToSendersThatDoNotFitComeToTheOwner() throws Exception {
    String sender = "a".repeat(60) + "@origin.test";
    fixture.send(sender, "alice@example.test", MESSAGE);
    fixture.send(sender, "away@example.test", MESSAGE);
    assertThat(path(0)).hasToString("alice@example.test");
    assertThat(path(1)).as("an alias is nobody to take them").hasToString(sender);
  }

  @Test
  void theKeyIsTheStores() throws Exception {
    byte[] secret = fixture.smtp.store.secret("srs");
    assertThat(secret).hasSize(32).isEqualTo(fixture.smtp.store.secret("srs"));
    assertThat(secret).isNotEqualTo(fixture.smtp.store.secret("other"));
  }
}
