package org.angarium.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.mail.dsn.DsnRecipient;
import org.angarium.server.endtoend.PostfixProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail to a real Postfix on a loopback port. Needs Postfix installed, and root to start it; skipped
 * elsewhere.
 */
@Timeout(300)
@EnabledIf("org.angarium.server.endtoend.PostfixProcess#canBeStarted")
class PostfixTest {
  @TempDir Path folder;
  private final PostfixProcess postfix;
  private OutboundBench bench;

  PostfixTest() throws IOException {
    postfix = new PostfixProcess();
  }

  @BeforeEach
  void start() throws Exception {
    postfix.with("smtpd_recipient_limit = 3", "recipient_delimiter = +").withoutSmtpUtf8().start();
    bench = new OutboundBench(folder);
    bench.settings = bench.settings.withPort(postfix.port());
    bench.domain("there.test", 1).start();
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
    postfix.stop();
  }

  @Test
  void takesOurMailAndItsRefusalsBecomeReports() throws Exception {
    String text = ".\r\n..two\r\n" + "line\r\n".repeat(2000);
    bench.send(
        "Subject: dots\r\n\r\n" + text,
        "ann@here.test",
        List.of(
            OutboundBench.to("bob@there.test"),
            OutboundBench.to("unknown@there.test"),
            OutboundBench.to("eve@there.test", "NEVER")));
    bench.awaitEmptyQueue();
    Awaitility.await().until(() -> postfix.mail().size() == 2);
    for (String mail : postfix.mail()) {
      assertThat(mail)
          .contains("Received: by here.test\n")
          .endsWith("\n\n" + text.replace("\r\n", "\n"));
    }
    assertThat(bench.reports).hasSize(1);
    var failed = bench.report(0).recipients().getFirst();
    assertThat(bench.report(0).recipients()).hasSize(1);
    assertThat(failed.action()).isEqualTo(DsnAction.FAILED);
    assertThat(failed.finalRecipient()).isEqualTo("unknown@there.test");
    assertThat(failed.status()).isEqualTo("5.1.1");
  }

  @Test
  void takesManyMessagesOverFewConnections() throws Exception {
    for (int i = 0; i < 50; i++) {
      bench.send(
          "Subject: " + i + "\r\n\r\nx\r\n",
          "ann@here.test",
          List.of(OutboundBench.to("bob@there.test")));
    }
    bench.awaitEmptyQueue();
    Awaitility.await().until(() -> postfix.mail().size() == 50);
    assertThat(bench.eventsNamed("outbound.deferred")).isZero();
    assertThat(bench.reports).isEmpty();
  }

  /** Postfix says 452 4.5.3 from the fourth recipient on. */
  @Test
  void takesMoreRecipientsThanItsLimitInFurtherTransactions() throws Exception {
    bench.send(
        "Subject: x\r\n\r\nx\r\n",
        "ann@here.test",
        List.of(
            OutboundBench.to("bob@there.test"),
            OutboundBench.to("eve@there.test"),
            OutboundBench.to("bob+2@there.test"),
            OutboundBench.to("unknown@there.test"),
            OutboundBench.to("eve+2@there.test")));
    bench.awaitEmptyQueue();
    Awaitility.await().until(() -> postfix.mail().size() == 4);
    assertThat(bench.eventsNamed("outbound.deferred")).isZero();
    assertThat(bench.report(0).recipients())
        .extracting(DsnRecipient::finalRecipient)
        .containsExactly("unknown@there.test");
  }

  /** It knows no SMTPUTF8 here: the others do not pay for the address that it cannot be told. */
  @Test
  void anInternationalRecipientFailsAlone() throws Exception {
    bench.send(
        OutboundBench.BODY.getBytes(StandardCharsets.UTF_8),
        "ann@here.test",
        List.of(OutboundBench.to("bob@there.test"), OutboundBench.to("j\u00fcrg@there.test")),
        true,
        false,
        null);
    bench.awaitEmptyQueue();
    Awaitility.await().until(() -> postfix.mail().size() == 1);
    assertThat(bench.report(0).recipients())
        .extracting(DsnRecipient::status)
        .containsExactly("5.6.7");
  }
}
