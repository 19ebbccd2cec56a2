package org.angarium.store.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemorySpace;
import org.junit.jupiter.api.Test;

/** Nodes that keep traces on one space. */
class TraceRecordsTest {
  private static final long HOUR = Duration.ofHours(1).toNanos() / 1000;
  private static final Duration LONG = Duration.ofDays(400);

  private final MemorySpace space = MemorySpace.shared();
  private final Engine engine = space.node();

  private static void add(TraceRecords records, String id, long hour, int events)
      throws StoreException {
    List<TraceRecords.Step> steps = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      steps.add(new TraceRecords.Step(id, hour * HOUR + i, ("event " + i).getBytes(UTF_8)));
    }
    records.add(steps);
  }

  private static void sweep(TraceRecords records, long hour, Duration keep, long most)
      throws StoreException {
    for (int i = 0; i < 3; i++) {
      records.sweep(hour * HOUR, keep, most);
    }
  }

  @Test
  void eachNodeCountsAndDropsItsOwn() throws Exception {
    TraceRecords first = new TraceRecords(engine);
    TraceRecords second = new TraceRecords(space.node(), 2);
    add(first, "A", 10, 5);
    add(second, "B-2", 10, 7);
    add(first, "C", 11, 5);
    add(second, "D-2", 11, 7);
    // Read anew, as after a restart: each finds the counts it wrote.
    first = new TraceRecords(engine);
    second = new TraceRecords(space.node(), 2);
    sweep(first, 12, LONG, 10);
    sweep(second, 12, LONG, 14);
    assertThat(first.trace("A")).hasSize(5);
    assertThat(first.trace("B-2")).as("any node shows all").hasSize(7);
    sweep(second, 12, LONG, 13);
    assertThat(first.trace("B-2")).isEmpty();
    assertThat(first.trace("D-2")).hasSize(7);
    assertThat(first.trace("A")).as("another node's hour is full, not this one's").hasSize(5);
    sweep(first, 12, Duration.ofHours(1), 10);
    assertThat(second.trace("A")).isEmpty();
    assertThat(second.trace("C")).hasSize(5);
  }

  @Test
  void aMessageThatTwoNodesTellOfIsShownAsOneTrace() throws Exception {
    add(new TraceRecords(engine), "A", 10, 2);
    add(new TraceRecords(space.node(), 2), "A", 11, 3);
    assertThat(new TraceRecords(engine).trace("A")).hasSize(5);
  }
}
