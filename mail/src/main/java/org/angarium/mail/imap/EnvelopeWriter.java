package org.angarium.mail.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressItem.GroupItem;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.mime.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@code envelope} of FETCH (RFC 9051 §7.5.2, §9). Rendered once, at delivery, and
 * stored.
 *
 * <p>Texts of printable ASCII are quoted strings. Everything else goes as a literal in UTF-8: an
 * IMAP4rev1 client may meet eight-bit characters in literals but never in quoted strings (RFC 3501
 * §9), so one form serves clients of all ages.
 */
public final class EnvelopeWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  private EnvelopeWriter() {}

  /** The envelope in IMAP syntax, parentheses included. */
  public static byte[] write(Envelope envelope) {
    EnvelopeWriter writer = new EnvelopeWriter();
    writer.envelope(envelope);
    return writer.out.toByteArray();
  }

  private void envelope(Envelope envelope) {
    out.write('(');
    writeNullable(out, envelope.date());
    out.write(' ');
    writeNullable(out, envelope.subject());
    addresses(envelope.from());
    addresses(envelope.sender());
    addresses(envelope.replyTo());
    addresses(envelope.to());
    addresses(envelope.cc());
    addresses(envelope.bcc());
    out.write(' ');
    writeNullable(out, envelope.inReplyTo());
    out.write(' ');
    writeNullable(out, envelope.messageId());
    out.write(')');
  }

  private void addresses(List<AddressItem> items) {
    out.write(' ');
    if (items.isEmpty()) {
      writeAscii(out, "NIL");
      return;
    }
    out.write('(');
    for (AddressItem item : items) {
      switch (item) {
        case MailboxItem mailbox -> mailbox(mailbox);
        case GroupItem group -> {
          // RFC 9051 §7.5.2: a group begins with its name as mailbox and NIL host, and ends with
          // both NIL.
          address(null, null, group.rawName(), null);
          group.members().forEach(this::mailbox);
          address(null, null, null, null);
        }
      }
    }
    out.write(')');
  }

  private void mailbox(MailboxItem mailbox) {
    address(mailbox.rawName(), mailbox.route(), mailbox.localPart(), mailbox.domain());
  }

  private void address(
      @Nullable String name,
      @Nullable String route,
      @Nullable String mailbox,
      @Nullable String host) {
    out.write('(');
    writeNullable(out, name);
    out.write(' ');
    writeNullable(out, route);
    out.write(' ');
    writeNullable(out, mailbox);
    out.write(' ');
    writeNullable(out, host);
    out.write(')');
  }

  /** Writes an {@code nstring}. */
  static void writeNullable(ByteArrayOutputStream out, @Nullable String text) {
    if (text == null) {
      writeAscii(out, "NIL");
    } else {
      writeString(out, text);
    }
  }

  /**
   * Writes a {@code string}: quoted if it may be, else a literal. NUL, which no IMAP string may
   * hold, is left out.
   */
  static void writeString(ByteArrayOutputStream out, String text) {
    int escapes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' && c != '\t' || c > '~') {
        writeLiteral(out, text);
        return;
      }
      if (c == '"' || c == '\\') {
        escapes++;
      }
    }
    byte[] quoted = new byte[text.length() + escapes + 2];
    int at = 0;
    quoted[at++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted[at++] = '\\';
      }
      quoted[at++] = (byte) c;
    }
    quoted[at] = '"';
    out.writeBytes(quoted);
  }

  static void writeAscii(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void writeLiteral(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.replace("\0", "").getBytes(StandardCharsets.UTF_8);
    writeAscii(out, "{" + utf8.length + "}\r\n");
    out.writeBytes(utf8);
  }
}
