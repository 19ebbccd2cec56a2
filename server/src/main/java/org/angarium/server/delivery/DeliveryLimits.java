package org.angarium.server.delivery;

/**
 * Bounds of delivery.
 *
 * @param maxHeaderBytes of a message; more is refused
 * @param maxHeaderFields of a message; more is refused
 * @param maxHops Received fields; RFC 5321 §6.3 asks for at least 100
 * @param maxAliasDepth aliases of aliases that are followed
 * @param maxTargets accounts and remote addresses one recipient may stand for
 */
public record DeliveryLimits(
    int maxHeaderBytes, int maxHeaderFields, int maxHops, int maxAliasDepth, int maxTargets) {
  public static final DeliveryLimits DEFAULT =
      new DeliveryLimits(512 << 10, 5_000, 100, 10, 10_000);
}
