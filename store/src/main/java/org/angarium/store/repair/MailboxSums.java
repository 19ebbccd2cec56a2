package org.angarium.store.repair;

import java.util.List;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.view.SystemFlag;

/** Counts again what a mailbox's record says of its messages. One thread. */
final class MailboxSums {
  private long messages;
  private long unseen;
  private long deleted;
  private long size;
  private long highestUid;

  static MailboxRecord empty(int number, String name, long uidValidity, long modSeq) {
    return new MailboxRecord(
        number,
        name,
        uidValidity,
        1,
        modSeq,
        0,
        1,
        0,
        0,
        0,
        0,
        true,
        true,
        false,
        List.of(),
        List.of());
  }

  /** With another next UID; a new UIDVALIDITY where there are none left. */
  static MailboxRecord withUidNext(
      MailboxRecord mailbox, long uidNext, AccountRepair.Numbers numbers) {
    boolean fits = uidNext <= UidSet.MAX;
    return new MailboxRecord(
        mailbox.id(),
        mailbox.name(),
        fits ? mailbox.uidValidity() : numbers.uidValidity(0),
        fits ? uidNext : mailbox.uidNext(),
        mailbox.highestModSeq(),
        mailbox.lastExpunge(),
        mailbox.recentFrom(),
        mailbox.messages(),
        mailbox.unseen(),
        mailbox.deleted(),
        mailbox.size(),
        mailbox.selectable(),
        mailbox.subscribed(),
        mailbox.doomed(),
        mailbox.specialUse(),
        mailbox.keywords());
  }

  void add(long uid, MessageRecord message) {
    messages++;
    size += message.size();
    unseen += (message.flags().bits() & SystemFlag.SEEN.bit()) == 0 ? 1 : 0;
    deleted += (message.flags().bits() & SystemFlag.DELETED.bit()) != 0 ? 1 : 0;
    highestUid = Math.max(highestUid, uid);
  }

  /** The record with these sums; everything in it counts as changed. */
  MailboxRecord of(MailboxRecord mailbox, long uidNext, long modSeq) {
    return new MailboxRecord(
        mailbox.id(),
        mailbox.name(),
        mailbox.uidValidity(),
        Math.max(uidNext, highestUid + 1),
        modSeq,
        modSeq,
        mailbox.recentFrom(),
        messages,
        unseen,
        deleted,
        size,
        mailbox.selectable(),
        mailbox.subscribed(),
        mailbox.doomed(),
        mailbox.specialUse(),
        mailbox.keywords());
  }
}
