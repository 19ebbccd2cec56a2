package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.angarium.server.filter.Verdict;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.schema.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Automatic answers (RFC 5230, RFC 3834). */
class SieveVacationTest {
  private static final String MESSAGE =
      """
      From: X <x@elsewhere.test>
      To: Alice <alice@example.test>
      Subject: lunch?
      Message-ID: <two@elsewhere.test>
      References: <one@elsewhere.test>

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

  private void away(String text) throws Exception {
    fixture.script(fixture.smtp.alice, text);
  }

  @Test
  void theSenderIsAnsweredAndTheMessageKept() throws Exception {
    away("require \"vacation\"; vacation \"Back on Monday, gr\u00fc\u00dfe\";");
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.smtp.inbox(fixture.smtp.alice)).hasSize(1);
    assertThat(fixture.queued()).hasSize(1);
    QueueEntry answer = fixture.queued().getFirst();
    assertThat(answer.message().reversePath().address()).isNull();
    assertThat(answer.recipients()).hasSize(1);
    assertThat(answer.recipients().getFirst().address()).hasToString("x@elsewhere.test");
    assertThat(answer.held()).isFalse();
    String sent = fixture.sent(answer);
    assertThat(sent)
        .contains("\r\nFrom: alice@example.test\r\n")
        .contains("\r\nTo: x@elsewhere.test\r\n")
        .contains("\r\nSubject: Auto: lunch?\r\n")
        .contains("\r\nIn-Reply-To: <two@elsewhere.test>\r\n")
        .contains("\r\nReferences: <one@elsewhere.test> <two@elsewhere.test>\r\n")
        .contains("\r\nAuto-Submitted: auto-replied (vacation)\r\n")
        .contains("\r\nMIME-Version: 1.0\r\n")
        .contains("\r\nDate: ")
        .contains("\r\n\r\nBack on Monday, gr=C3=BC=C3=9Fe");
    assertThat(sent.split("\r\nMessage-ID: <", -1)).hasSize(2);
  }

  @Test
  void aSenderIsAnsweredOnceWithinTheInterval() throws Exception {
    away("require \"vacation\"; vacation :days 3 \"away\";");
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    fixture.send("X@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).hasSize(1);
    fixture.send("y@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).as("another sender").hasSize(2);
    fixture.smtp.ahead = Duration.ofDays(3).minusMinutes(1);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).hasSize(2);
    fixture.smtp.ahead = Duration.ofDays(3).plusMinutes(1);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).as("three days later").hasSize(3);
    away("require \"vacation\"; vacation :days 3 \"away for longer\";");
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).as("the answer says something else").hasSize(4);
  }

  @Test
  void secondsAndHandlesAreHeeded() throws Exception {
    away(
        """
        require ["vacation", "vacation-seconds"];
        vacation :seconds 60 :handle "h" "away";
        """);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).hasSize(1);
    fixture.smtp.ahead = Duration.ofSeconds(90);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).hasSize(2);
    away("require [\"vacation\", \"vacation-seconds\"]; vacation :seconds 0 \"always\";");
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).hasSize(4);
  }

  @Test
  void machinesListsAndStrangersGetNoAnswer() throws Exception {
    away("require \"vacation\"; vacation \"away\";");
    fixture.send("", "alice@example.test", MESSAGE);
    fixture.send("list-request@elsewhere.test", "alice@example.test", MESSAGE);
    for (String field :
        List.of(
            "Auto-Submitted: auto-replied", "List-Id: <l.elsewhere.test>", "Precedence: bulk")) {
      fixture.send("x@elsewhere.test", "alice@example.test", field + "\n" + MESSAGE);
    }
    fixture.send(
        "x@elsewhere.test",
        "alice@example.test",
        MESSAGE.replace("alice@example.test", "undisclosed@elsewhere.test"));
    assertThat(fixture.queued()).isEmpty();
    assertThat(fixture.smtp.inbox(fixture.smtp.alice)).hasSize(6);
  }

  @Test
  void suspiciousMailGetsNoAnswer() throws Exception {
    away("require \"vacation\"; vacation \"away\";");
    fixture.judging(new Verdict.Quarantine("spam"));
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).isEmpty();
    fixture.judging(Verdict.accept());
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).as("nothing is remembered of the first").hasSize(1);
  }

  @Test
  void theAnswerIsInTheWordsOfTheScriptAndACopyIsKept() throws Exception {
    away(
        """
        require ["vacation", "fcc", "mailbox", "imap4flags"];
        vacation :subject "Not here" :from "Alice \u00dc. <alice@example.test>" :mime
          :fcc "Answers" :create :flags "\\\\Seen"
          "Content-Type: text/html; charset=utf-8\r\nSubject: no\r\n\r\n<p>Away</p>";
        """);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    String sent = fixture.sent(fixture.queued().getFirst());
    assertThat(sent)
        .contains("\r\nFrom: =?UTF-8?")
        .contains(" <alice@example.test>\r\n")
        .contains("\r\nSubject: Not here\r\n")
        .contains("\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Away</p>")
        .doesNotContain("Subject: no");
    List<String> copies = fixture.smtp.messages(fixture.smtp.alice, "Answers");
    assertThat(copies).hasSize(1);
    assertThat(sent).endsWith(copies.getFirst());
    assertThat(fixture.smtp.inbox(fixture.smtp.alice)).hasSize(1);
  }

  @Test
  void nobodyAnswersInTheNameOfAnother() throws Exception {
    fixture.script(
        fixture.smtp.bob,
        "require \"vacation\"; vacation :from \"Boss <alice@example.test>\" \"x\";");
    fixture.send("x@elsewhere.test", "bob@example.test", MESSAGE.replace("alice@", "bob@"));
    assertThat(fixture.sent(fixture.queued().getFirst()))
        .contains("\r\nFrom: bob@example.test\r\n");
    fixture.script(
        fixture.smtp.bob, "require \"vacation\"; vacation :from \"Rob <rob@example.test>\" \"y\";");
    fixture.send("x@elsewhere.test", "bob@example.test", MESSAGE.replace("alice@", "bob@"));
    assertThat(fixture.sent(fixture.queued().get(1)))
        .contains("\r\nFrom: Rob <rob@example.test>\r\n");
  }

  @Test
  void aSenderOfThisServerHasTheAnswerInItsInbox() throws Exception {
    away("require \"vacation\"; vacation \"away\"; discard;");
    fixture.send("bob@example.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).isEmpty();
    assertThat(fixture.smtp.inbox(fixture.smtp.alice)).isEmpty();
    assertThat(fixture.smtp.inbox(fixture.smtp.bob)).hasSize(1);
    assertThat(fixture.smtp.inbox(fixture.smtp.bob).getFirst())
        .startsWith("Return-Path: <>\r\nDelivered-To: bob@example.test\r\n");
    fixture.send("bob@example.test", "alice@example.test", MESSAGE);
    assertThat(fixture.smtp.inbox(fixture.smtp.bob)).hasSize(1);
  }

  @Test
  void mailToAnotherNameOrAnAliasOfOneIsAnsweredAndToAnAliasOfManyNot() throws Exception {
    fixture.script(fixture.smtp.bob, "require \"vacation\"; vacation \"away\";");
    away("require \"vacation\"; vacation \"away\";");
    fixture.smtp.directory.createAlias(
        SmtpFixture.address("info@example.test"), List.of(SmtpFixture.address("bob@example.test")));
    for (String named : List.of("rob", "info", "team")) {
      fixture.send(
          named + "@elsewhere.test",
          named + "@example.test",
          "To: " + named + "@example.test\nSubject: x\n\ntext");
    }
    assertThat(fixture.queued())
        .extracting(entry -> entry.recipients().getFirst().address().localPart())
        .containsExactlyInAnyOrder("rob", "info");
  }

  @Test
  void aDamagedMemoryHoldsUpNoMail() throws Exception {
    away("require \"vacation\"; vacation \"away\";");
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    List<byte[]> keys = new ArrayList<>();
    long account = fixture.smtp.alice.id().value();
    fixture
        .smtp
        .store
        .engine()
        .scan(
            Keys.scriptMemories(account),
            ScanOrder.ASCENDING,
            ScanLimit.NONE,
            (key, value) -> keys.add(key));
    assertThat(keys).hasSize(1);
    fixture
        .smtp
        .store
        .engine()
        .<Boolean, StoreException>write(
            List.of(Lock.account(account)),
            transaction -> {
              transaction.put(keys.getFirst(), new byte[] {9});
              return true;
            });
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).hasSize(2);
    fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
    assertThat(fixture.queued()).as("it is remembered anew").hasSize(2);
  }

  @Test
  void aSenderWithoutRoomCostsNobodyTheMessage() throws Exception {
    away("require \"vacation\"; vacation \"away\";");
    fixture.send("full@example.test", "alice@example.test", MESSAGE);
    assertThat(fixture.smtp.inbox(fixture.smtp.alice)).hasSize(1);
    assertThat(fixture.queued()).isEmpty();
  }

  @Test
  void ofMessagesThatComeAtOnceOneIsAnswered() throws Exception {
    away("require \"vacation\"; vacation \"away\";");
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(() -> {
        fixture.send("x@elsewhere.test", "alice@example.test", MESSAGE);
        return null;
      });
    }
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> each : pool.invokeAll(all, 120, TimeUnit.SECONDS)) {
        each.get();
      }
    }
    assertThat(fixture.smtp.inbox(fixture.smtp.alice)).hasSize(16);
    assertThat(fixture.queued()).hasSize(1);
  }
}
