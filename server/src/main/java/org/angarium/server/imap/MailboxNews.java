package org.angarium.server.imap;

import java.io.IOException;
import java.util.function.LongPredicate;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.MailboxView;

/**
 * Tells the client what became of its mailbox since the view it knows of, by comparing that view
 * with the newest: EXPUNGE or VANISHED, EXISTS, RECENT, FETCH of changed flags (RFC 9051 §7.4, RFC
 * 7162 §3.2.10).
 *
 * <p>While FETCH, STORE or SEARCH with sequence numbers are answered, no number may change its
 * message (RFC 9051 §7.5.1). Of a newer view in which messages are missing only the flags are then
 * told, and it is adopted in the older numbering ({@link HeldView}) until a command allows more.
 */
final class MailboxNews {
  private final SelectedMailbox mailbox;
  private final ImapOutput output;
  private final boolean condstore;
  private final boolean qresync;

  MailboxNews(SelectedMailbox mailbox, ImapOutput output, boolean condstore, boolean qresync) {
    this.mailbox = mailbox;
    this.output = output;
    this.condstore = condstore;
    this.qresync = qresync;
  }

  /**
   * Announces what {@code newer} brings and adopts it.
   *
   * @param expunges whether numbers may change now
   * @param withUid whether FETCH responses carry the UID
   */
  void announce(MailboxView newer, boolean expunges, boolean withUid) throws IOException {
    MailboxView known = mailbox.view();
    long since = known.info().highestModSeq();
    if (newer.info().highestModSeq() == since && !(known instanceof HeldView)) {
      return;
    }
    boolean removed = anyRemoved(known, newer);
    if (removed && !expunges) {
      HeldView held = new HeldView(known, newer);
      announceFlagNames(held);
      announceFlags(held, held.size(), since, withUid);
      mailbox.adopt(held);
      return;
    }
    int kept = removed ? announceRemoved(known, newer) : known.size();
    announceFlagNames(newer);
    ImapWriter out = output.writer();
    if (newer.size() > kept) {
      out.ascii("* ").number(newer.size()).ascii(" EXISTS").crlf();
      out.ascii("* ").number(mailbox.recent(newer)).ascii(" RECENT").crlf();
    }
    announceFlags(newer, kept, since, withUid);
    mailbox.adopt(newer);
  }

  /** Both ascend, and new messages come at the end only. */
  private static boolean anyRemoved(MailboxView known, MailboxView newer) {
    int size = known.size();
    return size > 0 && (newer.size() < size || newer.uid(size - 1) != known.uid(size - 1));
  }

  /** Returns how many of the known messages are left. */
  private int announceRemoved(MailboxView known, MailboxView newer) throws IOException {
    ImapWriter out = output.writer();
    UidSet.Builder vanished = UidSet.builder();
    int kept = 0;
    for (int index = 0; index < known.size(); index++) {
      if (kept < newer.size() && newer.uid(kept) == known.uid(index)) {
        kept++;
      } else if (qresync) {
        vanished.add(known.uid(index));
      } else {
        out.ascii("* ").number(kept + 1L).ascii(" EXPUNGE").crlf();
        output.drain();
      }
    }
    if (qresync) {
      out.ascii("* VANISHED ").set(vanished.build()).crlf();
    }
    return kept;
  }

  /** Keywords that the mailbox did not have before. */
  void announceFlagNames(MailboxView newer) {
    if (newer.flagNames().size() > mailbox.announcedFlags()) {
      FlagNames.write(output.writer(), newer, mailbox.readOnly());
      mailbox.announcedFlags(newer.flagNames().size());
    }
  }

  private void announceFlags(MailboxView newer, int kept, long since, boolean withUid)
      throws IOException {
    LongPredicate own = mailbox.ownChanges();
    FlagWriter flags = new FlagWriter(newer, mailbox.recentFrom());
    for (int index = 0; index < kept; index++) {
      long modSeq = newer.modSeq(index);
      if (modSeq > since && !own.test(modSeq)) {
        writeFlags(newer, flags, index, index + 1L, withUid);
        output.drain();
      }
    }
  }

  /** {@code * n FETCH (FLAGS (…))}, with UID and MODSEQ where the client wants them. */
  void writeFlags(MailboxView of, FlagWriter flags, int index, long number, boolean withUid) {
    ImapWriter out = output.writer();
    out.ascii("* ").number(number).ascii(" FETCH (");
    if (withUid || qresync) {
      out.ascii("UID ").number(of.uid(index)).octet(' ');
    }
    flags.write(out, index);
    if (condstore) {
      out.ascii(" MODSEQ (").number(of.modSeq(index)).octet(')');
    }
    out.octet(')').crlf();
  }
}
