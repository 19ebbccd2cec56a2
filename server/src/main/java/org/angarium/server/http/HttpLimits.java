package org.angarium.server.http;

import java.time.Duration;
import org.angarium.server.net.ConnectionLimits;

/**
 * How much HTTP may take, all HTTP listeners together.
 *
 * @param connections at a time; see {@link Seats} for what happens beyond them
 * @param request from the opening of a connection, or the last answer on it, until the next request
 *     has arrived whole: handshake, header and body
 * @param answer until the client has taken an answer, from its first octet on
 */
public record HttpLimits(ConnectionLimits connections, Duration request, Duration answer) {
  private static final int TOTAL = 1_000;
  private static final int PER_ADDRESS = 200;
  private static final int PER_NETWORK = 400;

  public static final HttpLimits DEFAULT =
      new HttpLimits(
          new ConnectionLimits(PER_ADDRESS, PER_NETWORK, TOTAL),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1));

  /** The usual ones, or what the configuration allows if that is less. */
  public static HttpLimits within(ConnectionLimits configured) {
    return new HttpLimits(
        new ConnectionLimits(
            Math.min(PER_ADDRESS, configured.perAddress()),
            Math.min(PER_NETWORK, configured.perNetwork()),
            Math.min(TOTAL, configured.total())),
        DEFAULT.request(),
        DEFAULT.answer());
  }
}
