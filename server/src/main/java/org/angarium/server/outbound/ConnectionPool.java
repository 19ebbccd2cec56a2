package org.angarium.server.outbound;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for another message to the same endpoint. Bounded in number and time; the
 * longest unused goes first. Thread-safe.
 */
final class ConnectionPool {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Endpoint, ArrayDeque<Idle>> idle = new HashMap<>();
  private int count;
  private boolean closed;

  private record Idle(PeerSession session, long since) {}

  /** The connection to {@code endpoint} that was used last, or null. */
  @Nullable PeerSession take(Endpoint endpoint) {
    lock.lock();
    try {
      ArrayDeque<Idle> waiting = idle.get(endpoint);
      if (waiting == null) {
        return null;
      }
      Idle newest = waiting.removeLast();
      if (waiting.isEmpty()) {
        idle.remove(endpoint);
      }
      count--;
      return newest.session();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps {@code session} for others, or ends it where that is not possible. */
  void give(PeerSession session, ConcurrencySettings settings) {
    boolean fit =
        session.usable()
            && session.messages() < settings.messagesPerConnection()
            && settings.idleConnections() > 0;
    PeerSession surplus = fit ? null : session;
    lock.lock();
    try {
      if (fit && closed) {
        surplus = session;
      } else if (fit) {
        if (count == settings.idleConnections()) {
          surplus = removeOldest();
        }
        idle.computeIfAbsent(session.endpoint(), e -> new ArrayDeque<>())
            .addLast(new Idle(session, System.nanoTime()));
        count++;
      }
    } finally {
      lock.unlock();
    }
    if (surplus != null) {
      part(surplus);
    }
  }

  private @Nullable PeerSession removeOldest() {
    Endpoint oldest = null;
    long since = 0;
    for (Map.Entry<Endpoint, ArrayDeque<Idle>> entry : idle.entrySet()) {
      long first = entry.getValue().getFirst().since();
      if (oldest == null || first - since < 0) {
        oldest = entry.getKey();
        since = first;
      }
    }
    ArrayDeque<Idle> waiting = oldest == null ? null : idle.get(oldest);
    if (waiting == null) {
      return null;
    }
    Idle removed = waiting.removeFirst();
    if (waiting.isEmpty()) {
      idle.remove(removed.session().endpoint());
    }
    count--;
    return removed.session();
  }

  /**
   * Ends those that waited longer than {@code idleTime}.
   *
   * @return nanoseconds until the next one will have; Long.MAX_VALUE when none waits
   */
  long expire(Duration idleTime) {
    List<PeerSession> expired = new ArrayList<>();
    long next = Long.MAX_VALUE;
    lock.lock();
    try {
      long now = System.nanoTime();
      Iterator<ArrayDeque<Idle>> all = idle.values().iterator();
      while (all.hasNext()) {
        ArrayDeque<Idle> waiting = all.next();
        while (!waiting.isEmpty()) {
          long rest = waiting.getFirst().since() + idleTime.toNanos() - now;
          if (rest > 0) {
            next = Math.min(next, rest);
            break;
          }
          expired.add(waiting.removeFirst().session());
          count--;
        }
        if (waiting.isEmpty()) {
          all.remove();
        }
      }
    } finally {
      lock.unlock();
    }
    expired.forEach(ConnectionPool::part);
    return next;
  }

  /** Ends all and keeps none from now on. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    expire(Duration.ZERO);
  }

  /** A goodbye may take seconds, which nobody shall wait for. */
  private static void part(PeerSession session) {
    Thread.ofVirtual().name("outbound-quit").start(session::quit);
  }
}
