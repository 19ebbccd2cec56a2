package org.angarium.server.imap;

import java.io.IOException;
import java.util.List;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.SequenceSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.Copied;
import org.angarium.store.mailbox.Gone;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.view.MailboxInfo;
import org.jspecify.annotations.Nullable;

/** COPY and MOVE (RFC 9051 §6.4.7, §6.4.8; RFC 4315, RFC 6851). */
final class CopyCommand {
  private CopyCommand() {}

  static Completion copy(ImapSession session, ImapCommand.Copy command)
      throws ImapRefusal, MailboxRefusal, IOException {
    SelectedMailbox mailbox = session.selected();
    UidSet uids = uids(mailbox, command.messages(), command.uid());
    MailboxInfo target = NamedMailbox.target(session, command.mailbox());
    if (uids.isEmpty()) {
      return Completion.of("COPY completed: no messages");
    }
    Copied copied =
        session.mailboxes().copy(mailbox.ref(), uids, target.ref(), gone(command.uid()));
    return new Completion(code(copied), "COPY completed");
  }

  static Completion move(ImapSession session, ImapCommand.Move command)
      throws ImapRefusal, MailboxRefusal, IOException {
    SelectedMailbox mailbox = session.writable();
    UidSet uids = uids(mailbox, command.messages(), command.uid());
    MailboxInfo target = NamedMailbox.target(session, command.mailbox());
    if (uids.isEmpty()) {
      return Completion.of("MOVE completed: no messages");
    }
    Copied moved = session.mailboxes().move(mailbox.ref(), uids, target.ref(), gone(command.uid()));
    String code = code(moved);
    if (code != null) {
      // Before the EXPUNGE responses, so that the client can tell what they are (RFC 6851 §4.3).
      session.output().untagged("OK [" + code + "] Moved");
    }
    return Completion.of("MOVE completed");
  }

  /**
   * Numbers name messages that the client knows of, so none may be missing; UIDs that do not exist
   * are no error (RFC 3501 §6.4.8).
   */
  private static Gone gone(boolean uid) {
    return uid ? Gone.PASSED_OVER : Gone.REFUSED;
  }

  /** One by one, so that the store can tell which of them are gone. */
  private static UidSet uids(SelectedMailbox mailbox, SequenceSet messages, boolean uid)
      throws ImapRefusal {
    int[] pairs = mailbox.indexes(messages, uid);
    UidSet.Builder uids = UidSet.builder();
    for (int pair = 0; pair < pairs.length; pair += 2) {
      for (int index = pairs[pair]; index <= pairs[pair + 1]; index++) {
        uids.add(mailbox.view().uid(index));
      }
    }
    return uids.build();
  }

  private static @Nullable String code(Copied copied) {
    if (copied.sourceUids().isEmpty()) {
      return null;
    }
    return "COPYUID "
        + copied.uidValidity()
        + " "
        + inOrder(copied.sourceUids())
        + " "
        + inOrder(copied.targetUids());
  }

  /** The two sets of COPYUID run in parallel, so order is kept; runs are written as ranges. */
  static String inOrder(List<Long> uids) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < uids.size()) {
      long first = uids.get(at);
      long last = first;
      int next = at + 1;
      while (next < uids.size() && uids.get(next) == last + 1) {
        last++;
        next++;
      }
      if (at > 0) {
        text.append(',');
      }
      text.append(first);
      if (last > first) {
        text.append(':').append(last);
      }
      at = next;
    }
    return text.toString();
  }
}
