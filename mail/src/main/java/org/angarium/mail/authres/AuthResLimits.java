package org.angarium.mail.authres;

/**
 * Bounds for reading the field; what exceeds them is not read at all.
 *
 * @param octets of the value
 * @param results methods in one field
 * @param properties of one result
 * @param commentDepth of comments in comments
 */
public record AuthResLimits(int octets, int results, int properties, int commentDepth) {
  /** More than any honest server writes. */
  public static final AuthResLimits DEFAULT = new AuthResLimits(16_384, 64, 32, 16);
}
