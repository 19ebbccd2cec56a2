package org.angarium.mail.dmarc.report;

import java.util.List;
import org.angarium.mail.dmarc.DmarcPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver tells a domain about mail that bears its name (RFC 9990 §3.1.1, RFC 7489 Appendix
 * C). Words of vocabularies that others may extend, such as results, are kept as they are written.
 *
 * @param organization who reports
 * @param email whom to ask about the report
 * @param contact more of that, or null
 * @param reportId unique among the reports of this organisation to this domain
 * @param begin first second of the period, since 1970
 * @param end its last
 * @param errors what was wrong with the policy; RFC 9990 has one at most
 * @param generator the program that made the report, or null
 * @param records at least one
 */
public record AggregateReport(
    String organization,
    String email,
    @Nullable String contact,
    String reportId,
    long begin,
    long end,
    List<String> errors,
    @Nullable String generator,
    Policy policy,
    List<ReportRecord> records) {

  public AggregateReport {
    errors = List.copyOf(errors);
    records = List.copyOf(records);
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a report of nothing (RFC 9990 §3.1.1.2)");
    }
  }

  /**
   * The policy as it was found. What isn't said is null.
   *
   * @param domain where it was found
   * @param subdomains {@code sp=}
   * @param nonexistent {@code np=}
   * @param strictDkim {@code adkim=s}
   * @param strictSpf {@code aspf=s}
   * @param percent {@code pct=}: in reports by RFC 7489; -1 if it isn't said
   * @param failureOptions {@code fo=}
   * @param testing {@code t=y}: in reports by RFC 9990
   * @param discovery {@code psl} or {@code treewalk}
   */
  public record Policy(
      String domain,
      DmarcPolicy policy,
      @Nullable DmarcPolicy subdomains,
      @Nullable DmarcPolicy nonexistent,
      boolean strictDkim,
      boolean strictSpf,
      int percent,
      @Nullable String failureOptions,
      boolean testing,
      @Nullable String discovery) {}

  /**
   * Messages that are alike.
   *
   * @param sourceIp the host that they came from, as text
   * @param disposition what was done: {@code none}, {@code quarantine}, {@code reject}, or {@code
   *     pass} (RFC 9990)
   * @param dkimAligned whether DKIM gave an aligned pass
   * @param spfAligned whether SPF did
   * @param reasons why what was done isn't what the policy says
   * @param headerFrom the domain of From
   * @param envelopeFrom the domain of the reverse path, empty for the null one; null if not said
   * @param envelopeTo the domain of the recipients; null if not said
   */
  public record ReportRecord(
      String sourceIp,
      long count,
      String disposition,
      boolean dkimAligned,
      boolean spfAligned,
      List<Reason> reasons,
      String headerFrom,
      @Nullable String envelopeFrom,
      @Nullable String envelopeTo,
      List<DkimOutcome> dkim,
      List<SpfOutcome> spf) {

    public ReportRecord {
      reasons = List.copyOf(reasons);
      dkim = List.copyOf(dkim);
      spf = List.copyOf(spf);
    }
  }

  /**
   * Why the policy wasn't followed.
   *
   * @param type {@code local_policy}, {@code mailing_list}, {@code other}, {@code
   *     policy_test_mode}, {@code trusted_forwarder}; by RFC 7489 also {@code forwarded} and {@code
   *     sampled_out}
   */
  public record Reason(String type, @Nullable String comment) {}

  /**
   * What a signature came to, aligned or not.
   *
   * @param selector null where the reporter doesn't say, which RFC 7489 allows
   */
  public record DkimOutcome(
      String domain, @Nullable String selector, String result, @Nullable String humanResult) {}

  /**
   * What SPF came to, aligned or not.
   *
   * @param scope {@code mfrom}, or by RFC 7489 {@code helo}; null if not said
   */
  public record SpfOutcome(
      String domain, @Nullable String scope, String result, @Nullable String humanResult) {}
}
