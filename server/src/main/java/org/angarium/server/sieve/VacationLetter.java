package org.angarium.server.sieve;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.message.HeaderWriter;
import org.angarium.mail.sieve.action.SieveAction;
import org.jspecify.annotations.Nullable;

/** Writes the answer of {@code vacation} as a message (RFC 5230 §5, RFC 3834 §3). */
final class VacationLetter {
  /** Octets of References that an answer carries on. */
  private static final int MAX_REFERENCES = 4_000;

  private VacationLetter() {}

  /**
   * @param owner answers, unless the script names one of the own addresses
   * @param own addresses of the owner, canonical; in the name of others nobody answers
   * @param answered the header of the message that is answered
   * @param messageId of the answer, with angle brackets
   */
  static byte[] of(
      SieveAction.Vacation vacation,
      EmailAddress sender,
      EmailAddress owner,
      Set<EmailAddress> own,
      HeaderFields answered,
      String messageId,
      Instant now) {
    HeaderWriter header =
        new HeaderWriter()
            .addresses("From", author(vacation.from(), owner, own))
            .addresses("To", List.of(HeaderWriter.Mailbox.of(sender)))
            .text("Subject", vacation.subject())
            .raw("Date", MessageDate.format(now.atOffset(ZoneOffset.UTC)))
            .raw("Message-ID", messageId);
    String id = line(answered, "Message-ID");
    if (id != null) {
      header.raw("In-Reply-To", id);
      header.raw("References", references(answered, id));
    }
    header.raw("Auto-Submitted", "auto-replied (vacation)");
    header.raw("MIME-Version", "1.0");
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(header.toByteArray());
    if (vacation.mime()) {
      entity(vacation.reason(), message);
    } else {
      BodyPart body = BodyPart.plain(vacation.reason());
      message.writeBytes(body.fields());
      message.write('\r');
      message.write('\n');
      message.writeBytes(body.body());
    }
    return message.toByteArray();
  }

  /** RFC 5230 §4.3: who the script says, with the name it gives, if that is the owner. */
  private static List<HeaderWriter.Mailbox> author(
      @Nullable String from, EmailAddress owner, Set<EmailAddress> own) {
    List<HeaderWriter.Mailbox> authors = new ArrayList<>(1);
    for (AddressItem item :
        from == null
            ? List.<AddressItem>of()
            : AddressListParser.parse(from, HeaderLimits.DEFAULT)) {
      if (item instanceof AddressItem.MailboxItem mailbox) {
        mailbox
            .address()
            .filter(address -> own.contains(address.canonical()))
            .ifPresent(
                address -> authors.add(new HeaderWriter.Mailbox(mailbox.displayName(), address)));
      }
    }
    return authors.isEmpty() ? List.of(HeaderWriter.Mailbox.of(owner)) : authors;
  }

  /** RFC 5322 §3.6.4: those of the message, or what it answered, and the message. */
  private static String references(HeaderFields answered, String id) {
    String before = line(answered, "References");
    if (before == null) {
      before = line(answered, "In-Reply-To");
    }
    return before == null || before.length() > MAX_REFERENCES || before.indexOf('<') < 0
        ? id
        : before + " " + id;
  }

  private static @Nullable String line(HeaderFields header, String name) {
    String text = header.text(name);
    return text == null || text.isBlank() || !text.chars().allMatch(c -> c < 0x7F)
        ? null
        : text.strip();
  }

  /** RFC 5230 §4.6: the reason is a part with its header; only fields that describe it count. */
  private static void entity(String reason, ByteArrayOutputStream message) {
    byte[] octets = BodyPart.crlf(reason.getBytes(StandardCharsets.UTF_8));
    int body = bodyStart(octets);
    for (HeaderField field : HeaderParser.parse(Arrays.copyOf(octets, body))) {
      if (field.name().toLowerCase(Locale.ROOT).startsWith("content-")) {
        byte[] raw = field.raw();
        message.writeBytes(raw);
        if (raw.length == 0 || raw[raw.length - 1] != '\n') {
          message.write('\r');
          message.write('\n');
        }
      }
    }
    message.write('\r');
    message.write('\n');
    message.write(octets, body, octets.length - body);
  }

  /** Where the body begins: behind the empty line. */
  private static int bodyStart(byte[] octets) {
    int lineStart = 0;
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] == '\n') {
        if (i - lineStart <= 1) {
          return i + 1;
        }
        lineStart = i + 1;
      }
    }
    return octets.length;
  }
}
