package org.angarium.mail.dkim;

import java.util.List;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.header.HeaderFields;

/**
 * Verifies the signatures of messages (RFC 6376 §6). Thread-safe; keeps a bounded number of parsed
 * keys.
 */
public final class DkimVerifier {
  private final DkimKeys keys;
  private final DkimLimits limits;
  private final DkimPolicy policy;

  /** A verifier that takes keys from {@code dns}. */
  public DkimVerifier(DnsResolver dns, DkimLimits limits, DkimPolicy policy) {
    this.keys = new DkimKeys(dns, limits);
    this.limits = limits;
    this.policy = policy;
  }

  /**
   * Begins with a message whose header is known and whose body is about to come.
   *
   * @param header as it came from the wire
   * @param epochSecond now, for expiry
   */
  public DkimVerification begin(HeaderFields header, long epochSecond) {
    return begin(header, epochSecond, new BodyHashes());
  }

  /**
   * Begins with a message whose body hashes others want as well, such as ARC's. Who made {@code
   * hashes} feeds and finishes them, and calls {@link DkimVerification#finish} afterwards.
   */
  public DkimVerification begin(HeaderFields header, long epochSecond, BodyHashes hashes) {
    return new DkimVerification(header, epochSecond, hashes, keys, limits, policy);
  }

  /** Verifies a message that is whole in memory. */
  public List<DkimResult> verify(HeaderFields header, byte[] body, long epochSecond) {
    DkimVerification verification = begin(header, epochSecond);
    verification.update(body, 0, body.length);
    return verification.finish();
  }
}
