package org.angarium.mail.dkim;

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
  private final HeaderHasher header;

  /** A signature: judged already, or to be judged when the body is known. */
  private sealed interface Candidate {
    record Judged(DkimResult result) implements Candidate {}

    record Open(SignatureCheck check) implements Candidate {}
  }

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
    this.header = new HeaderHasher(signatures.isEmpty() ? HeaderFields.EMPTY : fields);
    for (HeaderField field : signatures) {
      if (candidates.size() == limits.signatures()) {
        candidates.add(judged(DkimReason.TOO_MANY, null));
        break;
      }
      candidates.add(candidate(field, now, limits));
    }
  }

  private Candidate candidate(HeaderField field, long now, DkimLimits limits) {
    DkimSignatureField signature;
    try {
      signature = DkimSignatureField.parse(field.rawValue(), limits);
    } catch (DkimSyntaxException e) {
      return new Candidate.Judged(
          new DkimResult(DkimReason.SYNTAX, e.problem(), null, 0, false, 0));
    }
    if (!signature.signedFields().contains("from")) {
      return judged(DkimReason.FROM_NOT_SIGNED, signature);
    }
    if (header.count("from") != 1) {
      return judged(DkimReason.FROM_NOT_SINGLE, signature);
    }
    return new Candidate.Open(new SignatureCheck(signature, field.raw(), hashes, now, policy));
  }

  private static Candidate judged(DkimReason reason, @Nullable DkimSignatureField signature) {
    return new Candidate.Judged(new DkimResult(reason, null, signature, 0, false, 0));
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
      results.add(
          switch (candidate) {
            case Candidate.Judged(DkimResult result) -> result;
            case Candidate.Open(SignatureCheck check) -> check.judge(header, keys, policy);
          });
    }
    return results;
  }
}
