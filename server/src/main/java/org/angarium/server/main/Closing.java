package org.angarium.server.main;

import java.util.ArrayDeque;
import java.util.Deque;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;

/**
 * What has been opened, to be closed in reverse. A part that fails to close is reported and keeps
 * nothing else open. Used by one thread at a time.
 */
final class Closing {
  private final EventSink events;
  private final Deque<Part> parts = new ArrayDeque<>();

  private record Part(String name, AutoCloseable part) {}

  Closing(EventSink events) {
    this.events = events;
  }

  /** Remembers a part that is open from now on. */
  <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  void closeAll() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.part().close();
      } catch (Exception failure) {
        events.emit(new ServerEvent.CloseFailed(part.name(), failure.toString()));
      }
    }
  }
}
