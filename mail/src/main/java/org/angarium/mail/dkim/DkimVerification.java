package org.angarium.mail.dkim;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * The verification of one message under way: its body comes in with {@link #update}, then {@link
 * #finish} gives the results. For one thread.
 */
public final class DkimVerification {
  private static final String FIELD = "DKIM-Signature";

  private final List<Candidate> candidates = new ArrayList<>(2);
  private final BodyHashes hashes;
  private final DkimKeys keys;
  private final DkimPolicy policy;
  private final @Nullable HeaderHasher header;

  /** A signature that is either judged already or waits for its body hash. */
  private record Candidate(
      HeaderField field,
      @Nullable DkimSignatureField signature,
      BodyHashes.@Nullable BodyHash body,
      @Nullable DkimResult result) {}

  DkimVerification(
      HeaderFields fields,
      long now,
      BodyHashes hashes,
      DkimKeys keys,
      DkimLimits limits,
      DkimPolicy policy) {
    this.hashes = hashes;
    this.keys = keys;
    this.policy = policy;
    List<HeaderField> signatures = fields.all(FIELD);
    this.header = signatures.isEmpty() ? null : new HeaderHasher(fields);
    boolean singleFrom = header != null && header.count("from") == 1;
    for (HeaderField field : signatures) {
      if (candidates.size() == limits.signatures()) {
        candidates.add(new Candidate(field, null, null, judged(DkimReason.TOO_MANY, null)));
        break;
      }
      candidates.add(candidate(field, now, limits, singleFrom));
    }
  }

  private Candidate candidate(HeaderField field, long now, DkimLimits limits, boolean singleFrom) {
    DkimSignatureField signature;
    try {
      signature = DkimSignatureField.parse(field.rawValue(), limits);
    } catch (DkimSyntaxException e) {
      return new Candidate(
          field, null, null, new DkimResult(DkimReason.SYNTAX, e.problem(), null, 0, false, 0));
    }
    DkimReason problem = problem(signature, now, singleFrom);
    return problem == DkimReason.GOOD
        ? new Candidate(field, signature, hashes.of(signature.body(), signature.bodyLength()), null)
        : new Candidate(field, signature, null, judged(problem, signature));
  }

  private DkimReason problem(DkimSignatureField signature, long now, boolean singleFrom) {
    if (!signature.signedFields().contains("from")) {
      return DkimReason.FROM_NOT_SIGNED;
    }
    if (!singleFrom) {
      return DkimReason.FROM_NOT_SINGLE;
    }
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

  private static DkimResult judged(DkimReason reason, @Nullable DkimSignatureField signature) {
    return new DkimResult(reason, null, signature, 0, false, 0);
  }

  /** Takes the next piece of the body, cut anywhere; the array may be used again afterwards. */
  public void update(byte[] bytes, int offset, int length) {
    hashes.update(bytes, offset, length);
  }

  /** Judges: one result per signature, in the order of the fields; asks DNS. */
  public List<DkimResult> finish() {
    hashes.finish();
    List<DkimResult> results = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      results.add(judge(candidate));
    }
    return results;
  }

  private DkimResult judge(Candidate candidate) {
    if (candidate.result != null) {
      return candidate.result;
    }
    DkimSignatureField signature = candidate.signature;
    BodyHashes.BodyHash body = candidate.body;
    HeaderHasher hasher = header;
    if (signature == null || body == null || hasher == null) {
      throw new IllegalStateException("A candidate is judged or has a signature and a body hash");
    }
    if (!MessageDigest.isEqual(body.value(), signature.bodyHash())) {
      return judged(DkimReason.BODY_CHANGED, signature);
    }
    if (signature.bodyLength() > body.total()) {
      return judged(DkimReason.LENGTH_TOO_LARGE, signature);
    }
    DkimKeys.Found found = keys.find(signature, policy);
    DkimKeyRecord record = found.key();
    if (record == null || record.publicKey() == null) {
      return new DkimResult(found.problem(), found.detail(), signature, 0, found.testing(), 0);
    }
    byte[] signed =
        hasher.signed(signature.signedFields(), signature.header(), candidate.field.raw());
    boolean right =
        signature.algorithm().verifies(record.publicKey(), signed, signature.signature());
    long unsigned = signature.bodyLength() < 0 ? 0 : body.total() - signature.bodyLength();
    DkimReason reason =
        !right
            ? DkimReason.SIGNATURE_WRONG
            : unsigned > 0 && !policy.partialBodyPasses()
                ? DkimReason.BODY_PARTLY_SIGNED
                : DkimReason.GOOD;
    return new DkimResult(reason, null, signature, record.bits(), record.testing(), unsigned);
  }
}
