package org.angarium.server.imap;

import java.io.IOException;
import org.angarium.store.mailbox.MailboxRefusal;

/** CLOSE and UNSELECT (RFC 9051 §6.4.1, §6.4.2): the first removes what is deleted, silently. */
final class CloseCommand {
  private CloseCommand() {}

  static Completion close(ImapSession session) throws ImapRefusal, MailboxRefusal, IOException {
    SelectedMailbox mailbox = session.selected();
    if (!mailbox.readOnly()) {
      session.mailboxes().expunge(mailbox.ref(), null);
    }
    session.unselect();
    return Completion.of("CLOSE completed");
  }

  static Completion unselect(ImapSession session) throws ImapRefusal {
    session.selected();
    session.unselect();
    return Completion.of("UNSELECT completed");
  }
}
