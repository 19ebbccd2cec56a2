package org.angarium.server.delivery;

/**
 * Bounds of delivery.
 *
 * @param maxHeaderBytes of a message; more is refused
 * @param maxHeaderFields of a message; more is refused
 * @param maxAliasDepth aliases of aliases that are followed
 * @param maxTargets accounts and remote addresses one recipient may stand for
 */
public record DeliveryLimits(
    int maxHeaderBytes, int maxHeaderFields, int maxAliasDepth, int maxTargets) {
  public static final DeliveryLimits DEFAULT = new DeliveryLimits(512 << 10, 5_000, 10, 10_000);
}
