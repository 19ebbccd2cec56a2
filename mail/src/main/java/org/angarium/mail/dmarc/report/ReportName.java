package org.angarium.mail.dmarc.report;

import java.util.Optional;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregate report's file is called (RFC 7489 §7.2.1.1, RFC 9990 §3.5.2): {@code
 * mail.receiver.example!example.com!1013662812!1013749130.xml.gz}.
 *
 * @param receiver who reports
 * @param policyDomain about whom
 * @param begin first second of the period, since 1970
 * @param end its last
 * @param uniqueId letters and digits that tell reports of one period apart; null for none
 * @param extension {@code xml}, {@code xml.gz}, or {@code zip} as others use it
 */
public record ReportName(
    String receiver,
    String policyDomain,
    long begin,
    long end,
    @Nullable String uniqueId,
    String extension) {
  private static final int MAX_LENGTH = 700;
  private static final int MAX_ID = 100;

  /**
   * Checks that the parts can stand in a name.
   *
   * @throws IllegalArgumentException if they can't
   */
  public ReportName {
    if (uniqueId != null && !isId(uniqueId)) {
      throw new IllegalArgumentException("a unique id has letters and digits");
    }
    if (!isExtension(extension) || begin < 0 || end < begin) {
      throw new IllegalArgumentException("not the name of a report");
    }
    try {
      receiver = DkimSignatureField.domain(receiver);
      policyDomain = DkimSignatureField.domain(policyDomain);
    } catch (DkimSyntaxException e) {
      throw new IllegalArgumentException("not a domain", e);
    }
  }

  /** Reads a file name; empty if it isn't made by the rule, as of many reporters. */
  public static Optional<ReportName> parse(String fileName) {
    if (fileName.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String[] parts = fileName.split("!", 6);
    if (parts.length != 4 && parts.length != 5) {
      return Optional.empty();
    }
    String last = parts[parts.length - 1];
    int dot = last.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    parts[parts.length - 1] = last.substring(0, dot);
    long begin = seconds(parts[2]);
    long end = seconds(parts[3]);
    if (begin < 0 || end < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ReportName(
              parts[0],
              parts[1],
              begin,
              end,
              parts.length == 5 ? parts[4] : null,
              last.substring(dot + 1)));
    } catch (IllegalArgumentException notByTheRule) {
      return Optional.empty();
    }
  }

  /** The name. */
  @Override
  public String toString() {
    return receiver
        + "!"
        + policyDomain
        + "!"
        + begin
        + "!"
        + end
        + (uniqueId == null ? "" : "!" + uniqueId)
        + "."
        + extension;
  }

  /** The subject of the message that brings the report. */
  public String subject(String reportId) {
    return "Report Domain: "
        + policyDomain
        + " Submitter: "
        + receiver
        + " Report-ID: <"
        + reportId
        + ">";
  }

  private static long seconds(String digits) {
    return digits.isEmpty()
            || digits.length() > 15
            || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? -1
        : Long.parseLong(digits);
  }

  private static boolean isId(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_ID
        && id.chars()
            .allMatch(
                c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  }

  private static boolean isExtension(String extension) {
    return extension.equals("xml") || extension.equals("xml.gz") || extension.equals("zip");
  }
}
