package org.angarium.mail.mime;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of IMAP (RFC 9051 §7.5.2): what a list of messages shows. Not to be confused with
 * the envelope of SMTP.
 *
 * <p>Texts are as they stand in the header, on one line, encoded words not decoded; null where the
 * field is absent. Sender and Reply-To default to From, as the RFC demands.
 */
public record ImapEnvelope(
    @Nullable String date,
    @Nullable String subject,
    List<AddressItem> from,
    List<AddressItem> sender,
    List<AddressItem> replyTo,
    List<AddressItem> to,
    List<AddressItem> cc,
    List<AddressItem> bcc,
    @Nullable String inReplyTo,
    @Nullable String messageId) {

  /** The envelope of a header, within {@link HeaderLimits#DEFAULT}. */
  public static ImapEnvelope of(HeaderFields header) {
    return of(header, HeaderLimits.DEFAULT);
  }

  /** The envelope of a header. */
  public static ImapEnvelope of(HeaderFields header, HeaderLimits limits) {
    List<AddressItem> from = addresses(header, "From", limits);
    List<AddressItem> sender = addresses(header, "Sender", limits);
    List<AddressItem> replyTo = addresses(header, "Reply-To", limits);
    return new ImapEnvelope(
        header.text("Date"),
        header.text("Subject"),
        from,
        sender.isEmpty() ? from : sender,
        replyTo.isEmpty() ? from : replyTo,
        addresses(header, "To", limits),
        addresses(header, "Cc", limits),
        addresses(header, "Bcc", limits),
        header.text("In-Reply-To"),
        header.text("Message-ID"));
  }

  /**
   * All fields of that name count, though RFC 5322 §3.6 allows one: some programs write one To per
   * recipient.
   */
  private static List<AddressItem> addresses(
      HeaderFields header, String name, HeaderLimits limits) {
    HeaderField first = header.firstOrNull(name);
    if (first == null) {
      return List.of();
    }
    List<HeaderField> fields = header.all(name);
    if (fields.size() == 1) {
      return AddressListParser.parse(first, limits);
    }
    List<AddressItem> items = new ArrayList<>();
    for (HeaderField field : fields) {
      items.addAll(AddressListParser.parse(field, limits));
      if (items.size() >= limits.maxAddresses()) {
        break;
      }
    }
    return items;
  }
}
