package org.angarium.mail.mdn;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.mdn.NotificationDecision.Ask;
import org.angarium.mail.mdn.NotificationDecision.Never;
import org.angarium.mail.mdn.NotificationDecision.Reason;
import org.angarium.mail.mdn.NotificationDecision.Send;
import org.angarium.mail.report.ReportFields;
import org.jspecify.annotations.Nullable;

/** The rules of when a notification may be sent (RFC 8098 §2.1, §2.2; RFC 3834 §2). */
public final class NotificationRequest {
  /** Who wants to notify more people than that is after something else. */
  private static final int MAX_ADDRESSES = 5;

  private NotificationRequest() {}

  /** What the recipient wants in general. */
  public enum Wish {
    NEVER,
    ASK,
    ALWAYS
  }

  /**
   * Decides for one message and one recipient.
   *
   * @param header as delivered
   * @param returnPath the reverse path: empty for the null one, null if unknown
   * @param alreadySent whether the message is marked so ({@code $MDNSent})
   */
  public static NotificationDecision decide(
      HeaderFields header, @Nullable String returnPath, Wish wish, boolean alreadySent) {
    List<HeaderField> requests = header.all("Disposition-Notification-To");
    if (requests.isEmpty()) {
      return new Never(Reason.NOT_REQUESTED);
    }
    if (alreadySent) {
      return new Never(Reason.ALREADY_SENT);
    }
    if (isAutomatic(header) || (returnPath != null && returnPath.isEmpty())) {
      return new Never(Reason.LOOP);
    }
    Set<EmailAddress> to = addresses(requests.getFirst());
    if (requests.size() > 1 || to.isEmpty() || to.size() > MAX_ADDRESSES) {
      return new Never(Reason.REQUEST_MALFORMED);
    }
    if (requiresOption(header)) {
      return new Never(Reason.OPTION_REQUIRED);
    }
    List<EmailAddress> all = List.copyOf(to);
    return switch (wish) {
      case NEVER -> new Never(Reason.RECIPIENT_REFUSES);
      case ASK -> new Ask(Reason.RECIPIENT_DECIDES, all);
      case ALWAYS -> automatic(all, returnPath);
    };
  }

  /** §2.1: without asking only to where the message came from. */
  private static NotificationDecision automatic(
      List<EmailAddress> to, @Nullable String returnPath) {
    if (returnPath == null) {
      return new Ask(Reason.NO_RETURN_PATH, to);
    }
    if (to.size() > 1) {
      return new Ask(Reason.SEVERAL_ADDRESSES, to);
    }
    return isSame(to.getFirst(), returnPath) ? new Send(to) : new Ask(Reason.OTHER_ADDRESS, to);
  }

  private static boolean isSame(EmailAddress address, String returnPath) {
    try {
      return EmailAddress.parse(returnPath).equals(address);
    } catch (AddressSyntaxException notAnAddress) {
      return false;
    }
  }

  private static boolean isAutomatic(HeaderFields header) {
    String submitted = header.text("Auto-Submitted");
    if (submitted != null) {
      String word = ReportFields.firstWord(submitted);
      int semicolon = word.indexOf(';');
      if (!(semicolon < 0 ? word : word.substring(0, semicolon)).equalsIgnoreCase("no")) {
        return true;
      }
    }
    ContentTypeField type = ContentTypeField.of(header, HeaderLimits.DEFAULT);
    return type != null && type.mediaType().equals("multipart") && type.subtype().equals("report");
  }

  /** Those to be notified; empty if the field leaves a doubt, or one of them is no address. */
  private static Set<EmailAddress> addresses(HeaderField field) {
    Set<EmailAddress> addresses = new LinkedHashSet<>();
    for (AddressItem.MailboxItem mailbox :
        AddressListParser.certain(field, HeaderLimits.DEFAULT).orElse(List.of())) {
      Optional<EmailAddress> address = mailbox.address();
      if (address.isEmpty()) {
        return Set.of();
      }
      addresses.add(address.get());
    }
    return addresses;
  }

  /**
   * Whether an option of Disposition-Notification-Options must be understood: none is defined that
   * we know, so it can't be (§2.2). An option is {@code name=importance,value}.
   */
  private static boolean requiresOption(HeaderFields header) {
    String options = header.text("Disposition-Notification-Options");
    if (options == null) {
      return false;
    }
    int start = 0;
    while (start < options.length()) {
      int semicolon = options.indexOf(';', start);
      int end = semicolon < 0 ? options.length() : semicolon;
      if (isRequired(options.substring(start, end))) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private static boolean isRequired(String option) {
    int equals = option.indexOf('=');
    int comma = option.indexOf(',', equals + 1);
    return equals >= 0
        && option
            .substring(equals + 1, comma < 0 ? option.length() : comma)
            .strip()
            .equalsIgnoreCase("required");
  }
}
