package org.angarium.server.net;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out the names of sessions: short, unique within the node's life, and most likely beyond it,
 * since numbering starts at the clock. Those of a node but the first end with its number. Shared by
 * all listeners of a node. Thread-safe.
 */
public final class SessionIds {
  private static final int RADIX = 36;

  private final AtomicLong last;
  private final String suffix;

  /** Of a node alone. */
  public SessionIds(InstantSource clock) {
    this(clock, 1);
  }

  /**
   * @param node the node's number, from 1 on
   */
  public SessionIds(InstantSource clock, int node) {
    suffix = node == 1 ? "" : "-" + Integer.toString(node, RADIX);
    last = new AtomicLong(clock.instant().getEpochSecond() * 1000);
  }

  public String next() {
    return Long.toString(last.incrementAndGet(), RADIX) + suffix;
  }
}
