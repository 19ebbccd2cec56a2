package org.angarium.server.imap;

import java.io.IOException;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.UidSet;
import org.angarium.server.auth.Login;
import org.angarium.store.StoreException;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.message.ObjectIds;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxView;
import org.angarium.store.view.SystemFlag;
import org.jspecify.annotations.Nullable;

/** SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3; RFC 7162 §3.1.8, §3.2.5; RFC 8474 §4). */
final class SelectCommand {
  private SelectCommand() {}

  static Completion run(ImapSession session, ImapCommand.Select command)
      throws ImapRefusal, MailboxRefusal, IOException {
    Login login = session.login();
    if (command.resync() != null && !session.qresync()) {
      throw ImapRefusal.bad("ENABLE QRESYNC first");
    }
    if (session.selectedOrNull() != null) {
      // Whatever comes of this command, the old mailbox is closed (RFC 9051 §6.3.2).
      session.unselect();
      session.output().untagged("OK [CLOSED] The previous mailbox is closed");
    }
    MailboxInfo info = NamedMailbox.selectable(session, command.mailbox());
    MailboxView view = session.mailboxes().view(info.ref());
    SelectedMailbox mailbox = new SelectedMailbox(view, command.readOnly());
    mailbox.meet(view, session.mailboxes());
    if (command.condstore()) {
      session.enableCondstore();
    }
    session.select(login, mailbox);
    try {
      describe(session.output().writer(), mailbox);
      resync(session, mailbox, command.resync());
    } catch (StoreException | MailboxRefusal failure) {
      session.unselect(); // NO means that no mailbox is selected (RFC 9051 §6.3.2)
      throw failure;
    }
    return command.readOnly()
        ? new Completion("READ-ONLY", "EXAMINE completed")
        : new Completion("READ-WRITE", "SELECT completed");
  }

  private static void describe(ImapWriter out, SelectedMailbox mailbox) {
    MailboxView view = mailbox.view();
    MailboxInfo info = view.info();
    FlagLists.write(out, view, mailbox.readOnly());
    out.ascii("* ").number(view.size()).ascii(" EXISTS").crlf();
    out.ascii("* ").number(mailbox.recent(view)).ascii(" RECENT").crlf();
    int unseen = info.unseen() == 0 ? -1 : firstUnseen(view);
    if (unseen >= 0) {
      out.ascii("* OK [UNSEEN ").number(unseen + 1L).ascii("] First unseen").crlf();
    }
    out.ascii("* OK [UIDVALIDITY ").number(info.uidValidity()).ascii("] UIDs valid").crlf();
    out.ascii("* OK [UIDNEXT ").number(info.uidNext()).ascii("] Predicted next UID").crlf();
    out.ascii("* OK [HIGHESTMODSEQ ").number(info.highestModSeq()).ascii("] Highest").crlf();
    out.ascii("* OK [MAILBOXID (").ascii(ObjectIds.mailbox(info.ref())).ascii(")] Id").crlf();
  }

  private static int firstUnseen(MailboxView view) {
    long seen = SystemFlag.SEEN.bit();
    for (int index = 0; index < view.size(); index++) {
      if ((view.flagBits(index) & seen) == 0) {
        return index;
      }
    }
    return -1;
  }

  /** What the client missed since it was last here. */
  private static void resync(
      ImapSession session, SelectedMailbox mailbox, ImapCommand.@Nullable Resync resync)
      throws MailboxRefusal, IOException {
    MailboxView view = mailbox.view();
    if (resync == null || resync.uidValidity() != view.info().uidValidity()) {
      return;
    }
    UidSet known = resync.knownUids() == null ? UidSet.ALL : resync.knownUids();
    Vanished.tell(session, mailbox, known, resync.modSeq());
    MailboxNews news = session.news(mailbox);
    FlagWriter flags = new FlagWriter(view, mailbox.recent());
    for (int index = 0; index < view.size(); index++) {
      if (view.modSeq(index) > resync.modSeq() && known.contains(view.uid(index))) {
        news.writeFlags(view, flags, index, index + 1L, true);
        session.output().drain();
      }
    }
  }
}
