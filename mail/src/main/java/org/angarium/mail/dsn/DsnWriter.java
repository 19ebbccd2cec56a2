package org.angarium.mail.dsn;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.message.HeaderWriter;
import org.angarium.mail.message.HeaderWriter.Parameter;
import org.angarium.mail.message.MessageBuilder;
import org.jspecify.annotations.Nullable;

/** Writes a {@link DeliveryStatusNotification} as a message. */
final class DsnWriter {
  /** Bytes of the original header that go back; more than that is no use to anybody. */
  private static final int MAX_HEADER = 64 * 1024;

  /** Recipients named in the words for people; the fields for programs name all. */
  private static final int MAX_NAMED = 50;

  private final DeliveryStatusNotification report;
  private final boolean international;

  DsnWriter(DeliveryStatusNotification report) {
    this.report = report;
    this.international =
        report.recipients().stream()
            .anyMatch(r ->
                !isAscii(r.finalRecipient())
                    || (r.originalRecipient() != null && !isAscii(r.originalRecipient())));
  }

  byte[] write(
      EmailAddress from,
      EmailAddress to,
      String messageId,
      OffsetDateTime date,
      byte[] original,
      ReturnedContent returned) {
    List<BodyPart> parts = new ArrayList<>(3);
    String subject = originalSubject(original);
    parts.add(BodyPart.plain(words(subject)));
    parts.add(statusPart());
    if (original.length > 0) {
      parts.add(originalPart(original, returned));
    }
    List<Parameter> reportType =
        List.of(
            new Parameter(
                "report-type", international ? "global-delivery-status" : "delivery-status"));
    return new MessageBuilder()
        .date(date)
        .from("Mail Delivery System", from)
        .to(to)
        .subject(title())
        .messageId(messageId)
        .field("Auto-Submitted", "auto-replied")
        .body(BodyPart.multipart("report", reportType, parts))
        .build();
  }

  private String title() {
    if (report.has(DsnAction.FAILED)) {
      return "Your message could not be delivered";
    }
    return report.has(DsnAction.DELAYED) ? "Your message is delayed" : "Your message was delivered";
  }

  /** The part for people: what happened, to whom, why, and what they can do. */
  private String words(@Nullable String subject) {
    StringBuilder out =
        new StringBuilder("This is the mail system at ")
            .append(line(report.reportingMta()))
            .append(".\n\n");
    out.append(
        subject == null || subject.isBlank()
            ? "Your message"
            : "Your message \"" + line(subject) + "\"");
    OffsetDateTime arrival = report.arrivalDate();
    if (arrival != null) {
      out.append(", sent on ").append(MessageDate.format(arrival)).append(",");
    }
    out.append('\n');
    boolean first = true;
    for (DsnAction action : DsnAction.values()) {
      first = section(out, action, first);
    }
    if (report.has(DsnAction.FAILED)) {
      out.append(
          "\nWe have given up on the recipients that failed. Check their addresses, or show this message\n");
      out.append("to the people who run their mail system.\n");
    }
    return out.toString();
  }

  private static String lead(DsnAction action) {
    return switch (action) {
      case FAILED -> "could not be delivered to:";
      case DELAYED -> "has not been delivered yet. You need not do anything, we keep trying:";
      case DELIVERED -> "was delivered to:";
      case RELAYED -> "was passed on to a system that sends no confirmations, for:";
      case EXPANDED -> "was delivered to this list and sent on to its members:";
    };
  }

  /**
   * Names the recipients with that action, if there are any.
   *
   * @param first whether the sentence "Your message" is still open
   * @return whether it still is
   */
  private boolean section(StringBuilder out, DsnAction action, boolean first) {
    int named = 0;
    for (DsnRecipient recipient : report.recipients()) {
      if (recipient.action() != action) {
        continue;
      }
      if (named++ == 0) {
        out.append(first ? "" : "\nIt ").append(lead(action)).append("\n\n");
      }
      if (named <= MAX_NAMED) {
        named(out, recipient);
      }
    }
    if (named > MAX_NAMED) {
      out.append("  and ").append(named - MAX_NAMED).append(" more\n");
    }
    return first && named == 0;
  }

  private static void named(StringBuilder out, DsnRecipient recipient) {
    out.append("  ").append(line(recipient.finalRecipient())).append('\n');
    if (recipient.action() == DsnAction.FAILED || recipient.action() == DsnAction.DELAYED) {
      out.append("    ").append(StatusWords.of(recipient.status())).append('\n');
      String diagnostic = recipient.diagnosticCode();
      if (diagnostic != null) {
        String host = recipient.remoteMta();
        out.append("    ")
            .append(host == null ? "The reason: " : "The host " + line(host) + " said: ");
        out.append(line(diagnostic)).append('\n');
      }
      OffsetDateTime until = recipient.willRetryUntil();
      if (until != null) {
        out.append("    We will try until ").append(MessageDate.format(until)).append(".\n");
      }
    }
  }

  /** The part for programs: RFC 3464 §2.2 and §2.3, or its internationalised form, RFC 6533 §4. */
  private BodyPart statusPart() {
    HeaderWriter perMessage = new HeaderWriter();
    if (report.originalEnvelopeId() != null) {
      perMessage.raw("Original-Envelope-Id", report.originalEnvelopeId());
    }
    perMessage.raw("Reporting-MTA", "dns; " + report.reportingMta());
    if (report.arrivalDate() != null) {
      perMessage.raw("Arrival-Date", MessageDate.format(report.arrivalDate()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(perMessage.toByteArray());
    for (DsnRecipient recipient : report.recipients()) {
      out.write('\r');
      out.write('\n');
      out.writeBytes(perRecipient(recipient));
    }
    String type = international ? "message/global-delivery-status" : "message/delivery-status";
    return BodyPart.of(type, List.of(), international ? "8bit" : "7bit", out.toByteArray());
  }

  private static byte[] perRecipient(DsnRecipient recipient) {
    HeaderWriter fields = new HeaderWriter();
    if (recipient.originalRecipient() != null) {
      fields.raw("Original-Recipient", typed(recipient.originalRecipient()));
    }
    fields.raw("Final-Recipient", typed(recipient.finalRecipient()));
    fields.raw("Action", recipient.action().keyword());
    fields.raw("Status", recipient.status());
    if (recipient.remoteMta() != null) {
      fields.raw("Remote-MTA", "dns; " + ascii(recipient.remoteMta()));
    }
    if (recipient.diagnosticCode() != null) {
      // RFC 3464 §2.3.6: "smtp" is for what a server answered; what we found has a type of ours.
      String type = recipient.remoteMta() == null ? "x-angarium; " : "smtp; ";
      fields.raw("Diagnostic-Code", type + ascii(recipient.diagnosticCode()));
    }
    if (recipient.lastAttempt() != null) {
      fields.raw("Last-Attempt-Date", MessageDate.format(recipient.lastAttempt()));
    }
    if (recipient.willRetryUntil() != null) {
      fields.raw("Will-Retry-Until", MessageDate.format(recipient.willRetryUntil()));
    }
    return fields.toByteArray();
  }

  /** An address with its type: the one it brought, or the one it needs (RFC 6533 §3). */
  private static String typed(String address) {
    int semicolon = address.indexOf(';');
    if (semicolon > 0 && address.lastIndexOf('@', semicolon) < 0) {
      return address.substring(0, semicolon) + "; " + address.substring(semicolon + 1).strip();
    }
    return (isAscii(address) ? "rfc822; " : "utf-8; ") + address;
  }

  private BodyPart originalPart(byte[] original, ReturnedContent returned) {
    boolean full = returned == ReturnedContent.FULL;
    byte[] content = full ? original : header(original);
    boolean eightBit = false;
    for (byte b : content) {
      eightBit |= b < 0;
    }
    String encoding = eightBit ? "8bit" : "7bit";
    if (full) {
      return BodyPart.of(
          eightBit && international ? "message/global" : "message/rfc822",
          List.of(),
          encoding,
          content);
    }
    return BodyPart.of(
        eightBit && international ? "message/global-headers" : "text/rfc822-headers",
        List.of(),
        encoding,
        content);
  }

  private static byte[] header(byte[] message) {
    int end = Math.min(message.length, MAX_HEADER);
    for (int i = 0; i + 1 < end; i++) {
      if (message[i] == '\n'
          && (message[i + 1] == '\n'
              || (message[i + 1] == '\r' && i + 2 < end && message[i + 2] == '\n'))) {
        return Arrays.copyOf(message, i + 1);
      }
    }
    return Arrays.copyOf(message, end);
  }

  private static @Nullable String originalSubject(byte[] original) {
    HeaderFields fields = HeaderParser.parse(header(original));
    String subject = fields.text("Subject");
    return subject == null ? null : EncodedWords.decode(subject);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static String ascii(String text) {
    return new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
  }

  /** Foreign text on one line of bounded length. */
  private static String line(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), 500));
    for (int i = 0; i < text.length() && i < 500; i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) ? ' ' : c);
    }
    return out.toString();
  }
}
