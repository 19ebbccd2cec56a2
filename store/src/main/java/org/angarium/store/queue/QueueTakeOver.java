package org.angarium.store.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Moves what a dead node has in the queue to this one, each message in a transaction of its own.
 * Held messages too, which no index names. May be interrupted: whoever takes over next goes on.
 */
final class QueueTakeOver {
  private static final int PAGE = 1000;

  private final Engine engine;
  private final Node self;
  private final Node dead;

  /**
   * @param dead as {@link Node#fence} gave it
   */
  QueueTakeOver(Engine engine, Node self, Node dead) {
    this.engine = engine;
    this.self = self;
    this.dead = dead;
  }

  /**
   * @param moved is told of each message after it was moved
   * @return how many there were
   */
  long run(Consumer<QueueId> moved) throws StoreException {
    long count = 0;
    byte @Nullable [] from = QueueKeys.from(0).start();
    while (from != null) {
      List<Long> ids = new ArrayList<>();
      from =
          engine.scan(
              new KeyRange(from, QueueKeys.from(0).end()),
              ScanOrder.ASCENDING,
              ScanLimit.rows(PAGE),
              (key, value) -> {
                if (QueueKeys.kindOf(key) == QueueKeys.STATE) {
                  ids.add(QueueKeys.idOf(key));
                }
                return true;
              });
      for (long id : ids) {
        if (move(id)) {
          moved.accept(new QueueId(id));
          count++;
        }
      }
    }
    return count;
  }

  private boolean move(long id) throws StoreException {
    return engine.<Boolean, StoreException>write(
        List.of(new Lock(Lock.Space.QUEUE, id)),
        Durability.RELAXED,
        transaction -> {
          self.expect(transaction);
          dead.expect(transaction);
          QueueState before = QueueRecords.based(transaction, id);
          if (before == null || before.owner() != dead.number()) {
            return false;
          }
          QueueState after = before.ownedBy(self.number());
          for (QueueRecipient recipient : QueueRecords.recipients(transaction, id)) {
            if (!recipient.status().done() && !before.held()) {
              QueueRecords.unindex(transaction, before, id, recipient);
              QueueRecords.index(transaction, after, id, recipient);
            }
          }
          transaction.put(QueueKeys.state(id), QueueCodec.encode(after));
          return true;
        },
        done -> {});
  }
}
