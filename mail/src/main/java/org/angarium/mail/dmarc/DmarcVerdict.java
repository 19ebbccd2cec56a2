package org.angarium.mail.dmarc;

import java.util.List;
import org.angarium.mail.authres.MethodResult;
import org.jspecify.annotations.Nullable;

/**
 * The outcome for a message.
 *
 * @param domain of From; empty if there isn't exactly one
 * @param policyDomain where the record was found, or null
 * @param record the policy, or null
 * @param organization the author's organisation; the domain itself where no policy applies
 * @param organizationRecord its policy, which may be another one; null for none
 * @param published what the record says for this domain, whatever the outcome: {@code p}, {@code
 *     sp} or {@code np}; {@code NONE} without a record
 * @param wish what the domain wishes for this message: {@code NONE} unless it failed; a step milder
 *     than published while the domain tests, or if the message isn't one of those {@code pct=} is
 *     about
 * @param dkimAligned the signing domain that aligns, or null
 * @param spfAligned SPF's domain if it aligns, or null
 */
public record DmarcVerdict(
    DmarcResult result,
    String domain,
    @Nullable String policyDomain,
    @Nullable DmarcRecord record,
    String organization,
    @Nullable DmarcRecord organizationRecord,
    DmarcPolicy published,
    DmarcPolicy wish,
    @Nullable String dkimAligned,
    @Nullable String spfAligned) {

  /** No policy applies. */
  static DmarcVerdict without(DmarcResult result, String domain) {
    return new DmarcVerdict(
        result, domain, null, null, domain, null, DmarcPolicy.NONE, DmarcPolicy.NONE, null, null);
  }

  /** The proven domain that decided, or null. */
  public @Nullable String aligned() {
    return dkimAligned != null ? dkimAligned : spfAligned;
  }

  /** Whether a failed message is spared what is published for it, since the domain tests. */
  public boolean spared() {
    return result == DmarcResult.FAIL && wish != published;
  }

  /**
   * DMARC's line in Authentication-Results (RFC 7489 §11.2 and its successor).
   *
   * @param applied what is done with the message here
   */
  public MethodResult methodResult(DmarcPolicy applied) {
    MethodResult written = new MethodResult("dmarc", result.toString(), null, List.of());
    if (!domain.isEmpty()) {
      written = written.with("header", "from", domain);
    }
    return record == null ? written : written.with("policy", "dmarc", applied.toString());
  }
}
