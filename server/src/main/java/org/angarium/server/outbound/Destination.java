package org.angarium.server.outbound;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows of a domain that has or had something due. Guarded by the scheduler's
 * lock.
 */
final class Destination {
  final String name;

  /** Shared by all domains that go to the same relay. */
  final ConcurrencyWindow window;

  /** Stands in line for another delivery. */
  boolean ready;

  /** Would stand in line if its window had room. */
  boolean blocked;

  /** Deliveries under way. */
  int active;

  /** Failures to reach it since it was reached last. */
  int failures;

  /** How often it was found down without being reached in between. */
  int downs;

  /** Until when by the steady clock nothing is tried, or null. */
  @Nullable Instant downUntil;

  /** Why. */
  Outcome.@Nullable Deferred reason;

  Destination(String name, ConcurrencyWindow window) {
    this.name = name;
    this.window = window;
  }

  boolean down(Instant now) {
    return downUntil != null && now.isBefore(downUntil);
  }
}
