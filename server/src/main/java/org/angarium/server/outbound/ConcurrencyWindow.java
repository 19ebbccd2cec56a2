package org.angarium.server.outbound;

/**
 * How many deliveries may go on at once to one destination. Grows by one for a whole window of
 * successes, halves with each failure to reach the destination, like TCP in congestion avoidance.
 * Guarded by the scheduler's lock.
 */
final class ConcurrencyWindow {
  private double size;
  private int active;

  ConcurrencyWindow(int initial) {
    this.size = initial;
  }

  int size() {
    return (int) size;
  }

  int active() {
    return active;
  }

  boolean hasRoom(int limit) {
    return active < Math.min(size(), limit);
  }

  void began() {
    active++;
  }

  void ended() {
    active--;
  }

  void success(int limit) {
    size = Math.min(limit, size + 1 / size);
  }

  void failure() {
    size = Math.max(1, size / 2);
  }
}
