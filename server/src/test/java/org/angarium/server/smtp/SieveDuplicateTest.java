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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that came before are known again (RFC 7352). */
class SieveDuplicateTest {
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

  private void send(String id) throws Exception {
    fixture.send(
        "x@elsewhere.test", "alice@example.test", "Message-ID: <" + id + "@x>\nTo: a\n\ntext");
  }

  private int kept() throws Exception {
    return fixture.smtp.inbox(fixture.smtp.alice).size();
  }

  @Test
  void theSecondIsADuplicateAndAnotherIsNot() throws Exception {
    fixture.script(
        fixture.smtp.alice, "require \"duplicate\"; if duplicate { discard; stop; } keep;");
    send("one");
    send("one");
    send("two");
    assertThat(kept()).isEqualTo(2);
    fixture.smtp.ahead = Duration.ofDays(8);
    send("one");
    assertThat(kept()).as("a week later").isEqualTo(3);
  }

  @Test
  void theTimeRunsFromTheFirstOrTheLast() throws Exception {
    fixture.script(
        fixture.smtp.alice,
        """
        require ["duplicate", "variables"];
        if duplicate :seconds 100 :handle "first" :uniqueid "u" { discard; stop; }
        """);
    send("a");
    fixture.smtp.ahead = Duration.ofSeconds(60);
    send("b");
    fixture.smtp.ahead = Duration.ofSeconds(120);
    send("c");
    assertThat(kept()).isEqualTo(2);
    fixture.script(
        fixture.smtp.alice,
        """
        require "duplicate";
        if duplicate :seconds 100 :last :handle "last" :uniqueid "u" { discard; stop; }
        """);
    send("d");
    fixture.smtp.ahead = Duration.ofSeconds(180);
    send("e");
    fixture.smtp.ahead = Duration.ofSeconds(240);
    send("f");
    assertThat(kept()).as("only the first of three").isEqualTo(3);
  }

  @Test
  void aScriptThatFailsRemembersNothing() throws Exception {
    fixture.script(
        fixture.smtp.alice,
        """
        require ["duplicate", "ihave"];
        if duplicate { discard; stop; }
        if header :contains "Message-ID" "bad" { error "no"; }
        """);
    send("bad");
    send("bad");
    assertThat(kept()).as("and one word of it").isEqualTo(3);
  }

  @Test
  void onceUnderSeveralIntervalsIsRememberedForTheLongest() throws Exception {
    fixture.script(
        fixture.smtp.alice,
        """
        require "duplicate";
        if anyof (duplicate :seconds 1000, duplicate :seconds 10) { discard; stop; }
        """);
    send("one");
    fixture.smtp.ahead = Duration.ofSeconds(500);
    send("one");
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void ofEqualMessagesThatComeAtOnceOneIsKept() throws Exception {
    fixture.script(fixture.smtp.alice, "require \"duplicate\"; if duplicate { discard; }");
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(() -> {
        send("same");
        return null;
      });
    }
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> each : pool.invokeAll(all, 120, TimeUnit.SECONDS)) {
        each.get();
      }
    }
    assertThat(kept()).isEqualTo(1);
  }
}
