package org.angarium.server.outbound;

import static org.angarium.server.outbound.OutboundBench.BODY;
import static org.angarium.server.outbound.OutboundBench.START;
import static org.angarium.server.outbound.OutboundBench.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.mail.dsn.DsnRecipient;
import org.angarium.store.queue.NewQueueRecipient;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueueRecipient;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to the message and what to one of its recipients at a destination. */
@Timeout(300)
class ManyRecipientsTest {
  @TempDir Path folder;
  private OutboundBench bench;
  private ScriptedSmtpPeer peer;

  @BeforeEach
  void open() throws Exception {
    bench = new OutboundBench(folder);
    // With the spread of real settings: recipients must stay together all the same.
    bench.settings = bench.settings.withRetry(RetrySchedule.DEFAULT);
    peer = bench.peer();
    bench.domain("there.test", 1).start();
  }

  @AfterEach
  void nothingIsWrongWithTheQueue() throws Exception {
    bench.stop();
    assertThat(bench.verify()).isEmpty();
    assertThat(bench.eventsNamed("outbound.broken")).isZero();
    bench.close();
  }

  private static List<NewQueueRecipient> recipients(int count) {
    List<NewQueueRecipient> recipients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      recipients.add(to("r" + i + "@there.test"));
    }
    return recipients;
  }

  private List<QueueRecipient> waiting(QueueId id) throws Exception {
    return Objects.requireNonNull(bench.store.queue().find(id)).recipients().stream()
        .filter(each -> !each.status().done())
        .toList();
  }

  /** The time at which all that wait are due, which must be one. */
  private Instant due(QueueId id) throws Exception {
    Set<Instant> times =
        waiting(id).stream().map(QueueRecipient::nextAttempt).collect(Collectors.toSet());
    assertThat(times).hasSize(1);
    return times.iterator().next();
  }

  /** RFC 5321 §4.5.4.1. */
  @Test
  void recipientsThatWereGreylistedTogetherGetOneCopyTogether() throws Exception {
    peer.script((number, line) -> line.startsWith("RCPT") ? "451 4.7.1 greylisted" : null);
    QueueId id = bench.send(BODY, "ann@here.test", recipients(10));
    bench.awaitEvents("outbound.deferred", 10);
    bench.advance(Duration.between(bench.now(), due(id)));
    bench.awaitEvents("outbound.deferred", 20);
    Instant next = due(id);
    peer.script((number, line) -> null);
    bench.advance(Duration.between(bench.now(), next));
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
    assertThat(peer.received().getFirst().recipients()).hasSize(10);
    assertThat(bench.reports).isEmpty();
  }

  @Test
  void theSenderIsToldOnceThatItTakesLongForAllOfThem() throws Exception {
    peer.script((number, line) -> line.startsWith("RCPT") ? "451 4.7.1 greylisted" : null);
    QueueId id = bench.send(BODY, "ann@here.test", recipients(10));
    for (int tries = 1; bench.now().isBefore(START.plus(Duration.ofHours(20))); tries++) {
      bench.awaitEvents("outbound.deferred", tries * 10L);
      boolean late = !bench.now().isBefore(START.plus(Duration.ofHours(4)));
      assertThat(bench.reports).hasSize(late ? 1 : 0);
      bench.advance(Duration.between(bench.now(), due(id)));
    }
    assertThat(bench.report(0).recipients())
        .hasSize(10)
        .allMatch(each -> each.action() == DsnAction.DELAYED);
  }

  @Test
  void aRecipientThatIsRefusedIsReportedAloneAndTheOthersGoOn() throws Exception {
    peer.script((number, line) ->
        line.startsWith("RCPT TO:<r3@")
            ? "550 5.1.1 no such user"
            : line.startsWith("RCPT") ? "451 4.7.1 greylisted" : null);
    QueueId id = bench.send(BODY, "ann@here.test", recipients(10));
    bench.awaitEvents("outbound.deferred", 9);
    assertThat(bench.report(0).recipients())
        .extracting(DsnRecipient::finalRecipient)
        .containsExactly("r3@there.test");
    peer.script((number, line) -> null);
    bench.advance(Duration.between(bench.now(), due(id)));
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
    assertThat(peer.received().getFirst().recipients()).hasSize(9);
    assertThat(bench.reports).hasSize(1);
  }

  /** RFC 5321 §4.5.3.1.10: more than the peer takes at once goes in another transaction. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "452 4.5.3 too many recipients",
        "452 Too many recipients",
        "452 slow down",
        "552 5.5.3 limit reached",
        "552 Too many recipients",
        "552 5.0.0 too many recipients in this session",
        "552-a\r\n552 b"
      })
  void recipientsBeyondThePeersLimitGoInFurtherTransactionsAtOnce(String reply) throws Exception {
    for (List<String> extensions : List.of(List.of("PIPELINING"), List.of("SIZE"))) {
      peer.extensions(extensions.toArray(String[]::new));
      AtomicInteger named = new AtomicInteger();
      peer.script((number, line) -> {
        if (line.startsWith("MAIL")) {
          named.set(0);
        }
        return line.startsWith("RCPT") && named.incrementAndGet() > 3 ? reply : null;
      });
      int before = peer.received().size();
      bench.send(BODY, "ann@here.test", recipients(10));
      bench.awaitEmptyQueue();
      assertThat(peer.received().subList(before, before + 4))
          .extracting(each -> each.recipients().size())
          .containsExactly(3, 3, 3, 1);
      assertThat(peer.received()).hasSize(before + 4);
    }
    assertThat(bench.eventsNamed("outbound.deferred")).isZero();
    assertThat(bench.reports).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"552 too many recipients", "552 5.5.3 x", "452 4.5.3 x", "452 x"})
  void aLimitThatMeetsTheFirstRecipientIsTriedAgainLater(String reply) throws Exception {
    peer.script((number, line) -> line.startsWith("RCPT") ? reply : null);
    bench.send("bob@there.test");
    bench.awaitEvents("outbound.deferred", 1);
    assertThat(bench.reports).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"552 5.2.2 mailbox full", "550 5.2.2 mailbox full", "554 5.7.1 no"})
  void aRefusalOfOneRecipientInTheMiddleIsHisAlone(String reply) throws Exception {
    peer.script((number, line) -> line.startsWith("RCPT TO:<r1@") ? reply : null);
    bench.send(BODY, "ann@here.test", recipients(3));
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
    assertThat(peer.received().getFirst().recipients()).hasSize(2);
    assertThat(bench.report(0).recipients())
        .extracting(DsnRecipient::finalRecipient)
        .containsExactly("r1@there.test");
  }

  /** RFC 6531: the others must not pay for an address that the peer cannot be told. */
  @Test
  void anInternationalAddressAtAPlainPeerFailsAlone() throws Exception {
    peer.extensions("PIPELINING");
    bench.send(
        BODY.getBytes(StandardCharsets.UTF_8),
        "ann@here.test",
        List.of(to("a@there.test"), to("j\u00fcrg@there.test"), to("b@there.test")),
        true,
        false,
        null);
    bench.awaitEmptyQueue();
    assertThat(peer.received()).hasSize(1);
    assertThat(peer.received().getFirst().recipients())
        .containsExactly("<a@there.test>", "<b@there.test>");
    DsnRecipient failed = bench.report(0).recipients().getFirst();
    assertThat(bench.report(0).recipients()).hasSize(1);
    assertThat(failed.finalRecipient()).isEqualTo("j\u00fcrg@there.test");
    assertThat(failed.status()).isEqualTo("5.6.7");
    assertThat(Objects.requireNonNull(failed.diagnostic()).type()).isEqualTo("x-angarium");
  }
}
