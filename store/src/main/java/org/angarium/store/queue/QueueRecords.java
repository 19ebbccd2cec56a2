package org.angarium.store.queue;

import java.util.ArrayList;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The records of one message in the queue, read and written together: the message, its state, its
 * recipients, and for each recipient that waits an entry in the indexes by time and by destination.
 */
final class QueueRecords {
  private QueueRecords() {}

  /** Against other changes of the message, and against the collector of blobs. */
  static List<Lock> locks(QueueMessage message) {
    return List.of(new Lock(Lock.Space.QUEUE, message.id().value()), message.blob().lock());
  }

  /** Writes the new state, or removes everything when nobody remains. */
  static void put(Transaction transaction, QueueMessage message, QueueState state)
      throws StoreException {
    long id = message.id().value();
    if (state.remaining() > 0) {
      transaction.put(QueueKeys.state(id), QueueCodec.encode(state));
      return;
    }
    for (QueueRecipient recipient : recipients(transaction, id)) {
      if (!recipient.status().done()) {
        unindex(transaction, state, id, recipient);
      }
      transaction.delete(QueueKeys.recipient(id, recipient.index()));
    }
    transaction.delete(QueueKeys.state(id));
    transaction.delete(QueueKeys.message(id));
    transaction.delete(BlobKeys.link(message.blob(), QueueKeys.owner(id)));
    transaction.put(BlobKeys.unlinked(message.blob()), new byte[0]);
  }

  static void index(Transaction transaction, QueueState state, long id, QueueRecipient recipient) {
    QueueKeys.Due due = QueueKeys.due(state, id, recipient);
    transaction.put(due.byTime(), new byte[0]);
    transaction.put(due.byDestination(), new byte[0]);
  }

  static void unindex(
      Transaction transaction, QueueState state, long id, QueueRecipient recipient) {
    QueueKeys.Due due = QueueKeys.due(state, id, recipient);
    transaction.delete(due.byTime());
    transaction.delete(due.byDestination());
  }

  /** The state that a change of the message is based on; null when the message is gone. */
  static @Nullable QueueState based(Transaction transaction, long id) throws StoreException {
    byte[] key = QueueKeys.state(id);
    byte[] record = transaction.get(key);
    transaction.expect(key, record);
    return record == null ? null : QueueCodec.state(record);
  }

  static @Nullable QueueState state(Reader reader, long id) throws StoreException {
    byte[] record = reader.get(QueueKeys.state(id));
    return record == null ? null : QueueCodec.state(record);
  }

  static @Nullable QueueRecipient recipient(Reader reader, long id, int index)
      throws StoreException {
    byte[] record = reader.get(QueueKeys.recipient(id, index));
    return record == null ? null : QueueCodec.recipient(index, record);
  }

  static List<QueueRecipient> recipients(Reader reader, long id) throws StoreException {
    List<byte[][]> rows = new ArrayList<>();
    reader.scan(
        QueueKeys.recipients(id),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> rows.add(new byte[][] {key, value}));
    List<QueueRecipient> recipients = new ArrayList<>(rows.size());
    for (byte[][] row : rows) {
      recipients.add(QueueCodec.recipient(QueueKeys.indexOf(row[0]), row[1]));
    }
    return recipients;
  }
}
