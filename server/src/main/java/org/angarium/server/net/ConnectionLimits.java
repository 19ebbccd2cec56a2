package org.angarium.server.net;

/**
 * How many connections a listener holds at once.
 *
 * @param perAddress from one address of IPv4, or one /64 of IPv6
 * @param perNetwork from one network: /24 of IPv4, /48 of IPv6
 * @param total in all
 */
public record ConnectionLimits(int perAddress, int perNetwork, int total) {
  public static final ConnectionLimits DEFAULT = new ConnectionLimits(100, 400, 20_000);

  public ConnectionLimits {
    if (perAddress < 1 || perNetwork < 1 || total < 1) {
      throw new IllegalArgumentException("connection limits are at least 1");
    }
  }
}
