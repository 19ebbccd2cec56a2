package org.angarium.server.smtp;

/**
 * What one connection may do.
 *
 * @param maxMessageBytes SIZE; larger messages are refused
 * @param maxRecipients of one message; more get 452, so that the client sends another message
 * @param maxTargets accounts and remote addresses of one message after aliases
 * @param maxErrors refused commands and failed logins, after which the session ends
 * @param maxRefusedRecipients after which the session ends; harvesters have many
 * @param maxIdleCommands commands since the last accepted message that did not serve to send one
 * @param maxMessages accepted over one connection
 */
public record SessionLimits(
    long maxMessageBytes,
    int maxRecipients,
    int maxTargets,
    int maxErrors,
    int maxRefusedRecipients,
    int maxIdleCommands,
    int maxMessages) {
  public static final SessionLimits DEFAULT =
      new SessionLimits(64L << 20, 1_000, 5_000, 20, 200, 500, 100_000);
}
