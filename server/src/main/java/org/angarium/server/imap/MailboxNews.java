package org.angarium.server.imap;

import java.io.IOException;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.view.MailboxView;

/**
 * Tells the client what became of its mailbox since the view it knows of, by comparing that view
 * with the newest: EXPUNGE or VANISHED, EXISTS, RECENT, FETCH of changed flags (RFC 9051 §7.4, RFC
 * 7162 §3.2.10). A change is told unless the client knows its outcome; whose change it was is not
 * asked (RFC 3501 §6.4.6, last note).
 *
 * <p>While FETCH, STORE or SEARCH with sequence numbers are answered, no number may change its
 * message (RFC 9051 §7.5.1). Of a newer view in which messages are missing only the flags are then
 * told, and it is adopted in the older numbering ({@link HeldView}) until a command allows more.
 */
final class MailboxNews {
  private final SelectedMailbox mailbox;
  private final Mailboxes mailboxes;
  private final ImapOutput output;
  private final boolean condstore;
  private final boolean qresync;

  MailboxNews(
      SelectedMailbox mailbox,
      Mailboxes mailboxes,
      ImapOutput output,
      boolean condstore,
      boolean qresync) {
    this.mailbox = mailbox;
    this.mailboxes = mailboxes;
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
  void announce(MailboxView newer, boolean expunges, boolean withUid)
      throws IOException, MailboxRefusal {
    MailboxView known = mailbox.view();
    long since = known.info().highestModSeq();
    if (newer.info().highestModSeq() == since && !(known instanceof HeldView)) {
      mailbox.adopt(known); // a STORE that changed nothing told nothing else
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
    int left = removed ? left(known, newer) : known.size();
    if (newer.size() > left) {
      mailbox.meet(newer, mailboxes); // may fail, so before anything is told
    }
    int kept = removed ? announceRemoved(known, newer) : left;
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

  /** How many of the known messages are there still: new ones have larger UIDs. */
  private static int left(MailboxView known, MailboxView newer) {
    int at = newer.indexOf(known.uid(known.size() - 1));
    return at < 0 ? -at - 1 : at + 1;
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

  /** Keywords that the mailbox did not have before, be it in the place of others. */
  void announceFlagNames(MailboxView newer) {
    if (!newer.flagNames().equals(mailbox.announcedFlags())) {
      FlagLists.write(output.writer(), newer, mailbox.readOnly());
      mailbox.announcedFlags(newer.flagNames());
    }
  }

  private void announceFlags(MailboxView newer, int kept, long since, boolean withUid)
      throws IOException {
    boolean comparable = mailbox.isComparable(newer);
    FlagWriter flags = new FlagWriter(newer, mailbox.recent());
    for (int index = 0; index < kept; index++) {
      if (newer.modSeq(index) > since && !(comparable && mailbox.knows(newer, index, condstore))) {
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
