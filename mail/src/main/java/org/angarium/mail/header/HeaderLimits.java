package org.angarium.mail.header;

/**
 * Bounds for reading headers. What lies beyond a bound is left out of the result; it is never an
 * error.
 *
 * @param maxFields fields of one header
 * @param maxAddresses mailboxes read from one address field
 * @param maxParameters pieces of parameters read from one field (a continued RFC 2231 parameter has
 *     many pieces)
 * @param maxParameterLength chars of one parameter value after joining its pieces
 */
public record HeaderLimits(
    int maxFields, int maxAddresses, int maxParameters, int maxParameterLength) {
  /** Generous for people, tight for attackers. */
  public static final HeaderLimits DEFAULT = new HeaderLimits(10_000, 5_000, 500, 16_384);

  /** These limits with another bound of fields. */
  public HeaderLimits withMaxFields(int newMaxFields) {
    return new HeaderLimits(newMaxFields, maxAddresses, maxParameters, maxParameterLength);
  }
}
