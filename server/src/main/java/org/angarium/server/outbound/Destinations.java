package org.angarium.server.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.OutboundEvent;
import org.jspecify.annotations.Nullable;

/**
 * What is known of destinations: how many deliveries each bears, and which are down. One that could
 * not be reached is left alone for as long as a message would wait after as many failures. Guarded
 * by the scheduler's lock, which is shared.
 */
final class Destinations {
  /** Destinations of which something is remembered. */
  private static final int MAX_KNOWN = 50_000;

  /** A destination is down for no longer than this before it is tried again. */
  static final Duration LONGEST_DOWN = Duration.ofHours(1);

  private final ReentrantLock lock;
  private final EventSink events;
  private final InstantSource wall;

  /** By which destinations are down: being left alone must not depend on a clock that is set. */
  private final InstantSource steady;

  private final Map<String, Destination> known = new HashMap<>();
  private final Map<String, ConcurrencyWindow> relayWindows = new HashMap<>();

  Destinations(ReentrantLock lock, EventSink events, InstantSource wall, InstantSource steady) {
    this.lock = lock;
    this.events = events;
    this.wall = wall;
    this.steady = steady;
  }

  /** A time of the steady clock as the wall clock will tell it. */
  private Instant onTheWall(Instant time) {
    return wall.instant().plus(Duration.between(steady.instant(), time));
  }

  /** Under the lock: the destination of this name, made if it is new. */
  Destination named(String name, OutboundSettings settings) {
    return known.computeIfAbsent(name, fresh -> destination(fresh, settings));
  }

  private Destination destination(String name, OutboundSettings settings) {
    int initial = settings.concurrency().initial();
    RelayHost relay = settings.relayFor(name);
    return new Destination(
        name,
        relay == null
            ? new ConcurrencyWindow(initial)
            : relayWindows.computeIfAbsent(
                relay.toString(), key -> new ConcurrencyWindow(initial)));
  }

  /** Under the lock: one that waits for room in this window, or null. */
  @Nullable Destination waitingFor(ConcurrencyWindow window) {
    return known.values().stream()
        .filter(each -> each.blocked && each.window == window)
        .findFirst()
        .orElse(null);
  }

  /** Under the lock: drops what is known of destinations with nothing to do, where it is much. */
  void forgetIdle() {
    if (known.size() <= MAX_KNOWN) {
      return;
    }
    Instant now = steady.instant();
    Iterator<Destination> all = known.values().iterator();
    while (all.hasNext()) {
      Destination each = all.next();
      if (each.active == 0 && !each.ready && !each.blocked && !each.down(now)) {
        all.remove();
      }
    }
  }

  /** Until when {@code destination} is left alone, or null. */
  @Nullable Instant downUntil(Destination destination) {
    lock.lock();
    try {
      Instant until = destination.downUntil;
      return until != null && destination.down(steady.instant()) ? onTheWall(until) : null;
    } finally {
      lock.unlock();
    }
  }

  Outcome.Deferred reason(Destination destination) {
    lock.lock();
    try {
      Outcome.Deferred reason = destination.reason;
      return reason == null
          ? Outcome.Deferred.unreached("the destination cannot be reached", "4.4.1")
          : reason;
    } finally {
      lock.unlock();
    }
  }

  /** A delivery reached the destination. */
  void reached(Destination destination, OutboundSettings settings) {
    boolean wasDown;
    lock.lock();
    try {
      wasDown = destination.downs > 0;
      destination.failures = 0;
      destination.downs = 0;
      destination.downUntil = null;
      destination.reason = null;
      destination.window.success(settings.concurrency().perDestination());
    } finally {
      lock.unlock();
    }
    if (wasDown) {
      events.emit(new OutboundEvent.DestinationUp(destination.name));
    }
  }

  /** A delivery could not reach it. After a whole window of failures it is left alone. */
  void unreachable(Destination destination, Outcome.Deferred reason, OutboundSettings settings) {
    Instant until = null;
    lock.lock();
    try {
      int window = destination.window.size();
      destination.window.failure();
      destination.failures++;
      if (destination.failures >= window && !destination.down(steady.instant())) {
        destination.downs++;
        Duration wait = settings.retry().interval(destination.downs);
        until = steady.instant().plus(wait.compareTo(LONGEST_DOWN) < 0 ? wait : LONGEST_DOWN);
        destination.downUntil = until;
        destination.reason = reason;
      }
    } finally {
      lock.unlock();
    }
    if (until != null) {
      events.emit(
          new OutboundEvent.DestinationDown(
              destination.name, reason.cause().text(), onTheWall(until).toString()));
    }
  }

  /** Destinations that are left alone, for the administrator: name and until when. */
  Map<String, Instant> down() {
    Instant now = steady.instant();
    Map<String, Instant> down = new HashMap<>();
    lock.lock();
    try {
      for (Destination each : known.values()) {
        if (each.downUntil != null && each.down(now)) {
          down.put(each.name, onTheWall(each.downUntil));
        }
      }
    } finally {
      lock.unlock();
    }
    return Map.copyOf(down);
  }

  /** Forgets that destinations are down: the administrator knows that they are up again. */
  void tryAgain(List<String> destinations) {
    lock.lock();
    try {
      for (String name : destinations) {
        Destination destination = known.get(name);
        if (destination != null) {
          destination.downUntil = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
