package org.angarium.mail.imap;

import java.util.List;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressItem.GroupItem;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.mime.ImapEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@code envelope} of FETCH (RFC 9051 §7.5.2, §9). Rendered once, at delivery, and
 * stored.
 *
 * <p>Strings are those of {@link ImapWriter#string}.
 */
public final class EnvelopeWriter {
  private final ImapWriter out;

  private EnvelopeWriter(ImapWriter out) {
    this.out = out;
  }

  /** The envelope in IMAP syntax, parentheses included. */
  public static byte[] write(ImapEnvelope envelope) {
    ImapWriter out = new ImapWriter();
    write(envelope, out);
    return out.toBytes();
  }

  /** The same, behind what {@code out} has. */
  static void write(ImapEnvelope envelope, ImapWriter out) {
    new EnvelopeWriter(out).envelope(envelope);
  }

  private void envelope(ImapEnvelope envelope) {
    out.octet('(');
    out.nullable(envelope.date());
    out.octet(' ');
    out.nullable(envelope.subject());
    addresses(envelope.from());
    addresses(envelope.sender());
    addresses(envelope.replyTo());
    addresses(envelope.to());
    addresses(envelope.cc());
    addresses(envelope.bcc());
    out.octet(' ');
    out.nullable(envelope.inReplyTo());
    out.octet(' ');
    out.nullable(envelope.messageId());
    out.octet(')');
  }

  private void addresses(List<AddressItem> items) {
    out.octet(' ');
    if (items.isEmpty()) {
      out.nil();
      return;
    }
    out.octet('(');
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
    out.octet(')');
  }

  private void mailbox(MailboxItem mailbox) {
    address(mailbox.rawName(), mailbox.route(), mailbox.localPart(), mailbox.domain());
  }

  private void address(
      @Nullable String name,
      @Nullable String route,
      @Nullable String mailbox,
      @Nullable String host) {
    out.octet('(');
    out.nullable(name);
    out.octet(' ');
    out.nullable(route);
    out.octet(' ');
    out.nullable(mailbox);
    out.octet(' ');
    out.nullable(host);
    out.octet(')');
  }
}
