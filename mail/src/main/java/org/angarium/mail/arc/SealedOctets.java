package org.angarium.mail.arc;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.angarium.mail.dkim.Canonicalization;
import org.angarium.mail.dkim.HeaderHasher;

/**
 * What seals sign (RFC 8617 §5.1.1): the fields of all sets up to and with their own, relaxed,
 * results before message signature before seal; the last seal without its signature. Each field is
 * brought into canonical form once, however many seals cover it.
 */
final class SealedOctets {
  private final ByteArrayOutputStream all = new ByteArrayOutputStream(4096);

  /** Nothing yet, or the sets that are there already. */
  SealedOctets(List<ArcSet> sets) {
    for (ArcSet set : sets) {
      add(set);
    }
  }

  /** The octets that the seal of the next set signs. Doesn't add the set. */
  byte[] signed(byte[] results, byte[] signature, byte[] seal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(all.size() + 4096);
    out.writeBytes(all.toByteArray());
    line(results, out);
    line(signature, out);
    HeaderHasher.append(HeaderHasher.withoutSignature(seal), Canonicalization.RELAXED, out);
    return out.toByteArray();
  }

  /** Goes on to the next set. */
  void add(ArcSet set) {
    line(set.resultsField().raw(), all);
    line(set.signatureField().raw(), all);
    line(set.sealField().raw(), all);
  }

  private static void line(byte[] field, ByteArrayOutputStream out) {
    HeaderHasher.append(field, Canonicalization.RELAXED, out);
    out.write('\r');
    out.write('\n');
  }
}
