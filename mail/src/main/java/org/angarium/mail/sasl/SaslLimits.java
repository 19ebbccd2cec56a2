package org.angarium.mail.sasl;

/**
 * Bounds of what a peer may send in an exchange.
 *
 * @param messageOctets one whole response or challenge
 * @param nameOctets a user name or authorization identity, in UTF-8
 * @param secretOctets a password; tokens are bounded by the message
 * @param minimumIterations of SCRAM: a client refuses less (RFC 7677 §4)
 * @param maximumIterations of SCRAM: a client refuses more, so that a server cannot make it work
 *     for ever
 */
public record SaslLimits(
    int messageOctets,
    int nameOctets,
    int secretOctets,
    int minimumIterations,
    int maximumIterations) {
  public static final SaslLimits DEFAULT = new SaslLimits(12_288, 1_020, 1_024, 4_096, 1_000_000);
}
