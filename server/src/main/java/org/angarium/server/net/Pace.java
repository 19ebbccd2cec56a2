package org.angarium.server.net;

import java.time.Duration;

/**
 * The least rate at which a transfer must go on, on the average since it began. A deadline for each
 * read does not help against a peer that sends one byte before each ends; a deadline for the whole
 * would cut off large messages on slow lines.
 */
final class Pace {
  private final long bytesPerSecond;
  private final long receivedBefore;
  private final long dueFrom;

  /**
   * @param grace how long nothing is demanded
   * @param receivedBefore bytes of the connection at its beginning
   * @param now nano time
   */
  Pace(long bytesPerSecond, Duration grace, long receivedBefore, long now) {
    this.bytesPerSecond = bytesPerSecond;
    this.receivedBefore = receivedBefore;
    this.dueFrom = now + grace.toNanos();
  }

  /**
   * Until when (nano time) more must come.
   *
   * @param received bytes of the connection so far
   */
  long due(long received) {
    return dueFrom + (long) ((received - receivedBefore) * 1e9 / bytesPerSecond);
  }
}
