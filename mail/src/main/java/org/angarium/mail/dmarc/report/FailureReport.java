package org.angarium.mail.dmarc.report;

import java.net.InetAddress;
import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.arf.AuthFailure;
import org.angarium.mail.arf.FeedbackReport;
import org.angarium.mail.arf.FeedbackType;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dmarc.DmarcVerdict;
import org.angarium.mail.dmarc.FailureOptions;
import org.jspecify.annotations.Nullable;

/**
 * A message as a failure report tells of it (RFC 7489 §7.3, RFC 6591).
 *
 * @param reverse the reverse path, empty for the null one
 * @param recipients of the message; empty to keep them to ourselves, which is the safe thing
 * @param source the host that it came from
 * @param arrival when it came
 * @param reportingMta our host
 * @param results what our checks came to
 * @param signatures the results of DKIM
 * @param spfFailed whether SPF came to fail or softfail
 * @param delivery what became of it
 */
public record FailureReport(
    String reverse,
    List<String> recipients,
    @Nullable InetAddress source,
    OffsetDateTime arrival,
    String reportingMta,
    AuthenticationResults results,
    List<DkimResult> signatures,
    boolean spfFailed,
    AuthFailure.DeliveryResult delivery) {

  public FailureReport {
    recipients = List.copyOf(recipients);
    signatures = List.copyOf(signatures);
  }

  /**
   * Whether the domain wants to hear of this message (its {@code fo=}); where, {@code ruf=} says.
   */
  public boolean isWanted(DmarcVerdict verdict) {
    FailureOptions options =
        verdict.record() == null ? FailureOptions.DEFAULT : verdict.record().failureOptions();
    return verdict.record() != null
        && !verdict.record().failureReports().isEmpty()
        && options.wants(
            verdict.dkimAligned() != null,
            verdict.spfAligned() != null,
            failedSignature() != null,
            spfFailed);
  }

  /**
   * The feedback for the domain.
   *
   * @param userAgent name and version of our program
   */
  public FeedbackReport feedback(DmarcVerdict verdict, String userAgent) {
    AuthFailure failure =
        AuthFailure.of(AuthFailure.Kind.DMARC).with(delivery).unaligned(unaligned(verdict));
    DkimResult failed = failedSignature();
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
        1,
        List.of(results.value()),
        recipients,
        List.of(verdict.domain()),
        List.of(),
        failure,
        List.of());
  }

  /** RFC 7489 §7.3.1: the methods that gave no aligned pass. */
  private static String unaligned(DmarcVerdict verdict) {
    if (verdict.dkimAligned() == null) {
      return verdict.spfAligned() == null ? "dkim, spf" : "dkim";
    }
    return verdict.spfAligned() == null ? "spf" : "none";
  }

  private @Nullable DkimResult failedSignature() {
    for (DkimResult result : signatures) {
      if (!result.passed()) {
        return result;
      }
    }
    return null;
  }
}
