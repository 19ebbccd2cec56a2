package org.angarium.mail.dsn;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.report.ReportFields;
import org.angarium.mail.report.ReportParts;
import org.angarium.mail.report.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads delivery status notifications of others (RFC 3464). Tolerant: groups without a
 * Final-Recipient or Action are passed over.
 */
public final class DsnParser {
  /** RFC 3464 §2.1, RFC 6533 §4. */
  private static final Set<String> STATUS = Set.of("delivery-status", "global-delivery-status");

  /** Recipients read of one notification. */
  private static final int MAX_RECIPIENTS = 10_000;

  private DsnParser() {}

  /** The notification that a message is, or null if it is none. */
  public static @Nullable DeliveryStatusNotification parse(
      MessageStructure message, MessageSource source) {
    byte[] status = ReportParts.fields(message, source, STATUS);
    return status == null ? null : parseStatus(status);
  }

  /**
   * The notification in the body of a {@code message/delivery-status} part, or null if it names no
   * recipient.
   */
  public static @Nullable DeliveryStatusNotification parseStatus(byte[] status) {
    List<ReportFields> groups = ReportFields.groups(status, MAX_RECIPIENTS + 1);
    if (groups.isEmpty()) {
      return null;
    }
    List<DsnRecipient> recipients = new ArrayList<>();
    for (ReportFields group : groups) {
      DsnRecipient recipient = recipient(group);
      if (recipient != null) {
        recipients.add(recipient);
      }
    }
    if (recipients.isEmpty()) {
      return null;
    }
    ReportFields perMessage = groups.getFirst();
    String reporting = untyped(perMessage.first("Reporting-MTA"));
    return new DeliveryStatusNotification(
        reporting == null ? "" : reporting,
        untyped(perMessage.first("DSN-Gateway")),
        untyped(perMessage.first("Received-From-MTA")),
        perMessage.first("Original-Envelope-Id"),
        date(perMessage.first("Arrival-Date")),
        recipients);
  }

  private static @Nullable DsnRecipient recipient(ReportFields group) {
    String recipient = group.first("Final-Recipient");
    String actionWord = group.first("Action");
    if (recipient == null || actionWord == null) {
      return null;
    }
    DsnAction action = DsnAction.of(ReportFields.firstWord(actionWord));
    if (action == null) {
      return null;
    }
    String status = group.first("Status");
    String original = group.first("Original-Recipient");
    String diagnostic = group.first("Diagnostic-Code");
    return new DsnRecipient(
        TypedValue.parse(recipient).decoded(),
        original == null ? null : joined(TypedValue.parse(original)),
        action,
        status == null ? "" : ReportFields.firstWord(status),
        untyped(group.first("Remote-MTA")),
        diagnostic == null ? null : TypedValue.parse(diagnostic),
        date(group.first("Last-Attempt-Date")),
        date(group.first("Will-Retry-Until")),
        group.first("Final-Log-ID"));
  }

  private static @Nullable String untyped(@Nullable String value) {
    return value == null ? null : TypedValue.parse(value).value();
  }

  /** An address with its type as ORCPT has it: no white space between. */
  private static String joined(TypedValue original) {
    return original.type().isEmpty()
        ? original.value()
        : original.type() + ";" + original.decoded();
  }

  private static @Nullable OffsetDateTime date(@Nullable String text) {
    return text == null ? null : MessageDate.parse(text);
  }
}
