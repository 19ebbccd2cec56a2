package org.angarium.server.imap;

import java.time.Duration;

/**
 * How fast a client must send the rest of a command once it has announced a literal: so many octets
 * a second on the average of the command after a grace, whether it is silent or drips.
 */
public record LeastRate(long octetsPerSecond, Duration grace) {
  public LeastRate {
    if (octetsPerSecond < 1 || grace.isNegative()) {
      throw new IllegalArgumentException("no rate: " + octetsPerSecond + " after " + grace);
    }
  }
}
