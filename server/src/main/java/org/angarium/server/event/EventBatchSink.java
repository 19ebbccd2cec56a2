package org.angarium.server.event;

import java.util.List;

/**
 * Takes events in batches, in the order in which they happened, always on the event writer's
 * thread; may block for as long as its medium needs. The list is only good during the call.
 */
public interface EventBatchSink {
  void take(List<TimedEvent> batch);

  /** Called between batches about every second, for chores. */
  default void tick() {}
}
