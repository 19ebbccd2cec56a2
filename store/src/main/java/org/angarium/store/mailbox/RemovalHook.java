package org.angarium.store.mailbox;

import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobId;
import org.angarium.store.engine.Transaction;
import org.angarium.store.view.MailboxRef;

/**
 * Takes part when messages are removed for good: for retention and archives. Not asked when a
 * message moves to another mailbox.
 */
@FunctionalInterface
public interface RemovalHook {
  /** Why messages go. */
  enum Cause {
    EXPUNGED,
    MAILBOX_DELETED
  }

  /**
   * In the transaction that removes the messages, before their records go. What the hook writes is
   * committed with the removal or not at all. May be called again for the same messages where the
   * transaction runs again.
   *
   * @param blobs the contents of the messages, in the order of {@code uids}
   * @throws StoreException ends the transaction, so nothing is removed
   */
  void removing(
      Transaction transaction, MailboxRef mailbox, Cause cause, UidSet uids, BlobId[] blobs)
      throws StoreException;
}
