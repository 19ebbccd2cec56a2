package org.angarium.server.sieve;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.message.HeaderWriter;
import org.angarium.mail.sieve.action.MailNotice;

/** Writes the notice of a message as a message (RFC 5436 §2.7). */
final class NoticeLetter {
  /** Fields whose syntax is final already; all others are text. */
  private static final Set<String> STRUCTURED =
      Set.of("auto-submitted", "from", "to", "cc", "references", "importance");

  private NoticeLetter() {}

  /**
   * @param messageId with angle brackets
   */
  static byte[] of(MailNotice notice, String messageId, Instant now) {
    HeaderWriter header = new HeaderWriter();
    for (MailNotice.Field field : notice.fields()) {
      if (STRUCTURED.contains(field.name().toLowerCase(Locale.ROOT))) {
        header.raw(field.name(), field.value());
      } else {
        header.text(field.name(), field.value());
      }
    }
    header.raw("Date", MessageDate.format(now.atOffset(ZoneOffset.UTC)));
    header.raw("Message-ID", messageId);
    header.raw("MIME-Version", "1.0");
    BodyPart body = BodyPart.plain(notice.body());
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(header.toByteArray());
    message.writeBytes(body.fields());
    message.write('\r');
    message.write('\n');
    message.writeBytes(body.body());
    return message.toByteArray();
  }
}
