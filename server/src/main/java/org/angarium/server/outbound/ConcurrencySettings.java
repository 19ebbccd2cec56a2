package org.angarium.server.outbound;

import java.time.Duration;

/**
 * How much is done at the same time.
 *
 * @param total deliveries under way in all
 * @param perDestination deliveries under way to one destination at most
 * @param initial what a destination begins with
 * @param messagesPerConnection after so many a connection is closed
 * @param recipientsPerMessage recipients of one transaction (RFC 5321 §4.5.3.1.8: peers take 100)
 * @param idleConnections connections kept open for reuse, in all
 * @param idleTime how long one is kept
 */
public record ConcurrencySettings(
    int total,
    int perDestination,
    int initial,
    int messagesPerConnection,
    int recipientsPerMessage,
    int idleConnections,
    Duration idleTime) {
  public static final ConcurrencySettings DEFAULT =
      new ConcurrencySettings(200, 20, 5, 100, 100, 100, Duration.ofSeconds(5));

  public ConcurrencySettings {
    if (total < 1
        || perDestination < 1
        || initial < 1
        || initial > perDestination
        || messagesPerConnection < 1
        || recipientsPerMessage < 1
        || idleConnections < 0) {
      throw new IllegalArgumentException("limits of concurrency contradict each other");
    }
  }
}
