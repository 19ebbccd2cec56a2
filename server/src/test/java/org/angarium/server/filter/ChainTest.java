package org.angarium.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.smtp.EnhancedStatusCode;
import org.angarium.server.event.Event;
import org.angarium.server.event.FilterEvent;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the chain promises whatever its checks do. */
@Timeout(120)
class ChainTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Verdict REJECT =
      new Verdict.Reject(EnhancedStatusCode.parse("5.7.1"), "No", "no");

  private final List<Event> events = new ArrayList<>();

  @FunctionalInterface
  private interface Work {
    Check.Outcome run(Facts facts, List<Proof> before) throws StoreException;
  }

  private static Check check(String name, Work work) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Outcome check(Facts facts, List<Proof> before) throws StoreException {
        return work.run(facts, before);
      }
    };
  }

  private static Check finding(String name, double score, Verdict verdict) {
    return check(
        name,
        (facts, before) ->
            new Check.Outcome(
                List.of(new Finding(name, score, "", name + " found.")),
                List.of(MethodResult.of(name.toLowerCase(java.util.Locale.ROOT), "pass")),
                verdict,
                List.of(),
                "X-" + name + ": y\r\n"));
  }

  private Judgement judge(Facts.Source source, Duration budget, List<List<Check>> stages)
      throws StoreException {
    return new Chain("mx.test", stages, ScoreTable.NONE, budget, events::add).judge(facts(source));
  }

  private static Facts facts(Facts.Source source) {
    Blob nothing =
        new Blob() {
          @Override
          public long size() {
            return 0;
          }

          @Override
          public int read(long position, byte[] target, int offset, int length) {
            return -1;
          }
        };
    return new Facts(
        "s",
        "T1",
        source,
        InetAddress.ofLiteral("192.0.2.1"),
        "client.test",
        null,
        List.of(),
        HeaderFields.EMPTY,
        nothing,
        0,
        null);
  }

  @Test
  void findingsResultsAndFieldsStandInTheOrderOfTheChecks() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    Check waits =
        check(
            "A",
            (facts, before) -> {
              try {
                second.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return finding("A", 1, Verdict.accept()).check(facts, before);
            });
    Check goesFirst =
        check(
            "B",
            (facts, before) -> {
              second.countDown();
              return finding("B", 2, Verdict.accept()).check(facts, before);
            });
    Judgement judgement =
        judge(Facts.Source.INBOUND, LONG, List.of(List.of(waits, goesFirst), List.of()));
    assertThat(judgement.findings()).extracting(Finding::name).containsExactly("A", "B");
    assertThat(judgement.score()).isEqualTo(3);
    assertThat(judgement.fields())
        .isEqualTo(
            "Authentication-Results: mx.test;\r\n\ta=pass;\r\n\tb=pass\r\nX-A: y\r\nX-B: y\r\n");
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            FilterEvent.Judged.class,
            judged -> {
              assertThat(judged.verdict()).isEqualTo("accept");
              assertThat(judged.findings()).isEqualTo("A B");
              assertThat(judged.evidence())
                  .isEqualTo(
                      "[{\"name\":\"A\",\"score\":1.0,\"evidence\":\"\",\"text\":\"A found.\"},"
                          + "{\"name\":\"B\",\"score\":2.0,\"evidence\":\"\",\"text\":\"B found.\"}]");
            });
  }

  @Test
  void theSeverestVerdictCounts() throws Exception {
    Verdict quarantine = new Verdict.Quarantine("odd");
    assertThat(
            judge(
                    Facts.Source.INBOUND,
                    LONG,
                    List.of(List.of(finding("A", 0, REJECT)), List.of(finding("B", 0, quarantine))))
                .verdict())
        .isEqualTo(REJECT);
    assertThat(
            judge(
                    Facts.Source.INBOUND,
                    LONG,
                    List.of(
                        List.of(finding("A", 0, Verdict.accept()), finding("B", 0, quarantine))))
                .verdict())
        .isEqualTo(quarantine);
  }

  @Test
  void aCheckThatThrowsOrIsLateIsNotKnownAndTheOthersCount() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Check throwing =
        check(
            "A",
            (facts, before) -> {
              throw new IllegalStateException("a fault");
            });
    Check late =
        check(
            "B",
            (facts, before) -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return finding("B", 0, REJECT).check(facts, before);
            });
    Judgement judgement =
        judge(
            Facts.Source.INBOUND,
            Duration.ofMillis(50),
            List.of(List.of(throwing, late), List.of()));
    never.countDown();
    assertThat(judgement.verdict()).isEqualTo(Verdict.accept());
    assertThat(judgement.findings())
        .extracting(Finding::name)
        .containsExactly("A_NOT_KNOWN", "B_NOT_KNOWN");
  }

  @Test
  void contentsThatCannotBeReadAreTheSendersToBringAgain() {
    Check unreadable =
        check(
            "A",
            (facts, before) -> {
              throw new StoreException("gone");
            });
    assertThatThrownBy(() -> judge(Facts.Source.INBOUND, LONG, List.of(List.of(unreadable))))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void mailOfUsersAndOfServersBehindUsIsNotCheckedForItsSender() throws Exception {
    for (Facts.Source source : List.of(Facts.Source.SUBMITTED, Facts.Source.HANDED_ON)) {
      assertThat(judge(source, LONG, List.of(List.of(finding("A", 9, REJECT)))))
          .isEqualTo(Judgement.of(Verdict.accept()));
    }
  }

  @Test
  void withoutChecksNothingIsWritten() throws Exception {
    assertThat(judge(Facts.Source.INBOUND, LONG, List.of(List.of(), List.of())).fields()).isEmpty();
    assertThat(events).isEmpty();
  }
}
