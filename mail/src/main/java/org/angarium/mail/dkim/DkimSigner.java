package org.angarium.mail.dkim;

import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;

/**
 * Signs for one domain with one key. Immutable and thread-safe; {@link DkimSigning} signs a message
 * with one or more of them. For the time being it is good to sign twice, with RSA and with Ed25519
 * (RFC 8463 §3).
 */
public final class DkimSigner {
  private final SigningKey key;
  private final SigningPlan plan;

  /** A signer with this key. */
  public DkimSigner(SigningKey key, SigningPlan plan) {
    this.key = key;
    this.plan = plan;
  }

  /**
   * A signer.
   *
   * @param key RSA of 2048 bits at least, or Ed25519
   * @throws IllegalArgumentException for a smaller RSA key (RFC 8301 §3.2) or another kind
   * @throws DkimSyntaxException if domain or selector aren't
   */
  public DkimSigner(String domain, String selector, PrivateKey key, SigningPlan plan)
      throws DkimSyntaxException {
    this(new SigningKey(domain, selector, key), plan);
  }

  /** The canonical form of the body. */
  Canonicalization body() {
    return plan.body();
  }

  /** The whole field, folded, with CRLF at its end. */
  byte[] field(HeaderHasher header, byte[] bodyHash, long now) {
    List<String> names = plan.names(header);
    FoldedField field = new FoldedField("DKIM-Signature");
    field.tag("v=1;").tag("a=" + key.algorithm() + ";");
    field.tag("c=" + plan.header() + "/" + plan.body() + ";");
    field.tag("d=" + key.domain() + ";").tag("s=" + key.selector() + ";");
    if (plan.timestamp() || plan.lifetimeSeconds() > 0) {
      field.tag("t=" + now + ";");
    }
    if (plan.lifetimeSeconds() > 0) {
      field.tag("x=" + (now + plan.lifetimeSeconds()) + ";");
    }
    field.names(names);
    field.tag("bh=" + Base64.getEncoder().encodeToString(bodyHash) + ";").tag("b=");
    byte[] signature = key.sign(header.signed(names, plan.header(), field.bytes()));
    return field.base64(signature).ended();
  }
}
