package org.angarium.mail.dmarc.report;

import java.net.InetAddress;
import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.arf.AuthFailure;
import org.angarium.mail.arf.FeedbackReport;
import org.angarium.mail.arf.FeedbackType;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dmarc.DmarcRecord;
import org.angarium.mail.dmarc.DmarcVerdict;
import org.jspecify.annotations.Nullable;

/**
 * A message as a failure report tells of it (RFC 9991 §4, RFC 6591).
 *
 * @param reverse the reverse path, empty for the null one
 * @param recipients of the message; empty to keep them to ourselves, which is the safe thing
 * @param source the host that it came from
 * @param sourcePort of its connection; 0 if unknown
 * @param arrival when it came
 * @param reportingMta our host
 * @param results what our checks came to, DMARC's among them
 * @param signatures the results of DKIM
 * @param spfFailed whether SPF came to fail or softfail
 * @param spfDns the SPF records that were used, each {@code txt : domain : "record"}: a report must
 *     have them where SPF failed for a domain that would have aligned
 * @param delivery what became of it
 */
public record FailureReport(
    String reverse,
    List<String> recipients,
    @Nullable InetAddress source,
    int sourcePort,
    OffsetDateTime arrival,
    String reportingMta,
    AuthenticationResults results,
    List<DkimResult> signatures,
    boolean spfFailed,
    List<String> spfDns,
    AuthFailure.DeliveryResult delivery) {

  public FailureReport {
    recipients = List.copyOf(recipients);
    signatures = List.copyOf(signatures);
    spfDns = List.copyOf(spfDns);
  }

  /**
   * Whether the domain wants to hear of this message (its {@code fo=}); where, {@code ruf=} says. A
   * public suffix may not: it would read what is written to others (RFC 9991 §2).
   */
  public boolean isWanted(DmarcVerdict verdict) {
    DmarcRecord record = verdict.record();
    return record != null
        && record.suffix() != 'y'
        && !record.failureReports().isEmpty()
        && record
            .failureOptions()
            .wants(
                verdict.dkimAligned() != null,
                verdict.spfAligned() != null,
                failedSignature(verdict) != null,
                spfFailed);
  }

  /**
   * The feedback for the domain.
   *
   * @param userAgent name and version of our program
   */
  public FeedbackReport feedback(DmarcVerdict verdict, String userAgent) {
    AuthFailure failure =
        AuthFailure.of(AuthFailure.Kind.DMARC)
            .with(delivery)
            .unaligned(unaligned(verdict))
            .ofSpf(spfFailed ? spfDns : List.of());
    DkimResult failed = failedSignature(verdict);
    if (failed != null && failed.signature() != null) {
      failure =
          failure.ofSignature(
              failed.signature().domain(),
              failed.signature().identity(),
              failed.signature().selector());
    }
    return new FeedbackReport(
        FeedbackType.AUTH_FAILURE,
        userAgent,
        null,
        reverse,
        arrival,
        reportingMta,
        source,
        sourcePort,
        1,
        List.of(ofDmarc().value()),
        recipients,
        List.of(verdict.domain()),
        List.of(),
        failure,
        List.of());
  }

  /** RFC 6591 §3.1: a report has the result of one method, that which it is about. */
  private AuthenticationResults ofDmarc() {
    return new AuthenticationResults(
        results.authservId(),
        results.results().stream().filter(result -> result.method().equals("dmarc")).toList());
  }

  /** RFC 9991 §4: the methods that gave no aligned pass. */
  private static String unaligned(DmarcVerdict verdict) {
    if (verdict.dkimAligned() == null) {
      return verdict.spfAligned() == null ? "dkim, spf" : "dkim";
    }
    return verdict.spfAligned() == null ? "spf" : "none";
  }

  /** One whose domain would have aligned must be told of (RFC 9991 §4), so it comes first. */
  private @Nullable DkimResult failedSignature(DmarcVerdict verdict) {
    DkimResult first = null;
    for (DkimResult result : signatures) {
      String domain = result.domain();
      if (!result.passed()
          && domain != null
          && (domain.equals(verdict.organization())
              || domain.endsWith("." + verdict.organization()))) {
        return result;
      }
      first = first == null && !result.passed() ? result : first;
    }
    return first;
  }
}
