package org.angarium.store.repair;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.angarium.mail.header.EncodedWords;
import org.angarium.store.message.EnvelopeText;
import org.jspecify.annotations.Nullable;

/**
 * A message that stands in the place of one whose contents are damaged, and has with it what of
 * them can be read.
 */
final class DamageNotice {
  private static final String BOUNDARY = "=_angarium_damaged";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
  private static final int LINE = 76;

  private DamageNotice() {}

  static byte[] of(
      String address,
      String mailbox,
      long uid,
      @Nullable EnvelopeText envelope,
      String reason,
      byte[] salvaged,
      long now) {
    String subject = envelope == null || envelope.subject() == null ? "" : envelope.subject();
    String messageId = envelope == null ? null : envelope.messageId();
    StringBuilder out = new StringBuilder();
    int at = address.lastIndexOf('@');
    String domain = at < 0 ? "localhost" : address.substring(at + 1);
    line(out, "From: Mail store <postmaster@" + domain + ">");
    if (at >= 0) {
      line(out, "To: <" + address + ">");
    }
    line(out, "Subject: " + EncodedWords.encode("[damaged] " + oneLine(subject)));
    line(out, "Date: " + DATE.format(Instant.ofEpochMilli(now).atOffset(ZoneOffset.UTC)));
    line(out, "Auto-Submitted: auto-generated");
    line(out, "MIME-Version: 1.0");
    boolean attached = salvaged.length > 0;
    if (attached) {
      line(out, "Content-Type: multipart/mixed; boundary=\"" + BOUNDARY + "\"");
      line(out, "");
      line(out, "--" + BOUNDARY);
    }
    line(out, "Content-Type: text/plain; charset=utf-8");
    line(out, "Content-Transfer-Encoding: base64");
    line(out, "");
    base64(out, text(mailbox, uid, subject, messageId, reason, attached));
    if (attached) {
      line(out, "--" + BOUNDARY);
      line(out, "Content-Type: application/octet-stream; name=\"salvaged.eml\"");
      line(out, "Content-Disposition: attachment; filename=\"salvaged.eml\"");
      line(out, "Content-Transfer-Encoding: base64");
      line(out, "");
      base64(out, salvaged);
      line(out, "--" + BOUNDARY + "--");
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] text(
      String mailbox,
      long uid,
      String subject,
      @Nullable String messageId,
      String reason,
      boolean attached) {
    String text =
        "A message that was here is damaged on the disk of the mail server.\r\n\r\n"
            + "Mailbox: "
            + mailbox
            + "\r\nUID: "
            + uid
            + (subject.isEmpty() ? "" : "\r\nSubject: " + oneLine(subject))
            + (messageId == null ? "" : "\r\nMessage-ID: " + oneLine(messageId))
            + "\r\nDamage: "
            + oneLine(reason)
            + "\r\n\r\n"
            + (attached
                ? "What of it can be read is attached; parts are missing.\r\n"
                : "Nothing of it can be read.\r\n")
            + "The administrator may have a backup; or ask the sender to send it again.\r\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}]+", " ");
  }

  private static void line(StringBuilder out, String line) {
    out.append(line).append("\r\n");
  }

  private static void base64(StringBuilder out, byte[] bytes) {
    out.append(Base64.getMimeEncoder(LINE, new byte[] {'\r', '\n'}).encodeToString(bytes))
        .append("\r\n");
  }
}
