package org.angarium.mail.arc;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.dkim.BodyHashes;
import org.angarium.mail.dkim.FoldedField;
import org.angarium.mail.dkim.HeaderHasher;
import org.angarium.mail.dkim.SigningKey;
import org.angarium.mail.dkim.SigningPlan;
import org.angarium.mail.header.HeaderFields;

/**
 * Adds sets to chains with one key (RFC 8617 §5.1). Immutable and thread-safe; {@link ArcSealing}
 * is the sealing of one message.
 */
public final class ArcSealer {
  /** DKIM's fields, and its signatures (§5.1.2). */
  public static final SigningPlan DEFAULT_PLAN = SigningPlan.DEFAULT.alsoSigning("dkim-signature");

  /** §4.1.2: those that the next server may remove or that are sealed anyway. */
  private static final Set<String> UNFIT =
      Set.of(
          "authentication-results",
          "arc-authentication-results",
          "arc-message-signature",
          "arc-seal");

  private final SigningKey key;
  private final SigningPlan plan;

  /**
   * A sealer.
   *
   * @param plan what the message signature signs, and how; {@link #DEFAULT_PLAN} suits
   * @throws IllegalArgumentException if it signs a field that such a signature must not
   */
  public ArcSealer(SigningKey key, SigningPlan plan) {
    this.key = key;
    this.plan = plan;
    for (String field : plan.fields()) {
      if (UNFIT.contains(field.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(field + " must not be signed (RFC 8617 §4.1.2)");
      }
    }
  }

  /**
   * Begins to seal a message whose body is about to come.
   *
   * @param header as it will go out, with the sets that it came with, in lines that end in CRLF
   * @param arrived the chain as it was validated when the message came in
   * @param results what we found then, the chain's own result included
   * @param epochSecond now, for {@code t=}
   * @return empty if no set may be added: to a chain that is known to have failed before (§5.1), or
   *     has 50 sets already
   */
  public Optional<ArcSealing> begin(
      HeaderFields header, ArcChain arrived, AuthenticationResults results, long epochSecond) {
    if (arrived.reason() == ArcReason.FAILED_BEFORE
        || arrived.highest() >= ArcFields.MAX_INSTANCE) {
      return Optional.empty();
    }
    BodyHashes hashes = new BodyHashes();
    return Optional.of(
        new ArcSealing(
            this,
            new HeaderHasher(header),
            arrived,
            results,
            epochSecond,
            hashes,
            hashes.of(plan.body(), -1)));
  }

  /** The message signature, with CRLF at its end. */
  byte[] signature(int instance, HeaderHasher header, byte[] bodyHash, long now) {
    List<String> names = plan.names(header);
    FoldedField field = start(ArcFields.SIGNATURE, instance);
    field.tag("c=" + plan.header() + "/" + plan.body() + ";");
    place(field, now);
    if (plan.lifetimeSeconds() > 0) {
      field.tag("x=" + (now + plan.lifetimeSeconds()) + ";");
    }
    field.names(names);
    field.tag("bh=" + Base64.getEncoder().encodeToString(bodyHash) + ";").tag("b=");
    return field.base64(key.sign(header.signed(names, plan.header(), field.bytes()))).ended();
  }

  /** The seal, with CRLF at its end. */
  byte[] seal(
      int instance,
      ChainValidation found,
      SealedOctets before,
      byte[] results,
      byte[] signature,
      long now) {
    FoldedField field = start(ArcFields.SEAL, instance);
    field.tag("cv=" + found + ";");
    place(field, now).tag("b=");
    return field.base64(key.sign(before.signed(results, signature, field.bytes()))).ended();
  }

  private FoldedField start(String name, int instance) {
    return new FoldedField(name).tag("i=" + instance + ";").tag("a=" + key.algorithm() + ";");
  }

  private FoldedField place(FoldedField field, long now) {
    return field
        .tag("d=" + key.domain() + ";")
        .tag("s=" + key.selector() + ";")
        .tag("t=" + now + ";");
  }
}
