package org.angarium.server.imap;

import org.angarium.store.view.MailboxRef;

/** How a mailbox is named for ever (RFC 8474 §4). */
final class MailboxId {
  private MailboxId() {}

  static String of(MailboxRef ref) {
    return "F" + ref.account().value() + "-" + ref.mailbox();
  }
}
