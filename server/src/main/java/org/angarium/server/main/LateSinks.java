package org.angarium.server.main;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.angarium.server.event.EventBatchSink;
import org.angarium.server.event.TimedEvent;

/**
 * Takers of events that come after the log and go before it: they need the store, which itself has
 * something to log.
 */
final class LateSinks implements EventBatchSink {
  private final List<EventBatchSink> sinks = new CopyOnWriteArrayList<>();

  /** Adds a taker; what is returned removes it again. */
  AutoCloseable add(EventBatchSink sink) {
    sinks.add(sink);
    return () -> sinks.remove(sink);
  }

  @Override
  public void take(List<TimedEvent> batch) {
    for (EventBatchSink sink : sinks) {
      sink.take(batch);
    }
  }

  @Override
  public void tick() {
    sinks.forEach(EventBatchSink::tick);
  }
}
