package org.angarium.server.imap;

import java.io.IOException;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.SequenceSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.MailboxRefusal;

/**
 * EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3, §6.4.9). The responses are the news that follow every
 * command.
 */
final class ExpungeCommand {
  private ExpungeCommand() {}

  static Completion run(ImapSession session, ImapCommand.Expunge command)
      throws ImapRefusal, MailboxRefusal, IOException {
    SelectedMailbox mailbox = session.writable();
    SequenceSet asked = command.uids();
    UidSet uids = asked == null ? null : mailbox.uids(mailbox.indexes(asked, true));
    if (uids == null || !uids.isEmpty()) {
      session.mailboxes().expunge(mailbox.ref(), uids);
    }
    if (!session.qresync()) {
      return Completion.of("EXPUNGE completed");
    }
    session.announce(true, true);
    return new Completion(
        "HIGHESTMODSEQ " + mailbox.view().info().highestModSeq(), "EXPUNGE completed");
  }
}
