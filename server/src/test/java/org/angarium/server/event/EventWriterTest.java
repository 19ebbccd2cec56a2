package org.angarium.server.event;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T20:15:01.000123Z"), ZoneOffset.UTC);

  private record Sample(Severity severity, @Nullable String value) implements Event {
    @Override
    public String name() {
      return "sample.happened";
    }

    @Override
    public String text() {
      return "Something happened.";
    }

    @Override
    public String session() {
      return "c1";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CAUSE, value);
      visitor.field(Field.SIZE, 42);
      visitor.field(Field.ENABLED, true);
      visitor.duration(Field.DURATION, 1_500_000);
    }
  }

  @Test
  void writesLinesForEyes() {
    assertThat(written(new EventFormat.Human(), new Sample(Event.Severity.INFO, "a b")))
        .isEqualTo(
            "2026-11-22T20:15:01.000123Z INFO sample.happened | Something happened. | session=c1"
                + " cause=\"a b\" size=42 enabled=true duration=1.5\n");
  }

  @Test
  void writesJsonLines() {
    assertThat(written(new EventFormat.Json(), new Sample(Event.Severity.WARNING, "x")))
        .isEqualTo(
            "{\"time\":\"2026-11-22T20:15:01.000123Z\",\"severity\":\"WARNING\",\"event\":"
                + "\"sample.happened\",\"text\":\"Something happened.\",\"session\":\"c1\","
                + "\"cause\":\"x\",\"size\":42,\"enabled\":true,\"duration\":1.5}\n");
  }

  @Test
  void nobodyForgesALine() {
    String evil = "x\r\n2026 ERROR forged\u0085\u2028\u001b[2J";
    assertThat(written(new EventFormat.Human(), new Sample(Event.Severity.INFO, evil)).lines())
        .hasSize(1);
    assertThat(written(new EventFormat.Json(), new Sample(Event.Severity.INFO, evil)))
        .doesNotContain("\u001b", "\u2028")
        .contains("\\r\\n");
  }

  @Test
  void leavesOutWhatIsBelowTheLevelAndWhatIsNull() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogWriter log = new LogWriter(out, new EventFormat.Human(), Event.Severity.WARNING, CLOCK);
    log.take(
        List.of(
            new TimedEvent(0, new Sample(Event.Severity.INFO, "quiet")),
            new TimedEvent(0, new Sample(Event.Severity.ERROR, null))));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .doesNotContain("quiet")
        .doesNotContain("cause=")
        .contains("ERROR");
  }

  @Test
  void writesSpansOfTimeInSeconds() {
    assertThat(seconds(0)).isEqualTo("0");
    assertThat(seconds(1)).isEqualTo("0.000001");
    assertThat(seconds(-250_000)).isEqualTo("-0.25");
    assertThat(seconds(-3_600_000_000L)).isEqualTo("-3600");
    assertThat(seconds(1_000_100)).isEqualTo("1.0001");
  }

  private static String seconds(long micros) {
    StringBuilder line = new StringBuilder();
    EventFormat.appendSeconds(micros, line);
    return line.toString();
  }

  @Test
  void repetitionsAreCountedRatherThanWritten() {
    AtomicReference<Instant> now = new AtomicReference<>(CLOCK.instant());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogWriter log = new LogWriter(out, new EventFormat.Human(), Event.Severity.INFO, now::get);
    long micros = CLOCK.instant().getEpochSecond() * 1_000_000;
    for (int i = 0; i < 100; i++) {
      log.take(List.of(new TimedEvent(micros, new SmtpEvent.StoreFailed("c" + i, "RCPT", "gone"))));
      log.take(List.of(new TimedEvent(micros, new ServerEvent.Stopping())));
    }
    log.tick();
    assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(is("smtp.store-failed")))
        .hasSize(Repetitions.WRITTEN);
    assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(is("server.stopping")))
        .hasSize(100);
    now.set(CLOCK.instant().plusSeconds(60));
    log.tick();
    log.tick();
    assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(is("server.events-repeated")))
        .singleElement(as(STRING))
        .contains("repeated=smtp.store-failed", "events=95");
    log.take(List.of(new TimedEvent(micros, new SmtpEvent.StoreFailed("c", "RCPT", "gone"))));
    assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(is("smtp.store-failed")))
        .hasSize(Repetitions.WRITTEN + 1);
  }

  private static Predicate<String> is(String event) {
    return line -> line.contains(' ' + event + ' ');
  }

  @Test
  void dropsAndCountsWhenTheLogIsStuckAndNeverBlocksTheEmitter() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    List<Event> seen = new CopyOnWriteArrayList<>();
    EventBatchSink slow =
        batch -> {
          entered.countDown();
          batch.forEach(event -> seen.add(event.event()));
          awaitUninterruptibly(stuck);
        };
    try (EventWriter writer = new EventWriter(CLOCK, 10, List.of(slow))) {
      writer.start();
      writer.emit(new Sample(Event.Severity.WARNING, "first"));
      entered.await();
      for (int i = 0; i < 25; i++) {
        writer.emit(new Sample(Event.Severity.INFO, "more"));
      }
      assertThat(writer.dropped()).isEqualTo(15);
      stuck.countDown();
      await().until(() -> seen.contains(new ServerEvent.EventsDropped(15)));
      assertThat(seen).hasSize(12);
    }
  }

  @Test
  void writesWhatIsQueuedWhenItCloses() {
    List<Event> seen = new CopyOnWriteArrayList<>();
    EventWriter writer =
        new EventWriter(
            CLOCK, 1000, List.of(batch -> batch.forEach(event -> seen.add(event.event()))));
    for (int i = 0; i < 100; i++) {
      writer.emit(new Sample(Event.Severity.INFO, "early"));
    }
    writer.start();
    writer.close();
    assertThat(seen).hasSize(100);
  }

  @Test
  void countsEventsAndSumsUpTheirFields() {
    Metrics metrics = new Metrics();
    metrics.emit(new Sample(Event.Severity.INFO, "a"));
    metrics.emit(new Sample(Event.Severity.INFO, "b"));
    metrics.gauge("angarium.test", "A gauge.", () -> 7);
    assertThat(metrics.scrape())
        .contains("angarium_events_total{event=\"sample.happened\"} 2.0")
        .contains("angarium_event_octets_sum{event=\"sample.happened\",field=\"size\"} 84.0")
        .contains("angarium_event_seconds_sum{event=\"sample.happened\",field=\"duration\"} 3.0")
        .contains("angarium_test 7.0");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static String written(EventFormat format, Event event) {
    StringBuilder line = new StringBuilder();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Instant at = CLOCK.instant();
    long micros = at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    new LogWriter(out, format, Event.Severity.DEBUG, CLOCK)
        .take(List.of(new TimedEvent(micros, event)));
    return line.append(out.toString(StandardCharsets.UTF_8)).toString();
  }
}
