package org.angarium.mail.mdn;

import java.time.OffsetDateTime;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.message.HeaderWriter;
import org.angarium.mail.message.MessageBuilder;
import org.angarium.mail.report.ExtensionField;
import org.angarium.mail.report.ReportParts;
import org.angarium.mail.report.ReturnedMessage;
import org.angarium.mail.report.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * What a notification says to programs (RFC 8098 §3.2).
 *
 * @param reportingUa the recipient's program, such as {@code host; product}; null if it doesn't say
 * @param gateway the host that turned a foreign notification into this one; null for none
 * @param originalRecipient as in the message's Original-Recipient field, with its type; null if
 *     unknown
 * @param finalRecipient the address of whoever the notification is about
 * @param originalMessageId with its angle brackets; null if the message had none
 * @param errors texts of Error fields
 * @param extensions fields that no standard names
 */
public record DispositionNotification(
    @Nullable String reportingUa,
    @Nullable String gateway,
    @Nullable String originalRecipient,
    String finalRecipient,
    @Nullable String originalMessageId,
    Disposition disposition,
    List<String> errors,
    List<ExtensionField> extensions) {

  public DispositionNotification {
    errors = List.copyOf(errors);
    extensions = List.copyOf(extensions);
  }

  /**
   * The notification as a complete message with CRLF line ends. It is to be sent with the null
   * reverse path (§3).
   *
   * @param from the recipient who notifies (§3: his address, not a daemon's)
   * @param to who asked
   * @param words the part for people; should not claim that the message was read or understood
   * @param original the message's header, or more; empty to give nothing back
   */
  public byte[] render(
      EmailAddress from,
      EmailAddress to,
      String messageId,
      OffsetDateTime date,
      String subject,
      String words,
      byte[] original) {
    // RFC 6533 §5: the international form has a type of its own. It needs SMTPUTF8, so it is for a
    // requester or a recipient whose own address needs that; any other report stays in seven bits.
    boolean international = !(from.isAscii() && to.isAscii()) && beyondAscii();
    String subtype = international ? "global-disposition-notification" : "disposition-notification";
    MessageBuilder message =
        new MessageBuilder()
            .date(date)
            .from(from)
            .to(to)
            .subject(subject)
            .messageId(messageId)
            .field("Auto-Submitted", "auto-replied");
    String about = originalMessageId;
    if (about != null && (international || isAscii(about))) {
      message.field("In-Reply-To", about).field("References", about);
    }
    BodyPart fields =
        BodyPart.of(
            "message/" + subtype,
            List.of(),
            international ? "8bit" : "7bit",
            fields(international));
    return message
        .body(
            ReportParts.multipart(
                subtype,
                BodyPart.plain(words),
                fields,
                original.length == 0 ? null : ReturnedMessage.part(original, false, true, false)))
        .build();
  }

  private boolean beyondAscii() {
    return !isAscii(finalRecipient) || (originalRecipient != null && !isAscii(originalRecipient));
  }

  private byte[] fields(boolean international) {
    HeaderWriter out = new HeaderWriter();
    if (reportingUa != null) {
      out.raw("Reporting-UA", ascii(reportingUa));
    }
    if (gateway != null) {
      out.raw("MDN-Gateway", "dns; " + ascii(gateway));
    }
    if (originalRecipient != null) {
      TypedValue original = TypedValue.parse(originalRecipient);
      boolean masked = !international && !isAscii(originalRecipient);
      out.raw("Original-Recipient", masked ? sevenBits(original) : originalRecipient);
    }
    TypedValue last = TypedValue.address(finalRecipient);
    out.raw("Final-Recipient", international ? last.toString() : sevenBits(last));
    if (originalMessageId != null && (international || isAscii(originalMessageId))) {
      out.raw("Original-Message-ID", originalMessageId);
    }
    out.raw("Disposition", disposition.toString());
    for (String error : errors) {
      out.raw("Error", ascii(error));
    }
    for (ExtensionField extension : extensions) {
      out.raw(extension.name(), ascii(extension.value()));
    }
    return out.toByteArray();
  }

  private static String sevenBits(TypedValue address) {
    return address.inSevenBits().toString();
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** Texts for people, in encoded words where they need them: nothing of them is lost. */
  private static String ascii(String text) {
    return EncodedWords.encode(text.replaceAll("\r\n|\\p{Cntrl}", " "));
  }
}
