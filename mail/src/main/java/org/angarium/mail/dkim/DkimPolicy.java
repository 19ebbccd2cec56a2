package org.angarium.mail.dkim;

/**
 * What this receiver accepts as a pass.
 *
 * @param minRsaBits smaller keys don't pass; RFC 8301 §3.2 allows no less than 1024
 * @param partialBodyPasses whether a signature that leaves the end of the body unsigned by {@code
 *     l=} passes (its {@link DkimResult#unsignedOctets} tell); RFC 6376 §8.2 warns of it
 * @param clockSkewSeconds how far ahead of ours a signer's clock may be
 */
public record DkimPolicy(int minRsaBits, boolean partialBodyPasses, long clockSkewSeconds) {
  /** Safe: 1024 bits, whole bodies, five minutes. */
  public static final DkimPolicy DEFAULT = new DkimPolicy(1024, false, 300);

  public DkimPolicy {
    if (minRsaBits < 1024) {
      throw new IllegalArgumentException("RSA keys of less than 1024 bits (RFC 8301 §3.2)");
    }
  }
}
