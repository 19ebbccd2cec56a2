package org.angarium.server.delivery;

import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out the ids under which the life of each message can be followed: they ascend with time and
 * are never given twice by a node, also after a restart, as long as it takes fewer than a million
 * messages a second. Those of a node but the first end with its number, so no two nodes give out
 * the same one. Thread-safe.
 */
public final class MessageTraces {
  private static final int RADIX = 36;

  private final InstantSource clock;
  private final String suffix;
  private final AtomicLong last = new AtomicLong();

  /** Of a node alone. */
  public MessageTraces(InstantSource clock) {
    this(clock, 1);
  }

  /**
   * @param node the node's number, from 1 on
   */
  public MessageTraces(InstantSource clock, int node) {
    this.clock = clock;
    this.suffix = node == 1 ? "" : "-" + Integer.toString(node, RADIX).toUpperCase(Locale.ROOT);
  }

  public String next() {
    long now = clock.millis() * 1000;
    long id = last.updateAndGet(before -> Math.max(before + 1, now));
    return Long.toString(id, RADIX).toUpperCase(Locale.ROOT) + suffix;
  }
}
