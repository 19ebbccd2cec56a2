package org.angarium.server.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.angarium.server.event.EventBatchSink;
import org.angarium.server.event.EventFormat;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
import org.angarium.server.event.TimedEvent;
import org.angarium.store.StoreException;
import org.angarium.store.trace.TraceRecords;

/**
 * Writes the events of each message to the store ({@link TraceRecords}), and reads them again.
 *
 * <p>Writing and sweeping happen on the event writer's thread; {@link #trace} on any.
 */
public final class TraceStore implements EventBatchSink {
  private final TraceRecords records;
  private final InstantSource clock;
  private final Duration keep;
  private final long maxEvents;
  private final EventSink complaints;
  private final EventFormat format = new EventFormat.Json();
  private boolean broken;

  /**
   * @param keep how long
   * @param maxEvents how many, of all messages; 0 keeps nothing
   * @param complaints hears when traces cannot be written
   */
  public TraceStore(
      TraceRecords records,
      InstantSource clock,
      Duration keep,
      long maxEvents,
      EventSink complaints) {
    this.records = records;
    this.clock = clock;
    this.keep = keep;
    this.maxEvents = maxEvents;
    this.complaints = complaints;
  }

  @Override
  public void take(List<TimedEvent> batch) {
    if (maxEvents == 0) {
      return;
    }
    List<TraceRecords.Step> steps = new ArrayList<>();
    StringBuilder json = new StringBuilder();
    for (TimedEvent timed : batch) {
      String id = timed.event().messageTrace();
      if (id != null && !id.isEmpty() && id.length() <= TraceRecords.MAX_ID) {
        json.setLength(0);
        format.append(timed, json);
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        steps.add(new TraceRecords.Step(id, timed.micros(), text));
      }
    }
    try {
      records.add(steps);
      broken = false;
    } catch (StoreException failure) {
      complain(failure);
    }
  }

  @Override
  public void tick() {
    if (maxEvents == 0) {
      return;
    }
    try {
      records.sweep(clock.millis() * 1000, keep, maxEvents);
    } catch (StoreException failure) {
      complain(failure);
    }
  }

  /**
   * The life of one message, oldest first, as JSON objects; empty where nothing is known of it. At
   * most 10,000 steps.
   */
  public List<String> trace(String id) throws StoreException {
    return records.trace(id);
  }

  private void complain(StoreException failure) {
    if (!broken) { // once, not with every batch
      broken = true;
      complaints.emit(new ServerEvent.TraceFailed(String.valueOf(failure.getMessage())));
    }
  }
}
