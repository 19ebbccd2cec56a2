package org.angarium.mail.arf;

import java.net.InetAddress;
import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.IpAddresses;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.message.HeaderWriter;
import org.angarium.mail.message.MessageBuilder;
import org.angarium.mail.report.ExtensionField;
import org.angarium.mail.report.ReportParts;
import org.angarium.mail.report.ReturnedMessage;
import org.jspecify.annotations.Nullable;

/** Writes a {@link FeedbackReport} as a message. */
final class FeedbackReportWriter {
  private final FeedbackReport report;
  private final HeaderWriter fields = new HeaderWriter();

  FeedbackReportWriter(FeedbackReport report) {
    this.report = report;
  }

  byte[] write(
      EmailAddress from,
      EmailAddress to,
      String messageId,
      OffsetDateTime date,
      String subject,
      String words,
      byte[] original,
      boolean full) {
    return new MessageBuilder()
        .date(date)
        .from(from)
        .to(to)
        .subject(subject)
        .messageId(messageId)
        .field("Auto-Submitted", "auto-generated")
        .body(
            ReportParts.multipart(
                "feedback-report",
                BodyPart.plain(words),
                fieldsPart(),
                ReturnedMessage.part(original, full, false, false)))
        .build();
  }

  private BodyPart fieldsPart() {
    fields.raw("Feedback-Type", report.type().toString());
    fields.raw("User-Agent", report.userAgent());
    fields.raw("Version", "1");
    optional("Original-Envelope-Id", report.originalEnvelopeId());
    String mailFrom = report.originalMailFrom();
    if (mailFrom != null) {
      fields.raw("Original-Mail-From", path(mailFrom));
    }
    OffsetDateTime arrival = report.arrivalDate();
    if (arrival != null) {
      fields.raw("Arrival-Date", MessageDate.format(arrival));
    }
    String mta = report.reportingMta();
    if (mta != null) {
      fields.raw("Reporting-MTA", "dns; " + mta);
    }
    InetAddress source = report.sourceIp();
    if (source != null) {
      // Without the scope that an address of this host's links may have.
      byte[] octets = IpAddresses.octets(source);
      fields.raw("Source-IP", (octets.length == 16 ? "IPv6:" : "") + IpAddresses.text(octets));
    }
    if (report.sourcePort() > 0) {
      fields.raw("Source-Port", String.valueOf(report.sourcePort()));
    }
    if (report.incidents() > 1) {
      fields.raw("Incidents", String.valueOf(report.incidents()));
    }
    many("Authentication-Results", report.authenticationResults());
    for (String recipient : report.originalRcptTo()) {
      fields.raw("Original-Rcpt-To", path(recipient));
    }
    many("Reported-Domain", report.reportedDomains());
    many("Reported-URI", report.reportedUris());
    AuthFailure failure = report.authFailure();
    if (failure != null) {
      authFailure(failure);
    }
    for (ExtensionField extension : report.extensions()) {
      fields.raw(extension.name(), extension.value());
    }
    byte[] body = fields.toByteArray();
    boolean eightBit = false;
    for (byte b : body) {
      eightBit |= b < 0;
    }
    return BodyPart.of("message/feedback-report", List.of(), eightBit ? "8bit" : "7bit", body);
  }

  /** RFC 6591 §3. */
  private void authFailure(AuthFailure failure) {
    fields.raw("Auth-Failure", failure.kind().toString());
    if (failure.deliveryResult() != null) {
      fields.raw("Delivery-Result", failure.deliveryResult().toString());
    }
    optional("Identity-Alignment", failure.identityAlignment());
    optional("DKIM-Domain", failure.dkimDomain());
    optional("DKIM-Identity", failure.dkimIdentity());
    optional("DKIM-Selector", failure.dkimSelector());
    optional("DKIM-Canonicalized-Header", failure.dkimCanonicalizedHeader());
    optional("DKIM-Canonicalized-Body", failure.dkimCanonicalizedBody());
    optional("DKIM-ADSP-DNS", failure.dkimAdspDns());
    many("SPF-DNS", failure.spfDns());
  }

  private void optional(String name, @Nullable String value) {
    if (value != null) {
      fields.raw(name, value);
    }
  }

  private void many(String name, List<String> values) {
    for (String value : values) {
      fields.raw(name, value);
    }
  }

  private static String path(String address) {
    return address.startsWith("<") ? address : "<" + address + ">";
  }
}
