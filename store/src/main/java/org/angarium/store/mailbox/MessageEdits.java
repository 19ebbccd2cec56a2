package org.angarium.store.mailbox;

import java.util.Arrays;
import org.angarium.mail.imap.FlagSet;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountChange;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.engine.Transaction;
import org.angarium.store.message.MessageRecords;
import org.angarium.store.message.ObjectIndex;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Writes and removes all records of messages within one transaction: row, summary, search record,
 * signature, link to the contents, places by id; and keeps the counters and rows of the mailbox in
 * step. For one thread.
 */
final class MessageEdits {
  private static final byte[] NO_VALUE = {};

  private final AccountChange owner;
  private final AccountId account;
  private final long id;
  private final Transaction transaction;
  private final MailboxCollection collection;
  private final long modSeq;

  MessageEdits(AccountChange owner, MailboxCollection collection) {
    this.owner = owner;
    this.account = owner.account();
    this.id = account.value();
    this.transaction = owner.transaction();
    this.collection = collection;
    this.modSeq = owner.modSeq();
  }

  /** Adds a message whose records exist already, elsewhere; returns its UID. */
  long put(
      MailboxDraft draft,
      BlobId blob,
      MessageRecords records,
      FlagSet flags,
      long internalDate,
      long size,
      long emailId) {
    long uid = draft.uidNext++;
    transaction.put(
        Keys.message(id, draft.id, uid),
        MessageRecord.encode(flags, modSeq, internalDate, owner.now(), size, emailId));
    transaction.put(Keys.summary(id, draft.id, uid), records.summary());
    if (records.search() != null) {
      transaction.put(Keys.searched(id, draft.id, uid), records.search());
    }
    if (records.signature() != null) {
      transaction.put(Keys.signature(id, draft.id, uid), records.signature());
    }
    transaction.put(Keys.link(blob, id, draft.id, uid), NO_VALUE);
    ObjectIndex.add(transaction, place(draft, uid, emailId, records.threadId()));
    draft.count(flags.bits(), size, 1);
    draft.added(uid);
    owner.use(size, 1);
    Rows rows = draft.rows;
    if (rows != null) {
      draft.rows = rows.append(uid, flags, modSeq, internalDate, owner.now(), size, emailId);
    }
    return uid;
  }

  private ObjectIndex.Place place(MailboxDraft draft, long uid, long emailId, long threadId) {
    return new ObjectIndex.Place(emailId, threadId, new MailboxRef(account, draft.id), uid);
  }

  /**
   * Gives messages other flags.
   *
   * @param rows of the mailbox as they are
   */
  void flags(MailboxDraft draft, Rows rows, int[] indexes, FlagSet[] flags) {
    for (int i = 0; i < indexes.length; i++) {
      int index = indexes[i];
      long uid = rows.uid(index);
      transaction.put(
          Keys.message(id, draft.id, uid),
          MessageRecord.encode(
              flags[i],
              modSeq,
              rows.internalDate(index),
              rows.savedDate(index),
              rows.size(index),
              rows.emailId(index)));
      draft.count(rows.flags(index), rows.size(index), -1);
      draft.count(flags[i].bits(), rows.size(index), 1);
      draft.flagged(uid);
    }
    draft.rows = rows.withFlags(indexes, flags, modSeq);
  }

  /**
   * Removes messages.
   *
   * @param rows of the mailbox as they are
   * @param ties of the messages, in the same order
   * @param cause null where they only move to another mailbox
   */
  void expunge(
      MailboxDraft draft,
      Rows rows,
      int[] indexes,
      SummaryRecord.Ties[] ties,
      RemovalHook.@Nullable Cause cause)
      throws StoreException {
    if (cause != null && indexes.length > 0) {
      BlobId[] blobs = Arrays.stream(ties).map(SummaryRecord.Ties::blob).toArray(BlobId[]::new);
      for (RemovalHook hook : collection.hooks()) {
        MailboxRef ref = new MailboxRef(account, draft.id);
        hook.removing(transaction, ref, cause, rows.uids(indexes), blobs);
      }
    }
    for (int i = 0; i < indexes.length; i++) {
      int index = indexes[i];
      long uid = rows.uid(index);
      transaction.delete(Keys.message(id, draft.id, uid));
      transaction.delete(Keys.summary(id, draft.id, uid));
      transaction.delete(Keys.searched(id, draft.id, uid));
      transaction.delete(Keys.signature(id, draft.id, uid));
      transaction.delete(Keys.link(ties[i].blob(), id, draft.id, uid));
      transaction.put(BlobKeys.unlinked(ties[i].blob()), NO_VALUE);
      ObjectIndex.remove(transaction, place(draft, uid, rows.emailId(index), ties[i].threadId()));
      draft.count(rows.flags(index), rows.size(index), -1);
      draft.expunged(uid);
      owner.use(-rows.size(index), -1);
    }
    if (indexes.length > 0) {
      draft.lastExpunge = modSeq;
    }
    draft.rows = rows.without(indexes);
  }
}
