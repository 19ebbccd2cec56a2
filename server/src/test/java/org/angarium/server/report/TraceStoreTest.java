package org.angarium.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.angarium.server.event.Event;
import org.angarium.server.event.FieldVisitor;
import org.angarium.server.event.TimedEvent;
import org.angarium.store.StoreException;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.trace.TraceRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TraceStoreTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private Instant now = START;
  private final MemoryEngine engine = new MemoryEngine();
  private final List<Event> complaints = new ArrayList<>();

  private record Step(String messageTrace, String what) implements Event {
    @Override
    public String name() {
      return "test." + what;
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "A step.";
    }

    @Override
    public void fields(FieldVisitor visitor) {}
  }

  @AfterEach
  void close() throws StoreException {
    engine.close();
  }

  @Test
  void tellsTheLifeOfOneMessageInOrder() throws StoreException {
    TraceStore traces = traces(Duration.ofDays(1), 1000);
    traces.take(List.of(at(START, "m1", "accepted"), at(START, "m2", "accepted")));
    traces.take(List.of(at(START.plusSeconds(5), "m1", "delivered")));
    assertThat(traces.trace("m1"))
        .hasSize(2)
        .satisfiesExactly(
            step -> assertThat(step).contains("test.accepted"),
            step -> assertThat(step).contains("test.delivered"));
    assertThat(traces.trace("m")).isEmpty();
    assertThat(traces.trace("")).isEmpty();
  }

  @Test
  void forgetsWhatIsTooOld() throws StoreException {
    TraceStore traces = traces(Duration.ofHours(2), 1000);
    traces.take(List.of(at(START, "old", "accepted")));
    now = START.plus(Duration.ofHours(5));
    traces.take(List.of(at(now, "new", "accepted")));
    for (int i = 0; i < 5; i++) {
      traces.tick();
    }
    assertThat(traces.trace("old")).isEmpty();
    assertThat(traces.trace("new")).hasSize(1);
  }

  @Test
  void keepsNoMoreEventsThanAllowedAlsoAfterARestart() throws StoreException {
    TraceStore before = traces(Duration.ofDays(30), 50);
    for (int i = 0; i < 40; i++) {
      before.take(List.of(at(START, "first" + i, "accepted")));
    }
    TraceStore traces = traces(Duration.ofDays(30), 50);
    now = START.plus(Duration.ofHours(1));
    for (int i = 0; i < 40; i++) {
      traces.take(List.of(at(now, "second" + i, "accepted")));
    }
    for (int i = 0; i < 10; i++) {
      traces.tick();
    }
    assertThat(traces.trace("first0")).isEmpty();
    assertThat(traces.trace("first39")).isEmpty();
    assertThat(traces.trace("second0")).hasSize(1);
  }

  @Test
  void keepsNothingWhenSwitchedOff() throws StoreException {
    TraceStore traces = traces(Duration.ofDays(1), 0);
    traces.take(List.of(at(START, "m1", "accepted")));
    assertThat(traces.trace("m1")).isEmpty();
  }

  @Test
  void complainsOnceWhenTheStoreFails() throws StoreException {
    TraceStore traces = traces(Duration.ofDays(1), 1000);
    engine.close();
    traces.take(List.of(at(START, "m1", "accepted")));
    traces.take(List.of(at(START, "m1", "accepted")));
    assertThat(complaints).hasSize(1);
  }

  private TraceStore traces(Duration keep, long events) {
    return new TraceStore(new TraceRecords(engine), () -> now, keep, events, complaints::add);
  }

  private static TimedEvent at(Instant when, String id, String what) {
    return new TimedEvent(when.getEpochSecond() * 1_000_000, new Step(id, what));
  }
}
