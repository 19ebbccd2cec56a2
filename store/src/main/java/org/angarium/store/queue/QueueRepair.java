package org.angarium.store.queue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.node.Node;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.RecordWriter;
import org.jspecify.annotations.Nullable;

/**
 * Brings the records of the queue into agreement: counts are counted again, indexes are made again.
 * A message whose contents are gone stays, since its sender is to be told of it, which the server
 * does when it tries it. For an engine that nobody else uses.
 */
public final class QueueRepair {
  private final Engine engine;
  private final BiConsumer<QueueId, String> steps;

  /**
   * @param steps is told what was done to which message
   */
  public QueueRepair(Engine engine, BiConsumer<QueueId, String> steps) {
    this.engine = engine;
    this.steps = steps;
  }

  /** Repairs all of it; ids go on above all that can have been given out. */
  public void repair() throws StoreException {
    QueueMigration.run(engine);
    TreeSet<Long> ids = new TreeSet<>();
    List<byte[]> indexed = new ArrayList<>();
    engine.scan(
        QueueKeys.from(0),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          ids.add(QueueKeys.idOf(key));
          return true;
        });
    engine.scan(
        QueueKeys.indexes(), ScanOrder.ASCENDING, ScanLimit.NONE, (key, value) -> indexed.add(key));
    Set<String> wanted = new TreeSet<>();
    for (long id : ids) {
      message(id, wanted);
    }
    for (byte[] key : indexed) {
      if (!wanted.contains(HexFormat.of().formatHex(key))) {
        delete(List.of(key));
      }
    }
    openings(ids.isEmpty() ? 0 : ids.last());
  }

  private void openings(long lastId) throws StoreException {
    if (engine.get(QueueStore.OPENINGS) == null && lastId > 0) {
      long count = (lastId >>> QueueStore.COUNTER_BITS) + 1;
      put(QueueStore.OPENINGS, new RecordWriter(1, 16).number(count).toBytes());
    }
  }

  private void message(long id, Set<String> wanted) throws StoreException {
    QueueId name = new QueueId(id);
    byte[] record = engine.get(QueueKeys.message(id));
    QueueMessage message = null;
    try {
      message = record == null ? null : QueueCodec.message(name, record);
    } catch (StoreException damaged) {
      steps.accept(name, "the record of the message was damaged");
    }
    if (message == null) {
      remove(id);
      steps.accept(name, "lost: nobody knows the sender or the contents any more");
      return;
    }
    List<QueueRecipient> recipients = recipients(id);
    if (recipients.isEmpty()) {
      remove(id);
      delete(List.of(BlobKeys.link(message.blob(), QueueKeys.owner(id))));
      steps.accept(
          name, "lost: the recipients of a message from " + message.reversePath() + " are unknown");
      return;
    }
    QueueState known = state(id);
    QueueState state =
        known == null ? new QueueState(recipients.size(), 0, false, Node.FIRST, 0) : known;
    int remaining = 0;
    for (QueueRecipient recipient : recipients) {
      if (!recipient.status().done()) {
        remaining++;
        if (!state.held()) {
          QueueKeys.Due due = QueueKeys.due(state, id, recipient);
          for (byte[] key : List.of(due.byTime(), due.byDestination())) {
            wanted.add(HexFormat.of().formatHex(key));
            if (engine.get(key) == null) {
              put(key, new byte[0]);
              steps.accept(name, "recipient " + recipient.index() + " is tried again");
            }
          }
        }
      }
    }
    if (known == null
        || known.recipients() != recipients.size()
        || known.remaining() != remaining) {
      QueueState counted =
          new QueueState(
              recipients.size(), remaining, state.held(), state.owner(), state.revision() + 1);
      put(QueueKeys.state(id), QueueCodec.encode(counted));
      steps.accept(name, "its recipients are counted again");
    }
    byte[] link = BlobKeys.link(message.blob(), QueueKeys.owner(id));
    if (engine.get(link) == null) {
      put(link, new byte[0]);
      steps.accept(name, "its contents are kept again");
    }
  }

  private @Nullable QueueState state(long id) throws StoreException {
    try {
      return QueueRecords.state(engine, id);
    } catch (DamagedRecordException damaged) {
      return null;
    }
  }

  private List<QueueRecipient> recipients(long id) throws StoreException {
    List<QueueRecipient> recipients = new ArrayList<>();
    engine.scan(
        QueueKeys.recipients(id),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          try {
            recipients.add(QueueCodec.recipient(QueueKeys.indexOf(key), value));
          } catch (StoreException damaged) {
            steps.accept(new QueueId(id), "lost: recipient " + QueueKeys.indexOf(key));
          }
          return true;
        });
    return recipients;
  }

  private void remove(long id) throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    engine.scan(
        QueueKeys.all(id), ScanOrder.ASCENDING, ScanLimit.NONE, (key, value) -> keys.add(key));
    delete(keys);
  }

  private void delete(List<byte[]> keys) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(),
        Durability.RELAXED,
        transaction -> {
          keys.forEach(transaction::delete);
          return null;
        },
        done -> {});
  }

  private void put(byte[] key, byte[] value) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(),
        Durability.RELAXED,
        transaction -> {
          transaction.put(key, value);
          return null;
        },
        done -> {});
  }
}
