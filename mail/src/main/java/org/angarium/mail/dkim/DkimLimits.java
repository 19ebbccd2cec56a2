package org.angarium.mail.dkim;

/**
 * What strangers may make a verifier do.
 *
 * @param signatures looked at in one message, from the top; the first beyond gets a result that
 *     says so, the rest none
 * @param fieldOctets of one signature field
 * @param tags in one signature or key record
 * @param signedFields names in {@code h=}
 * @param keyRecordOctets of one key record
 * @param keyRecords tried at one name, of which there should be one
 * @param rsaBits of the largest RSA key that is calculated with
 * @param cachedKeys parsed key records kept by a verifier
 */
public record DkimLimits(
    int signatures,
    int fieldOctets,
    int tags,
    int signedFields,
    int keyRecordOctets,
    int keyRecords,
    int rsaBits,
    int cachedKeys) {
  /** More than any honest signer needs. */
  public static final DkimLimits DEFAULT =
      new DkimLimits(10, 16_384, 64, 512, 8_192, 3, 8_192, 256);
}
