package org.angarium.mail.imap;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a command names as a mailbox (RFC 3501 §9 {@code mailbox}, {@code list-mailbox}). Every
 * string is allowed there, but not every string is the encoding of a name: one that is not names no
 * mailbox, which is no fault of syntax.
 */
public sealed interface MailboxArgument {

  /**
   * @param text the name in Unicode; INBOX is spelled so, whatever the client wrote, but not in a
   *     pattern
   */
  record Name(String text) implements MailboxArgument {}

  /** No mailbox can have this name. */
  record NoName() implements MailboxArgument {}

  /** Of a mailbox's name as sent. */
  static MailboxArgument name(byte[] octets, ImapLimits limits) {
    String name = octets.length > limits.mailboxOctets() ? null : decoded(octets);
    return name == null ? new NoName() : new Name(Inbox.canonical(name));
  }

  /**
   * Of a reference or pattern of LIST as sent.
   *
   * @throws ImapSyntaxException LIMIT where it is too long to be matched
   */
  static MailboxArgument pattern(byte[] octets, ImapLimits limits) throws ImapSyntaxException {
    if (octets.length > limits.mailboxOctets()) {
      throw ImapScanner.limit("Mailbox pattern is too long");
    }
    String pattern = decoded(octets);
    return pattern == null ? new NoName() : new Name(pattern);
  }

  /** Modified UTF-7, or UTF-8 where there are octets above ASCII, which many clients send. */
  private static @Nullable String decoded(byte[] octets) {
    return ImapScanner.isAscii(octets)
        ? ModifiedUtf7.decode(octets, 0, octets.length)
        : ImapScanner.decode(octets, StandardCharsets.UTF_8);
  }
}
