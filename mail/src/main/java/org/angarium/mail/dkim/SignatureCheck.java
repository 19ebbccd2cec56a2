package org.angarium.mail.dkim;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The check of one signature over a message whose body is yet to stream by: of a DKIM-Signature, or
 * of an ARC-Message-Signature, which is checked alike (RFC 8617 §5.2). What costs nothing comes
 * first: algorithm and times, then the body hash, then DNS, then arithmetic. For one thread.
 */
public final class SignatureCheck {
  private final DkimSignatureField signature;
  private final byte[] field;
  private final DkimReason problem;
  private final BodyHashes.@Nullable BodyHash body;

  /**
   * Begins, and asks for the body hash if it will be needed.
   *
   * @param field the whole field that holds the signature, as it came
   * @param epochSecond now
   */
  public SignatureCheck(
      DkimSignatureField signature,
      byte[] field,
      BodyHashes hashes,
      long epochSecond,
      DkimPolicy policy) {
    this.signature = signature;
    this.field = field;
    this.problem = problem(signature, epochSecond, policy);
    this.body =
        problem == DkimReason.GOOD ? hashes.of(signature.body(), signature.bodyLength()) : null;
  }

  private static DkimReason problem(DkimSignatureField signature, long now, DkimPolicy policy) {
    if (signature.algorithm() == DkimAlgorithm.RSA_SHA1) {
      return DkimReason.SHA1;
    }
    if (signature.expiresAt() >= 0 && signature.expiresAt() < now) {
      return DkimReason.EXPIRED;
    }
    if (signature.signedAt() > now + policy.clockSkewSeconds()) {
      return DkimReason.FROM_THE_FUTURE;
    }
    return DkimReason.GOOD;
  }

  /** Judges, after the body hashes are finished; asks DNS. */
  public DkimResult judge(HeaderHasher header, DkimKeys keys, DkimPolicy policy) {
    BodyHashes.BodyHash hash = body;
    if (hash == null) {
      return judged(problem);
    }
    if (!MessageDigest.isEqual(hash.value(), signature.bodyHash())) {
      return judged(DkimReason.BODY_CHANGED);
    }
    if (signature.bodyLength() > hash.total()) {
      return judged(DkimReason.LENGTH_TOO_LARGE);
    }
    DkimKeys.Found found = keys.find(signature, policy);
    DkimKeyRecord record = found.key();
    if (record == null || record.publicKey() == null) {
      return new DkimResult(found.problem(), found.detail(), signature, 0, found.testing(), 0);
    }
    byte[] signed = header.signed(signature.signedFields(), signature.header(), field);
    boolean right =
        signature.algorithm().verifies(record.publicKey(), signed, signature.signature());
    long unsigned = signature.bodyLength() < 0 ? 0 : hash.total() - signature.bodyLength();
    DkimReason reason =
        !right
            ? DkimReason.SIGNATURE_WRONG
            : unsigned > 0 && !policy.partialBodyPasses()
                ? DkimReason.BODY_PARTLY_SIGNED
                : DkimReason.GOOD;
    return new DkimResult(reason, null, signature, record.bits(), record.testing(), unsigned);
  }

  private DkimResult judged(DkimReason reason) {
    return new DkimResult(reason, null, signature, 0, false, 0);
  }
}
