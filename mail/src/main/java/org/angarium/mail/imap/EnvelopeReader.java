package org.angarium.mail.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressItem.GroupItem;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.mime.ImapEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code envelope} as {@link EnvelopeWriter} has written it (RFC 9051 §7.5.2) back into
 * data. What the syntax cannot say is lost: whether an address was well-formed; all are taken as
 * clear. Linear in the length of the text. For one thread.
 */
public final class EnvelopeReader {
  private static final ImapEnvelope EMPTY =
      new ImapEnvelope(
          null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null, null);

  private final byte[] bytes;
  private int at;

  private EnvelopeReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Thrown within this class where the text is no envelope. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private Malformed() {
      super(null, null, false, false);
    }
  }

  /** The envelope; one without anything where the text is none. Never fails. */
  public static ImapEnvelope read(byte[] envelope) {
    try {
      return new EnvelopeReader(envelope).envelope();
    } catch (Malformed damaged) {
      return EMPTY;
    }
  }

  private ImapEnvelope envelope() throws Malformed {
    take('(');
    String date = nstring();
    take(' ');
    String subject = nstring();
    List<List<AddressItem>> lists = new ArrayList<>(6);
    for (int i = 0; i < 6; i++) {
      take(' ');
      lists.add(addresses());
    }
    take(' ');
    String inReplyTo = nstring();
    take(' ');
    String messageId = nstring();
    take(')');
    if (at != bytes.length) {
      throw new Malformed();
    }
    return new ImapEnvelope(
        date,
        subject,
        lists.get(0),
        lists.get(1),
        lists.get(2),
        lists.get(3),
        lists.get(4),
        lists.get(5),
        inReplyTo,
        messageId);
  }

  private List<AddressItem> addresses() throws Malformed {
    if (takesNil()) {
      return List.of();
    }
    List<AddressItem> items = new ArrayList<>(1);
    String group = null;
    List<MailboxItem> members = new ArrayList<>(0);
    take('(');
    while (peek() == '(') {
      take('(');
      String name = nstring();
      take(' ');
      String route = nstring();
      take(' ');
      String mailbox = nstring();
      take(' ');
      String host = nstring();
      take(')');
      if (host == null) {
        if (group != null) {
          items.add(new GroupItem(group, List.copyOf(members)));
          members.clear();
        }
        group = mailbox;
      } else {
        MailboxItem item =
            new MailboxItem(name, route, mailbox == null ? "" : mailbox, host, true, null);
        if (group == null) {
          items.add(item);
        } else {
          members.add(item);
        }
      }
    }
    take(')');
    if (group != null) {
      items.add(new GroupItem(group, List.copyOf(members)));
    }
    return List.copyOf(items);
  }

  private int peek() {
    return at < bytes.length ? bytes[at] : -1;
  }

  private void take(char c) throws Malformed {
    if (peek() != c) {
      throw new Malformed();
    }
    at++;
  }

  private boolean takesNil() {
    boolean nil =
        at + 3 <= bytes.length && bytes[at] == 'N' && bytes[at + 1] == 'I' && bytes[at + 2] == 'L';
    at += nil ? 3 : 0;
    return nil;
  }

  private @Nullable String nstring() throws Malformed {
    if (takesNil()) {
      return null;
    }
    return switch (peek()) {
      case '"' -> quoted();
      case '{' -> literal();
      default -> throw new Malformed();
    };
  }

  private String quoted() throws Malformed {
    at++;
    StringBuilder text = new StringBuilder(32);
    while (at < bytes.length && bytes[at] != '"') {
      if (bytes[at] == '\\') {
        at++;
      }
      if (at < bytes.length) {
        text.append((char) (bytes[at++] & 0xFF));
      }
    }
    if (at >= bytes.length) {
      throw new Malformed();
    }
    at++;
    return text.toString();
  }

  private String literal() throws Malformed {
    at++;
    long length = 0;
    int digits = at;
    while (peek() >= '0' && peek() <= '9' && length <= bytes.length) {
      length = 10 * length + bytes[at++] - '0';
    }
    if (at == digits) {
      throw new Malformed();
    }
    take('}');
    take('\r');
    take('\n');
    if (length > bytes.length - at) {
      throw new Malformed();
    }
    int from = at;
    at += (int) length;
    return new String(bytes, from, (int) length, StandardCharsets.UTF_8);
  }
}
