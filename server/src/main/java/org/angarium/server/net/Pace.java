package org.angarium.server.net;

import java.net.SocketTimeoutException;
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

  /** To be called after each read. */
  void check(long received, long now) throws SocketTimeoutException {
    long late = now - dueFrom;
    if (late > 0 && received - receivedBefore < bytesPerSecond * (late / 1e9)) {
      throw new SocketTimeoutException("the peer sends below the minimal rate");
    }
  }
}
