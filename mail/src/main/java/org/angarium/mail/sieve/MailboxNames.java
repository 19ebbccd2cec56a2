package org.angarium.mail.sieve;

/** Names of mailboxes as scripts write them. */
final class MailboxNames {
  /** Where mail goes that nothing files elsewhere. */
  static final String INBOX = "INBOX";

  private MailboxNames() {}

  /** The name; the inbox, which is the same in any case of letters (RFC 9051 §5.1), in capitals. */
  static String canonical(String written) {
    return written.equalsIgnoreCase(INBOX) ? INBOX : written;
  }
}
