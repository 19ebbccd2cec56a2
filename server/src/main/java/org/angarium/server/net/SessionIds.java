package org.angarium.server.net;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out the names of sessions: short, unique within the node's life, and most likely beyond it,
 * since numbering starts at the clock. Shared by all listeners of a node. Thread-safe.
 */
public final class SessionIds {
  private static final int RADIX = 36;

  private final AtomicLong last;

  public SessionIds(InstantSource clock) {
    last = new AtomicLong(clock.instant().getEpochSecond() * 1000);
  }

  public String next() {
    return Long.toString(last.incrementAndGet(), RADIX);
  }
}
