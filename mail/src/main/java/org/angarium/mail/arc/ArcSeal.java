package org.angarium.mail.arc;

import org.angarium.mail.dkim.DkimAlgorithm;
import org.angarium.mail.dkim.DkimKeys;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.TagList;

/**
 * What an ARC-Seal field says (RFC 8617 §4.1.3).
 *
 * @param instance {@code i=}, 1 to 50
 * @param validation {@code cv=}: the chain as the sealer found it
 * @param domain {@code d=}, lower case, A-labels
 * @param selector {@code s=}
 * @param signedAt {@code t=}, seconds since 1970; -1 if it doesn't say
 * @param signature {@code b=}
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a copy per access would cost
public record ArcSeal(
    int instance,
    DkimAlgorithm algorithm,
    ChainValidation validation,
    String domain,
    String selector,
    long signedAt,
    byte[] signature) {

  /** Reads the value of a field as it came, folds included. */
  static ArcSeal parse(byte[] value, DkimLimits limits) throws DkimSyntaxException {
    TagList tags = DkimSignatureField.tags(value, limits);
    ChainValidation validation = ChainValidation.of(tags.required("cv"));
    if (validation == null) {
      throw new DkimSyntaxException("unknown cv=");
    }
    if (tags.value("h") != null || tags.value("bh") != null) {
      // §4.1.3: what a seal signs is fixed; one that claims to choose is not to be trusted.
      throw new DkimSyntaxException("seal with h= or bh=");
    }
    return new ArcSeal(
        ArcFields.instance(tags),
        DkimAlgorithm.of(tags.required("a")),
        validation,
        DkimSignatureField.domain(tags.required("d")),
        DkimSignatureField.selector(tags.required("s")),
        ArcFields.time(tags),
        DkimSignatureField.base64(tags.required("b")));
  }

  /** The key that it needs. */
  DkimKeys.Use keyUse() {
    return new DkimKeys.Use(domain, selector, algorithm, domain);
  }
}
