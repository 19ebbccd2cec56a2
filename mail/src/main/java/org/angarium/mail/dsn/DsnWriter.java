package org.angarium.mail.dsn;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.message.HeaderWriter;
import org.angarium.mail.message.MessageBuilder;
import org.angarium.mail.report.ReportParts;
import org.angarium.mail.report.ReturnedMessage;
import org.angarium.mail.report.TypedValue;
import org.angarium.mail.smtp.OriginalRecipient;
import org.jspecify.annotations.Nullable;

/** Writes a {@link DeliveryStatusNotification} as a message. */
final class DsnWriter {
  /** Recipients named in the words for people; the fields for programs name all. */
  private static final int MAX_NAMED = 50;

  /** Columns of the words for people. */
  private static final int WIDTH = 76;

  /** Characters of foreign text in the words for people. */
  private static final int MAX_FOREIGN = 1000;

  /** Characters of a diagnostic in the fields for programs. */
  private static final int MAX_DIAGNOSTIC = 2000;

  private final DeliveryStatusNotification report;

  /**
   * Whether addresses stand in UTF-8 (RFC 6533 §4). Only a report that needs SMTPUTF8 for its own
   * recipient has them so; any other goes to every host, with {@code \x{HEX}} in addresses (§3).
   */
  private final boolean international;

  DsnWriter(DeliveryStatusNotification report, EmailAddress to) {
    this.report = report;
    this.international =
        !to.isAscii()
            && report.recipients().stream()
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
    // RFC 3461 §6.2: who only waits, or has arrived, needn't be told all.
    boolean full = returned == ReturnedContent.FULL && report.has(DsnAction.FAILED);
    BodyPart back =
        original.length == 0 ? null : ReturnedMessage.part(original, full, true, !to.isAscii());
    return new MessageBuilder()
        .date(date)
        .from("Mail Delivery System", from)
        .to(to)
        .subject(title())
        .messageId(messageId)
        .field("Auto-Submitted", "auto-replied")
        .body(
            ReportParts.multipart(
                subtype(),
                BodyPart.plain(words(ReturnedMessage.subject(original))),
                statusPart(),
                back))
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
    StringBuilder out = new StringBuilder();
    paragraph(out, "", "This is the mail system at " + line(report.reportingMta()) + ".");
    out.append('\n');
    OffsetDateTime arrival = report.arrivalDate();
    paragraph(
        out,
        "",
        (subject == null || subject.isBlank()
                ? "Your message"
                : "Your message \"" + line(subject) + "\"")
            + (arrival == null ? "" : ", sent on " + MessageDate.format(arrival) + ","));
    boolean first = true;
    for (DsnAction action : DsnAction.values()) {
      first = section(out, action, first);
    }
    if (report.has(DsnAction.FAILED)) {
      out.append('\n');
      paragraph(
          out,
          "",
          "We have given up on the recipients that failed. Check their addresses, or show this"
              + " message to the people who run their mail system.");
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
      paragraph(out, "    ", StatusWords.of(recipient.status()));
      TypedValue diagnostic = recipient.diagnostic();
      if (diagnostic != null) {
        String host = recipient.remoteMta();
        String speaker =
            !diagnostic.type().equals("smtp")
                ? "The reason: "
                : host == null ? "The host said: " : "The host " + line(host) + " said: ";
        paragraph(out, "    ", speaker + line(diagnostic.value()));
      }
      OffsetDateTime until = recipient.willRetryUntil();
      if (until != null) {
        paragraph(out, "    ", "We will try until " + MessageDate.format(until) + ".");
      }
    }
  }

  /** Adds lines of moderate length. A word that is longer stands alone on its line. */
  private static void paragraph(StringBuilder out, String indent, String text) {
    int column = 0;
    for (String word : text.strip().split(" +", -1)) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        out.append('\n');
        column = 0;
      }
      out.append(column == 0 ? indent : " ").append(word);
      column += word.length() + (column == 0 ? indent.length() : 1);
    }
    out.append('\n');
  }

  /** Of the second part, and so of the whole (RFC 6522 §3). */
  private String subtype() {
    return international ? "global-delivery-status" : "delivery-status";
  }

  /** The part for programs: RFC 3464 §2.2 and §2.3, or its internationalised form, RFC 6533 §4. */
  private BodyPart statusPart() {
    HeaderWriter perMessage = new HeaderWriter();
    if (report.originalEnvelopeId() != null) {
      perMessage.raw("Original-Envelope-Id", ascii(report.originalEnvelopeId()));
    }
    perMessage.raw("Reporting-MTA", "dns; " + ascii(report.reportingMta()));
    if (report.gateway() != null) {
      perMessage.raw("DSN-Gateway", "dns; " + ascii(report.gateway()));
    }
    if (report.receivedFrom() != null) {
      perMessage.raw("Received-From-MTA", "dns; " + ascii(report.receivedFrom()));
    }
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
    return BodyPart.of(
        "message/" + subtype(), List.of(), international ? "8bit" : "7bit", out.toByteArray());
  }

  private byte[] perRecipient(DsnRecipient recipient) {
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
    TypedValue diagnostic = recipient.diagnostic();
    if (diagnostic != null) {
      String value = ascii(diagnostic.toString());
      fields.raw(
          "Diagnostic-Code",
          value.length() > MAX_DIAGNOSTIC ? value.substring(0, MAX_DIAGNOSTIC) : value);
    }
    if (recipient.lastAttempt() != null) {
      fields.raw("Last-Attempt-Date", MessageDate.format(recipient.lastAttempt()));
    }
    if (recipient.logId() != null) {
      fields.raw("Final-Log-ID", ascii(recipient.logId()));
    }
    if (recipient.willRetryUntil() != null) {
      fields.raw("Will-Retry-Until", MessageDate.format(recipient.willRetryUntil()));
    }
    return fields.toByteArray();
  }

  /** An address with its type: the one it brought, or the one it needs (RFC 6533 §3). */
  private String typed(String address) {
    int semicolon = address.indexOf(';');
    OriginalRecipient original =
        address.lastIndexOf('@', semicolon) < 0 ? OriginalRecipient.parse(address) : null;
    TypedValue typed =
        original == null ? TypedValue.address(address) : TypedValue.parse(original.toField());
    return international ? typed.toString() : typed.inSevenBits().toString();
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static String ascii(String text) {
    return new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
  }

  /** Foreign text on one line of bounded length. */
  private static String line(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_FOREIGN));
    for (int i = 0; i < text.length() && i < MAX_FOREIGN; i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) ? ' ' : c);
    }
    return out.toString();
  }
}
