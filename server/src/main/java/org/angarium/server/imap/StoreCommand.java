package org.angarium.server.imap;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.imap.FlagSet;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.FlagChange;
import org.angarium.store.mailbox.FlagsChanged;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.view.MailboxView;

/** STORE and UID STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3). */
final class StoreCommand {
  private StoreCommand() {}

  static Completion run(ImapSession session, ImapCommand.Store command)
      throws ImapRefusal, MailboxRefusal, IOException {
    SelectedMailbox mailbox = session.writable();
    int[] indexes = mailbox.indexes(command.messages(), command.uid());
    FlagLists.checkSettable(command.flags());
    if (indexes.length == 0) {
      enableCondstore(session, command);
      return Completion.of("STORE completed: no messages");
    }
    FlagsChanged outcome =
        session
            .mailboxes()
            .changeFlags(
                mailbox.ref(),
                mailbox.uids(indexes),
                new FlagChange(kind(command), command.flags()),
                command.unchangedSince());
    enableCondstore(session, command);
    MailboxView changed = session.mailboxes().view(mailbox.ref());
    UidSet.Builder told = UidSet.builder();
    boolean gone = respond(session, mailbox, changed, indexes, command, outcome, told);
    mailbox.stored(told.build(), changed);
    if (!outcome.modified().isEmpty()) {
      UidSet modified = command.uid() ? outcome.modified() : mailbox.numbers(outcome.modified());
      // RFC 7162 §3.1.3 shows NO where messages are gone besides.
      return gone && !command.uid()
          ? Completion.partly("MODIFIED " + modified, "Some of the messages are gone")
          : new Completion("MODIFIED " + modified, "STORE completed for the others");
    }
    if (gone && !command.uid()) {
      return Completion.expungeIssued();
    }
    return Completion.of("STORE completed");
  }

  private static FlagChange.Kind kind(ImapCommand.Store command) {
    return switch (command.mode()) {
      case REPLACE -> FlagChange.Kind.REPLACE;
      case ADD -> FlagChange.Kind.ADD;
      case REMOVE -> FlagChange.Kind.REMOVE;
    };
  }

  private static void enableCondstore(ImapSession session, ImapCommand.Store command) {
    if (command.unchangedSince() != null) {
      session.enableCondstore();
    }
  }

  /**
   * Tells the new flags. With .SILENT the client works them out from the old ones; where another
   * session changed them meanwhile that gives something else, and they are told all the same (RFC
   * 3501 §6.4.6, last note).
   *
   * @param told takes the messages that the client knows afterwards as {@code changed} has them
   * @return whether some of them are gone
   */
  private static boolean respond(
      ImapSession session,
      SelectedMailbox mailbox,
      MailboxView changed,
      int[] indexes,
      ImapCommand.Store command,
      FlagsChanged outcome,
      UidSet.Builder told)
      throws IOException {
    boolean gone = false;
    MailboxView known = mailbox.view();
    MailboxNews news = session.news(mailbox);
    FlagWriter flags = new FlagWriter(changed, mailbox.recent());
    Silence silence = command.silent() ? Silence.of(mailbox, changed, command) : null;
    news.announceFlagNames(changed);
    for (int pair = 0; pair < indexes.length; pair += 2) {
      for (int index = indexes[pair]; index <= indexes[pair + 1]; index++) {
        long uid = known.uid(index);
        int now =
            index < changed.size() && changed.uid(index) == uid ? index : changed.indexOf(uid);
        if (now < 0) {
          gone = true;
          continue;
        }
        if (outcome.modified().contains(uid)) {
          continue;
        }
        if (silence == null || !silence.foresees(known, index, changed, now)) {
          news.writeFlags(changed, flags, now, index + 1L, command.uid());
        } else if (session.condstore()) {
          silent(session, changed, now, index + 1L, command.uid());
        }
        told.add(uid);
        session.output().drain();
      }
    }
    return gone;
  }

  /**
   * What a client makes of a STORE that is not answered.
   *
   * @param comparable false where the bits of the older view mean something else by now
   * @param named the flags of the command
   */
  private record Silence(boolean comparable, FlagChange.Kind kind, FlagSet named) {

    static Silence of(SelectedMailbox mailbox, MailboxView changed, ImapCommand.Store command) {
      Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      wanted.addAll(command.flags());
      FlagSet named = FlagSet.EMPTY;
      List<String> names = changed.flagNames();
      for (int flag = 0; flag < names.size(); flag++) {
        if (wanted.contains(names.get(flag))) {
          named = named.with(flag);
        }
      }
      return new Silence(mailbox.isComparable(changed), StoreCommand.kind(command), named);
    }

    boolean foresees(MailboxView known, int index, MailboxView changed, int now) {
      if (!comparable) {
        return false;
      }
      FlagSet before = known.flags(index);
      FlagSet expected =
          switch (kind) {
            case REPLACE -> named;
            case ADD -> before.plus(named);
            case REMOVE -> before.minus(named);
          };
      return changed.flags(now).equals(expected);
    }
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
