package org.angarium.mail.arc;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.dkim.BodyHashes;
import org.angarium.mail.dkim.DkimAlgorithm;
import org.angarium.mail.dkim.DkimKeyRecord;
import org.angarium.mail.dkim.DkimKeys;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimReason;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.HeaderHasher;
import org.angarium.mail.dkim.SignatureCheck;
import org.angarium.mail.header.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * The validation of one chain under way: when the body hashes are finished, {@link #finish} gives
 * the result. For one thread.
 */
public final class ArcVerification {
  private final ArcFields fields;
  private final HeaderHasher header;
  private final DkimKeys keys;
  private final DkimPolicy policy;

  /** Of the message signatures, by set; null for one that isn't looked at. */
  private final List<@Nullable SignatureCheck> checks = new ArrayList<>(2);

  ArcVerification(
      HeaderFields header,
      long now,
      BodyHashes hashes,
      DkimKeys keys,
      DkimLimits limits,
      DkimPolicy policy) {
    this.fields = ArcFields.of(header, limits);
    this.keys = keys;
    this.policy = policy;
    boolean sound = fields.problem() == ArcReason.GOOD;
    this.header = new HeaderHasher(sound ? header : HeaderFields.EMPTY);
    for (ArcSet set : sound ? fields.sets() : List.<ArcSet>of()) {
      boolean newest = set.instance() == fields.highest();
      checks.add(
          newest || set.signature().bodyLength() < 0
              ? new SignatureCheck(set.signature(), set.signatureField().raw(), hashes, now, policy)
              : null);
    }
  }

  /** Judges, after the hashes are finished; asks DNS. */
  public ArcChain finish() {
    if (fields.problem() == ArcReason.NO_CHAIN) {
      return chain(ChainValidation.NONE, ArcReason.NO_CHAIN, 0, 0);
    }
    if (fields.problem() != ArcReason.GOOD) {
      return chain(ChainValidation.FAIL, fields.problem(), 0, 0);
    }
    int newest = fields.highest();
    ArcReason problem = signature(newest);
    if (problem != ArcReason.GOOD) {
      return chain(ChainValidation.FAIL, problem, newest, 0);
    }
    SealedOctets octets = new SealedOctets(List.of());
    List<byte[]> signed = new ArrayList<>(newest);
    for (ArcSet set : fields.sets()) {
      signed.add(
          octets.signed(
              set.resultsField().raw(), set.signatureField().raw(), set.sealField().raw()));
      octets.add(set);
    }
    // The newest first: who breaks it off with a bad seal costs one question, not fifty.
    for (int instance = newest; instance > 0; instance--) {
      problem = seal(fields.sets().get(instance - 1).seal(), signed.get(instance - 1));
      if (problem != ArcReason.GOOD) {
        return chain(ChainValidation.FAIL, problem, instance, 0);
      }
    }
    return chain(ChainValidation.PASS, ArcReason.GOOD, 0, oldestPass(newest));
  }

  private int oldestPass(int newest) {
    for (int instance = newest - 1; instance > 0; instance--) {
      if (signature(instance) != ArcReason.GOOD) {
        return instance + 1;
      }
    }
    return 0;
  }

  private ArcReason signature(int instance) {
    SignatureCheck check = checks.get(instance - 1);
    if (check == null) {
      return ArcReason.MESSAGE_SIGNATURE;
    }
    DkimResult result = check.judge(header, keys, policy);
    return result.passed() ? ArcReason.GOOD : reason(result.reason(), ArcReason.MESSAGE_SIGNATURE);
  }

  private ArcReason seal(ArcSeal seal, byte[] signed) {
    if (seal.algorithm() == DkimAlgorithm.RSA_SHA1) {
      return ArcReason.SEAL;
    }
    DkimKeys.Found found = keys.find(seal.keyUse(), policy);
    DkimKeyRecord record = found.key();
    if (record == null || record.publicKey() == null) {
      return reason(found.problem(), ArcReason.KEY);
    }
    return seal.algorithm().verifies(record.publicKey(), signed, seal.signature())
        ? ArcReason.GOOD
        : ArcReason.SEAL;
  }

  private static ArcReason reason(DkimReason problem, ArcReason otherwise) {
    return switch (problem) {
      case KEY_UNAVAILABLE -> ArcReason.KEY_UNAVAILABLE;
      case NO_KEY, KEY_SYNTAX, KEY_REVOKED, KEY_UNSUITABLE, KEY_TOO_SMALL, KEY_TOO_LARGE ->
          ArcReason.KEY;
      case GOOD,
          BODY_CHANGED,
          SIGNATURE_WRONG,
          SYNTAX,
          TOO_MANY,
          SHA1,
          BODY_PARTLY_SIGNED,
          FROM_NOT_SIGNED,
          FROM_NOT_SINGLE,
          LENGTH_TOO_LARGE,
          EXPIRED,
          FROM_THE_FUTURE ->
          otherwise;
    };
  }

  private ArcChain chain(ChainValidation status, ArcReason reason, int instance, int oldestPass) {
    return new ArcChain(status, reason, instance, fields.highest(), fields.sets(), oldestPass);
  }
}
