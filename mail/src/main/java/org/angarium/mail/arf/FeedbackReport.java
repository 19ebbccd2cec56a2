package org.angarium.mail.arf;

import java.net.InetAddress;
import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.report.ExtensionField;
import org.jspecify.annotations.Nullable;

/**
 * What a report says to programs (RFC 5965 §3).
 *
 * @param userAgent who made the report, name and version
 * @param originalEnvelopeId the ENVID of the message, or null
 * @param originalMailFrom the reverse path, empty for the null one; null if unknown
 * @param arrivalDate when the message came, or null
 * @param reportingMta the host that it came to, or null
 * @param sourceIp the host that it came from, or null
 * @param sourcePort of that host's connection (RFC 6692), which tells apart who shares the address;
 *     0 if unknown
 * @param incidents how many such messages the report stands for; 1 if it doesn't say
 * @param authenticationResults values of Authentication-Results fields
 * @param originalRcptTo forward paths
 * @param reportedDomains who the reporter thinks is responsible
 * @param reportedUris what is complained of in the message
 * @param authFailure for {@link FeedbackType#AUTH_FAILURE} and only for that
 * @param extensions fields that no standard names
 */
public record FeedbackReport(
    FeedbackType type,
    String userAgent,
    @Nullable String originalEnvelopeId,
    @Nullable String originalMailFrom,
    @Nullable OffsetDateTime arrivalDate,
    @Nullable String reportingMta,
    @Nullable InetAddress sourceIp,
    int sourcePort,
    long incidents,
    List<String> authenticationResults,
    List<String> originalRcptTo,
    List<String> reportedDomains,
    List<String> reportedUris,
    @Nullable AuthFailure authFailure,
    List<ExtensionField> extensions) {

  /** RFC 5965 §3.2: an unsigned number of 32 bits. */
  static final long MAX_INCIDENTS = 0xffff_ffffL;

  /** Checks what belongs together. */
  public FeedbackReport {
    if ((authFailure != null) != (type == FeedbackType.AUTH_FAILURE)) {
      throw new IllegalArgumentException("auth-failure and its fields go together (RFC 6591 §3)");
    }
    if (incidents < 1 || incidents > MAX_INCIDENTS) {
      throw new IllegalArgumentException("not a number of incidents");
    }
    if (sourcePort < 0 || sourcePort > 65_535) {
      throw new IllegalArgumentException("not a port");
    }
    authenticationResults = List.copyOf(authenticationResults);
    originalRcptTo = List.copyOf(originalRcptTo);
    reportedDomains = List.copyOf(reportedDomains);
    reportedUris = List.copyOf(reportedUris);
    extensions = List.copyOf(extensions);
  }

  /** A report that says nothing but what it is. */
  public static FeedbackReport of(FeedbackType type, String userAgent) {
    return new FeedbackReport(
        type, userAgent, null, null, null, null, null, 0, 1, List.of(), List.of(), List.of(),
        List.of(), null, List.of());
  }

  /**
   * The report as a complete message with CRLF line ends. It is to be sent with the null reverse
   * path, so that nobody answers it (RFC 5965 §5 leaves that open).
   *
   * @param words the part for people
   * @param subject such as {@code FW:} and that of the message (RFC 5965 §2)
   * @param original the message that the report is about, or its header; as much as may be revealed
   * @param full whether all of {@code original} goes back or its header only
   */
  public byte[] render(
      EmailAddress from,
      EmailAddress to,
      String messageId,
      OffsetDateTime date,
      String subject,
      String words,
      byte[] original,
      boolean full) {
    return new FeedbackReportWriter(this)
        .write(from, to, messageId, date, subject, words, original, full);
  }
}
