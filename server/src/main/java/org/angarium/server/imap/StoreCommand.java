package org.angarium.server.imap;

import java.io.IOException;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.FlagChange;
import org.angarium.store.mailbox.FlagsChanged;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.mailbox.MailboxView;

/** STORE and UID STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3). */
final class StoreCommand {
  private StoreCommand() {}

  static Completion run(ImapSession session, ImapCommand.Store command)
      throws ImapRefusal, MailboxRefusal, IOException {
    SelectedMailbox mailbox = session.writable();
    int[] indexes = mailbox.indexes(command.messages(), command.uid());
    FlagNames.checkSettable(command.flags());
    if (command.unchangedSince() != null) {
      session.enableCondstore();
    }
    if (indexes.length == 0) {
      return Completion.of("STORE completed: no messages");
    }
    FlagChange.Kind kind =
        switch (command.mode()) {
          case REPLACE -> FlagChange.Kind.REPLACE;
          case ADD -> FlagChange.Kind.ADD;
          case REMOVE -> FlagChange.Kind.REMOVE;
        };
    FlagsChanged outcome =
        session
            .mailboxes()
            .changeFlags(
                mailbox.ref(),
                mailbox.uids(indexes),
                new FlagChange(kind, command.flags()),
                command.unchangedSince());
    MailboxView changed = session.mailboxes().view(mailbox.ref());
    boolean gone = respond(session, mailbox, changed, indexes, command, outcome);
    mailbox.ownChange(outcome.modSeq());
    if (!outcome.modified().isEmpty()) {
      UidSet modified = command.uid() ? outcome.modified() : mailbox.numbers(outcome.modified());
      return new Completion("MODIFIED " + modified, "STORE completed for the others");
    }
    return gone && !command.uid()
        ? new Completion("EXPUNGEISSUED", "Some of the messages are gone")
        : Completion.of("STORE completed");
  }

  /** Tells the new flags, or with .SILENT at most the new modification sequence. */
  private static boolean respond(
      ImapSession session,
      SelectedMailbox mailbox,
      MailboxView changed,
      int[] indexes,
      ImapCommand.Store command,
      FlagsChanged outcome)
      throws IOException {
    boolean gone = false;
    boolean quiet = command.silent() && !session.condstore();
    MailboxView known = mailbox.view();
    MailboxNews news = session.news(mailbox);
    FlagWriter flags = new FlagWriter(changed, mailbox.recentFrom());
    news.announceFlagNames(changed);
    for (int pair = 0; pair < indexes.length; pair += 2) {
      for (int index = indexes[pair]; index <= indexes[pair + 1]; index++) {
        long uid = known.uid(index);
        int now =
            index < changed.size() && changed.uid(index) == uid ? index : changed.indexOf(uid);
        if (now < 0) {
          gone = true;
        } else if (!quiet && !outcome.modified().contains(uid)) {
          if (command.silent()) {
            silent(session, changed, now, index + 1L, command.uid());
          } else {
            news.writeFlags(changed, flags, now, index + 1L, command.uid());
          }
          session.output().drain();
        }
      }
    }
    return gone;
  }

  /** RFC 7162 §3.1.3: a client of CONDSTORE learns the sequence even with .SILENT. */
  private static void silent(
      ImapSession session, MailboxView changed, int index, long number, boolean withUid) {
    ImapWriter out = session.output().writer();
    out.ascii("* ").number(number).ascii(" FETCH (");
    if (withUid || session.qresync()) {
      out.ascii("UID ").number(changed.uid(index)).octet(' ');
    }
    out.ascii("MODSEQ (").number(changed.modSeq(index)).ascii("))").crlf();
  }
}
