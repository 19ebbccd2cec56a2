package org.angarium.mail.dsn;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimePart;
import org.angarium.mail.mime.TransferDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads delivery status notifications of others (RFC 3464). Tolerant: groups without a
 * Final-Recipient or Action are passed over.
 */
public final class DsnParser {
  /** Bytes of the status part that are read. */
  private static final int MAX_STATUS = 1 << 20;

  /** Recipients read of one notification. */
  private static final int MAX_RECIPIENTS = 10_000;

  private DsnParser() {}

  /** The notification that a message is, or null if it is none. */
  public static @Nullable DeliveryStatusNotification parse(
      MessageStructure message, MessageSource source) {
    MimePart status = statusPart(message.root());
    if (status == null) {
      return null;
    }
    long end = Math.min(status.bodyEnd(), status.bodyStart() + MAX_STATUS);
    return parseStatus(
        TransferDecoder.decode(source.bytes(status.bodyStart(), end), status.transferEncoding()));
  }

  /**
   * The notification in the body of a {@code message/delivery-status} part, or null if it names no
   * recipient.
   */
  public static @Nullable DeliveryStatusNotification parseStatus(byte[] status) {
    List<HeaderFields> groups = groups(status);
    if (groups.isEmpty()) {
      return null;
    }
    List<DsnRecipient> recipients = new ArrayList<>();
    for (HeaderFields group : groups) {
      DsnRecipient recipient = recipient(group);
      if (recipient != null) {
        recipients.add(recipient);
      }
    }
    if (recipients.isEmpty()) {
      return null;
    }
    HeaderFields perMessage = groups.getFirst();
    String reporting = untyped(perMessage.text("Reporting-MTA"));
    return new DeliveryStatusNotification(
        reporting == null ? "" : reporting,
        perMessage.text("Original-Envelope-Id"),
        date(perMessage.text("Arrival-Date")),
        recipients);
  }

  private static @Nullable MimePart statusPart(MimePart part) {
    if (part.mediaType().equals("message")
        && (part.subtype().equals("delivery-status")
            || part.subtype().equals("global-delivery-status"))) {
      return part;
    }
    for (MimePart child : part.isMultipart() ? part.children() : List.<MimePart>of()) {
      MimePart found = statusPart(child);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Groups of fields with empty lines between. */
  private static List<HeaderFields> groups(byte[] status) {
    List<HeaderFields> groups = new ArrayList<>();
    int start = 0;
    int lineStart = 0;
    for (int i = 0; i <= status.length && groups.size() <= MAX_RECIPIENTS; i++) {
      if (i < status.length && status[i] != '\n') {
        continue;
      }
      boolean empty = i == lineStart || (i == lineStart + 1 && status[lineStart] == '\r');
      if (empty || i == status.length) {
        int end = i == status.length ? i : lineStart;
        if (end > start) {
          groups.add(
              HeaderParser.parse(
                  Arrays.copyOfRange(status, start, end), start, HeaderLimits.DEFAULT));
        }
        start = i + 1;
      }
      lineStart = i + 1;
    }
    return groups;
  }

  private static @Nullable DsnRecipient recipient(HeaderFields group) {
    String recipient = untyped(group.text("Final-Recipient"));
    String actionWord = group.text("Action");
    if (recipient == null || actionWord == null) {
      return null;
    }
    DsnAction action = DsnAction.of(firstWord(actionWord));
    if (action == null) {
      return null;
    }
    String status = group.text("Status");
    String original = group.text("Original-Recipient");
    return new DsnRecipient(
        recipient,
        original == null ? null : original.replaceFirst(";\\s+", ";"),
        action,
        status == null ? "" : firstWord(status),
        untyped(group.text("Remote-MTA")),
        untyped(group.text("Diagnostic-Code")),
        date(group.text("Last-Attempt-Date")),
        date(group.text("Will-Retry-Until")));
  }

  /** The value without its type: {@code rfc822; user@example.org}. */
  private static @Nullable String untyped(@Nullable String value) {
    if (value == null) {
      return null;
    }
    int semicolon = value.indexOf(';');
    return value.substring(semicolon + 1).strip();
  }

  private static String firstWord(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) != '(') {
      end++;
    }
    return text.substring(0, end);
  }

  private static @Nullable OffsetDateTime date(@Nullable String text) {
    return text == null ? null : MessageDate.parse(text);
  }
}
