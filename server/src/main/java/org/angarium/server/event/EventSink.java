package org.angarium.server.event;

/** Takes events. Never blocks for long, never throws. */
@FunctionalInterface
public interface EventSink {
  void emit(Event event);
}
