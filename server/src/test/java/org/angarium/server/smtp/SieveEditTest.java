package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that scripts change (RFC 5293, RFC 5703). */
class SieveEditTest {
  private static final String MESSAGE =
      """
      Received: from a by b; Tue, 1 Dec 2026 12:00:00 +0000
      From: X <x@elsewhere.test>
      To: alice@example.test, bob@example.test
      X-Old: one
      X-Old: two
      Auto-Submitted: no
      Subject: offer

      text
      """;

  private static final String MARK =
      """
      require ["editheader", "fileinto"];
      deleteheader "X-Old";
      addheader "X-Mark" "seen, gr\u00fc\u00df";
      addheader :last "X-Last" "end";
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

  private String only(String mailbox) throws Exception {
    List<String> messages = fixture.smtp.messages(fixture.smtp.alice, mailbox);
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  @Test
  void theHeaderIsChangedAndTheRestIsAsItCame() throws Exception {
    fixture.script(fixture.smtp.alice, MARK);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(only("INBOX"))
        .startsWith("Return-Path: <x@elsewhere.test>\r\nDelivered-To: alice@example.test\r\n")
        .contains(
            """
            X-Mark: =?UTF-8?B?c2VlbiwgZ3LDvMOf?=
            Received: from a by b; Tue, 1 Dec 2026 12:00:00 +0000
            From: X <x@elsewhere.test>
            To: alice@example.test, bob@example.test
            Auto-Submitted: no
            Subject: offer
            X-Last: end

            text
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void whatOthersNeedToTrustIsNotTakenAway() throws Exception {
    fixture.script(
        fixture.smtp.alice,
        """
        require "editheader";
        deleteheader "Received";
        deleteheader "Auto-Submitted";
        """);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(only("INBOX"))
        .contains("\r\nReceived: from a by b;")
        .contains("\r\nAuto-Submitted: no\r\n");
  }

  @Test
  void changesHoldForWhatComesAfterThem() throws Exception {
    fixture.script(
        fixture.smtp.alice,
        """
        require ["editheader", "fileinto", "mailbox", "copy"];
        fileinto :create "before";
        redirect :copy "plain@far.test";
        addheader "X-Mark" "one";
        fileinto :create "one";
        redirect :copy "marked@far.test";
        addheader "X-Mark" "two";
        fileinto :create "two";
        """);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(only("before")).doesNotContain("X-Mark");
    assertThat(only("one")).contains("X-Mark: one\r\n").doesNotContain("two\r\nX-Mark");
    assertThat(only("two")).contains("X-Mark: two\r\nX-Mark: one\r\n");
    assertThat(fixture.contents()).isEqualTo(3);
    assertThat(fixture.queued()).hasSize(2);
    assertThat(fixture.sent(fixture.queued().get(0))).doesNotContain("X-Mark");
    assertThat(fixture.sent(fixture.queued().get(1)))
        .contains("X-Mark: one\r\n")
        .doesNotContain("X-Mark: two");
  }

  @Test
  void equalContentsAreStoredOnce() throws Exception {
    fixture.script(fixture.smtp.alice, MARK);
    fixture.script(fixture.smtp.bob, MARK);
    List<String> both = List.of("alice@example.test", "bob@example.test");
    fixture.send("x@elsewhere.test", both, MESSAGE, "250 *");
    assertThat(fixture.contents()).isEqualTo(1);
    fixture.script(fixture.smtp.bob, "keep;");
    fixture.send("x@elsewhere.test", both, MESSAGE, "250 *");
    assertThat(fixture.contents()).as("and one as it came").isEqualTo(2);
    assertThat(fixture.smtp.inbox(fixture.smtp.bob).getLast()).doesNotContain("X-Mark");
  }

  @Test
  void anotherAccountThatGetsItSentOnSeesTheChanges() throws Exception {
    fixture.script(
        fixture.smtp.alice,
        "require \"editheader\"; addheader \"X-Mark\" \"alice\"; redirect \"bob@example.test\";");
    fixture.script(
        fixture.smtp.bob,
        """
        require ["fileinto", "mailbox", "editheader"];
        if header "X-Mark" "alice" { addheader "X-Mark" "bob"; fileinto :create "marked"; }
        """);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.smtp.messages(fixture.smtp.bob, "marked")).hasSize(1);
    assertThat(fixture.smtp.messages(fixture.smtp.bob, "marked").getFirst())
        .contains("X-Mark: bob\r\nX-Mark: alice\r\n");
  }

  @Test
  void partsAreReplaced() throws Exception {
    fixture.script(
        fixture.smtp.alice,
        """
        require ["mime", "foreverypart", "replace", "editheader"];
        addheader "X-Mark" "one";
        foreverypart { replace "other words"; }
        addheader "X-Mark" "two";
        """);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(only("INBOX"))
        .contains("X-Mark: two\r\nX-Mark: one\r\n")
        .contains("\r\n\r\nother words")
        .doesNotContain("\r\ntext\r\n");
    assertThat(fixture.filtered().cause()).isNull();
  }
}
