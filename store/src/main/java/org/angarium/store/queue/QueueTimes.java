package org.angarium.store.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;
import org.angarium.store.node.Node;
import org.angarium.store.schema.DamagedRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Sets the times of the queue right after the clock was wrong. Times are stored as the wall clock
 * tells them, since they must outlive the process; so when that clock jumps, they jump with it:
 * what waited an hour waits an hour, and what may be tried for five days has as many of them left
 * as before. Each message is changed in a transaction of its own; to be interrupted does no harm
 * but to those that were not reached, which {@link #pullIn} finds. Thread-safe.
 */
public final class QueueTimes {
  private static final int PAGE = 500;

  /** For no longer than this a jump is not noticed; what was accepted meanwhile has right times. */
  private static final Duration UNNOTICED = Duration.ofMinutes(1);

  private final Engine engine;
  private final Node node;

  /** For what this node has in the queue; the clock of another one may be right. */
  QueueTimes(Engine engine, Node node) {
    this.engine = engine;
    this.node = node;
  }

  /**
   * Moves the times of all messages by {@code jump}, but for those that were accepted since.
   *
   * @param now by the clock after its jump
   * @return messages whose times were moved
   */
  public long move(Duration jump, Instant now) throws StoreException {
    long moved = 0;
    byte @Nullable [] from = QueueKeys.from(0).start();
    while (from != null) {
      List<byte[]> keys = new ArrayList<>();
      from =
          engine.scan(
              new KeyRange(from, QueueKeys.from(0).end()),
              ScanOrder.ASCENDING,
              ScanLimit.rows(PAGE),
              (key, value) -> {
                if (QueueKeys.kindOf(key) == QueueKeys.MESSAGE) {
                  keys.add(key);
                }
                return true;
              });
      for (byte[] key : keys) {
        moved += move(QueueKeys.idOf(key), jump, now) ? 1 : 0;
      }
    }
    return moved;
  }

  private boolean move(long id, Duration jump, Instant now) throws StoreException {
    return change(
        id,
        message -> {
          Instant accepted = message.acceptedAt();
          boolean since = accepted.isAfter(now.minus(UNNOTICED)) && !accepted.isAfter(now);
          return since ? null : new Shift(jump);
        });
  }

  /**
   * Makes due at {@code now} what could wait for longer than {@code longest} only by a clock that
   * was wrong when it was written, such as that of a process before this one.
   *
   * @return messages that were made due
   */
  public long pullIn(Instant now, Duration longest) throws StoreException {
    Set<Long> ids = new LinkedHashSet<>();
    byte[] late = QueueKeys.timesAfter(node.number(), QueueCodec.millis(now.plus(longest)));
    engine.scan(
        new KeyRange(late, QueueKeys.times(node.number()).end()),
        ScanOrder.ASCENDING,
        ScanLimit.rows(PAGE),
        (key, value) -> {
          ids.add(QueueKeys.Due.of(key).id());
          return true;
        });
    long pulled = 0;
    for (long id : ids) {
      pulled += change(id, message -> new Bound(now, longest)) ? 1 : 0;
    }
    return pulled;
  }

  private interface Choice {
    @Nullable Correction of(QueueMessage message);
  }

  /** How one message's times are set right. */
  private sealed interface Correction {
    Instant accepted(Instant time);

    Instant due(Instant time);
  }

  private record Shift(Duration by) implements Correction {
    @Override
    public Instant accepted(Instant time) {
      return time.plus(by);
    }

    @Override
    public Instant due(Instant time) {
      return time.plus(by);
    }
  }

  private record Bound(Instant now, Duration longest) implements Correction {
    @Override
    public Instant accepted(Instant time) {
      return time.isAfter(now) ? now : time;
    }

    @Override
    public Instant due(Instant time) {
      return time.isAfter(now.plus(longest)) ? now : time;
    }
  }

  private boolean change(long id, Choice choice) throws StoreException {
    byte[] key = QueueKeys.message(id);
    byte[] record = engine.get(key);
    if (record == null) {
      return false;
    }
    QueueMessage found;
    try {
      found = QueueCodec.message(new QueueId(id), record);
    } catch (DamagedRecordException unreadable) {
      // It is not delivered either, and told of by those who try.
      return false;
    }
    return engine.<Boolean, StoreException>write(
        QueueRecords.locks(found),
        Durability.RELAXED,
        transaction -> {
          QueueState state = QueueRecords.based(transaction, id);
          Correction correction = choice.of(found);
          if (state == null || state.owner() != node.number() || correction == null) {
            return false;
          }
          transaction.put(
              key,
              QueueCodec.encode(found.withAcceptedAt(correction.accepted(found.acceptedAt()))));
          correct(transaction, id, state, correction);
          transaction.put(QueueKeys.state(id), QueueCodec.encode(state.changed()));
          return true;
        },
        changed -> {});
  }

  private static void correct(
      Transaction transaction, long id, QueueState state, Correction correction)
      throws StoreException {
    for (QueueRecipient before : QueueRecords.recipients(transaction, id)) {
      if (before.status().done()) {
        continue;
      }
      QueueRecipient after = before.dueAt(correction.due(before.nextAttempt()));
      QueueRecords.unindex(transaction, state, id, before);
      transaction.put(QueueKeys.recipient(id, after.index()), QueueCodec.encode(after));
      if (!state.held()) {
        QueueRecords.index(transaction, state, id, after);
      }
    }
  }
}
