package org.angarium.server.imap;

import java.io.IOException;
import java.util.List;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.StatusItem;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.message.ObjectIds;
import org.angarium.store.view.MailboxInfo;

/** STATUS (RFC 9051 §6.3.11, RFC 7162, RFC 7889, RFC 8438, RFC 8474). */
final class StatusCommand {
  private StatusCommand() {}

  static Completion run(ImapSession session, ImapCommand.Status command)
      throws ImapRefusal, MailboxRefusal, IOException {
    MailboxInfo info = NamedMailbox.selectable(session, command.mailbox());
    write(session, info, command.items());
    return Completion.of("STATUS completed");
  }

  static void write(ImapSession session, MailboxInfo info, List<StatusItem> items)
      throws IOException, MailboxRefusal {
    long recent = items.contains(StatusItem.RECENT) ? recent(session, info) : 0;
    if (items.contains(StatusItem.HIGHESTMODSEQ)) {
      session.enableCondstore();
    }
    ImapWriter out = session.output().writer();
    out.ascii("* STATUS ").mailbox(info.name()).ascii(" (");
    boolean first = true;
    for (StatusItem item : items) {
      if (!first) {
        out.octet(' ');
      }
      first = false;
      out.ascii(item.name()).octet(' ');
      switch (item) {
        case MESSAGES -> out.number(info.messages());
        case RECENT -> out.number(recent);
        case UIDNEXT -> out.number(info.uidNext());
        case UIDVALIDITY -> out.number(info.uidValidity());
        case UNSEEN -> out.number(info.unseen());
        case DELETED -> out.number(info.deleted());
        case SIZE -> out.number(info.size());
        case HIGHESTMODSEQ -> out.number(info.highestModSeq());
        case MAILBOXID -> out.octet('(').ascii(ObjectIds.mailbox(info.ref())).octet(')');
        case APPENDLIMIT -> out.number(session.server().settings().appendLimit());
      }
    }
    out.octet(')').crlf();
  }

  /** Those that no session was told of, and those that are recent in this one. */
  private static long recent(ImapSession session, MailboxInfo info)
      throws IOException, MailboxRefusal {
    long untold = session.mailboxes().countRecent(info);
    SelectedMailbox selected = session.selectedOrNull();
    return selected == null || selected.readOnly() || !selected.ref().equals(info.ref())
        ? untold
        : untold + selected.recent(selected.view());
  }
}
