package org.angarium.store.queue;

import java.util.ArrayList;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;

/**
 * Gives an owner to the index keys of stores from before there were owners: node 1, as there was
 * one node. May be interrupted; what is left is done at the next opening.
 */
final class QueueMigration {
  private static final int PAGE = 2000;

  private QueueMigration() {}

  /** Returns how many keys were changed. */
  static long run(Engine engine) throws StoreException {
    long moved = 0;
    for (KeyRange range : QueueKeys.unowned()) {
      List<byte[]> keys = page(engine, range);
      while (!keys.isEmpty()) {
        List<byte[]> now = keys;
        moved +=
            engine.<Integer, StoreException>write(
                List.of(),
                Durability.RELAXED,
                transaction -> {
                  for (byte[] key : now) {
                    QueueKeys.Due due = QueueKeys.Due.of(key);
                    transaction.delete(key);
                    transaction.put(
                        QueueKeys.isByTime(key) ? due.byTime() : due.byDestination(), new byte[0]);
                  }
                  return now.size();
                },
                done -> {});
        keys = page(engine, range);
      }
    }
    return moved;
  }

  private static List<byte[]> page(Engine engine, KeyRange range) throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    engine.scan(range, ScanOrder.ASCENDING, ScanLimit.rows(PAGE), (key, value) -> keys.add(key));
    return keys;
  }
}
