package org.angarium.mail.arc;

import org.angarium.mail.dkim.BodyHashes;
import org.angarium.mail.dkim.DkimKeys;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.header.HeaderFields;

/**
 * Validates the chains of messages (RFC 8617 §5.2). Thread-safe; keeps a bounded number of parsed
 * keys.
 */
public final class ArcVerifier {
  private final DkimKeys keys;
  private final DkimLimits limits;
  private final DkimPolicy policy;

  /** A verifier that takes keys from {@code dns}. */
  public ArcVerifier(DnsResolver dns, DkimLimits limits, DkimPolicy policy) {
    this.keys = new DkimKeys(dns, limits);
    this.limits = limits;
    this.policy = policy;
  }

  /**
   * Begins with a message whose header is known and whose body is about to come.
   *
   * @param header as it came from the wire
   * @param epochSecond now, for expiry
   * @param hashes of the body, shared with whoever else wants them, such as DKIM's verification.
   *     Who made them feeds and finishes them, and calls {@link ArcVerification#finish} afterwards
   */
  public ArcVerification begin(HeaderFields header, long epochSecond, BodyHashes hashes) {
    return new ArcVerification(header, epochSecond, hashes, keys, limits, policy);
  }

  /** Validates the chain of a message that is whole in memory. */
  public ArcChain verify(HeaderFields header, byte[] body, long epochSecond) {
    BodyHashes hashes = new BodyHashes();
    ArcVerification verification = begin(header, epochSecond, hashes);
    hashes.update(body, 0, body.length);
    hashes.finish();
    return verification.finish();
  }
}
