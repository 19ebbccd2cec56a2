package org.angarium.mail.arf;

import java.net.InetAddress;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.IpAddresses;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.report.ReportFields;
import org.angarium.mail.report.ReportParts;
import org.angarium.mail.report.ReportSyntaxException;
import org.angarium.mail.report.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads the feedback of others (RFC 5965, RFC 6591, RFC 6692). Times, addresses and ports that are
 * none are left out.
 */
public final class FeedbackReportParser {
  private static final Set<String> SUBTYPE = Set.of("feedback-report");

  private static final String IPV6 = "IPv6:";

  private static final Set<String> KNOWN =
      Set.of(
          "feedback-type",
          "user-agent",
          "version",
          "original-envelope-id",
          "original-mail-from",
          "arrival-date",
          "received-date",
          "reporting-mta",
          "source-ip",
          "source-port",
          "incidents",
          "authentication-results",
          "original-rcpt-to",
          "reported-domain",
          "reported-uri",
          "auth-failure",
          "delivery-result",
          "identity-alignment",
          "dkim-domain",
          "dkim-identity",
          "dkim-selector",
          "dkim-canonicalized-header",
          "dkim-canonicalized-body",
          "dkim-adsp-dns",
          "spf-dns");

  private FeedbackReportParser() {}

  /** The report that a message is, or null if it is none. */
  public static @Nullable FeedbackReport parse(MessageStructure message, MessageSource source)
      throws ReportSyntaxException {
    byte[] fields = ReportParts.fields(message, source, SUBTYPE);
    return fields == null ? null : parseFields(fields);
  }

  /** The report in the body of a {@code message/feedback-report} part. */
  public static FeedbackReport parseFields(byte[] body) throws ReportSyntaxException {
    ReportFields fields = ReportFields.of(body);
    FeedbackType type = FeedbackType.of(ReportFields.firstWord(fields.required("Feedback-Type")));
    fields.required("Version");
    String arrival = fields.once("Arrival-Date");
    // §3.2: Received-Date is what drafts called it; both together are malformed.
    String received = fields.once("Received-Date");
    if (arrival != null && received != null) {
      throw new ReportSyntaxException("Arrival-Date and Received-Date");
    }
    String mta = fields.once("Reporting-MTA");
    String mailFrom = fields.once("Original-Mail-From");
    return new FeedbackReport(
        type,
        fields.required("User-Agent"),
        fields.once("Original-Envelope-Id"),
        mailFrom == null ? null : address(mailFrom),
        date(arrival == null ? received : arrival),
        mta == null ? null : TypedValue.parse(mta).value(),
        ip(fields.once("Source-IP")),
        port(fields.once("Source-Port")),
        incidents(fields.once("Incidents")),
        fields.many("Authentication-Results"),
        addresses(fields.many("Original-Rcpt-To")),
        fields.many("Reported-Domain"),
        fields.many("Reported-URI"),
        type == FeedbackType.AUTH_FAILURE ? authFailure(fields) : null,
        fields.others(KNOWN));
  }

  private static AuthFailure authFailure(ReportFields fields) throws ReportSyntaxException {
    AuthFailure.Kind kind =
        AuthFailure.Kind.of(ReportFields.firstWord(fields.required("Auth-Failure")));
    if (kind == null) {
      throw new ReportSyntaxException("unknown Auth-Failure");
    }
    String delivery = fields.once("Delivery-Result");
    return new AuthFailure(
        kind,
        delivery == null ? null : AuthFailure.DeliveryResult.of(ReportFields.firstWord(delivery)),
        fields.once("Identity-Alignment"),
        fields.once("DKIM-Domain"),
        fields.once("DKIM-Identity"),
        fields.once("DKIM-Selector"),
        fields.once("DKIM-Canonicalized-Header"),
        fields.once("DKIM-Canonicalized-Body"),
        fields.once("DKIM-ADSP-DNS"),
        fields.many("SPF-DNS"));
  }

  private static List<String> addresses(List<String> paths) {
    List<String> addresses = new ArrayList<>(paths.size());
    for (String path : paths) {
      addresses.add(address(path));
    }
    return addresses;
  }

  /** A path without its angle brackets. */
  private static String address(String path) {
    String bare = path.strip();
    return bare.startsWith("<") && bare.endsWith(">") && bare.length() > 1
        ? bare.substring(1, bare.length() - 1)
        : bare;
  }

  private static long incidents(@Nullable String text) throws ReportSyntaxException {
    if (text == null) {
      return 1;
    }
    String digits = ReportFields.firstWord(text);
    if (digits.isEmpty()
        || digits.length() > 10
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
        || Long.parseLong(digits) > FeedbackReport.MAX_INCIDENTS) {
      throw new ReportSyntaxException("Incidents is no number");
    }
    return Math.max(1, Long.parseLong(digits));
  }

  private static @Nullable InetAddress ip(@Nullable String text) {
    String word = text == null ? "" : ReportFields.firstWord(text);
    // §3.2: as in SMTP, where an IPv6 address is marked; many reporters leave that out.
    String literal =
        word.regionMatches(true, 0, IPV6, 0, IPV6.length()) ? word.substring(IPV6.length()) : word;
    InetAddress four = IpAddresses.parse4(literal);
    InetAddress six = four == null ? IpAddresses.parse6(literal) : null;
    return six == null ? four : IpAddresses.plain(six);
  }

  private static int port(@Nullable String text) {
    String digits = text == null ? "" : ReportFields.firstWord(text);
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    int port = Integer.parseInt(digits);
    return port > 65_535 ? 0 : port;
  }

  private static @Nullable OffsetDateTime date(@Nullable String text) {
    return text == null ? null : MessageDate.parse(text);
  }
}
