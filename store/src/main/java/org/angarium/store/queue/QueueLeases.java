package org.angarium.store.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.node.Node;
import org.angarium.store.schema.DamagedRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Who works on which recipients at present: the only part of the queue that is in memory, since a
 * lease ends with the process that holds it. A recipient is marked before its record is read, so
 * what was settled between the look at the index and the mark is seen. Thread-safe.
 */
final class QueueLeases {
  /** How often a lease looks again when what it found was gone or unreadable. */
  private static final int MAX_LOOKS = 8;

  /** Unreadable messages that are remembered. */
  private static final int MAX_UNREADABLE = 1000;

  private static final int LOCKS = 64;

  private final Engine engine;
  private final Node node;

  /** One at a time marks what is due at a destination; each stands for many destinations. */
  private final ReentrantLock[] marking = new ReentrantLock[LOCKS];

  private final Set<Ref> leased = ConcurrentHashMap.newKeySet();
  private final Set<QueueId> unreadable = ConcurrentHashMap.newKeySet();

  private record Ref(long id, int index) {}

  QueueLeases(Engine engine, Node node) {
    this.engine = engine;
    this.node = node;
    Arrays.setAll(marking, i -> new ReentrantLock());
  }

  /** See {@link QueueStore#lease}. */
  List<QueueLease> take(String destination, Instant now, int messages, int recipients)
      throws StoreException {
    List<QueueLease> leases = new ArrayList<>();
    Set<Ref> passed = new HashSet<>();
    boolean complete = false;
    try {
      for (int look = 0; look < MAX_LOOKS && leases.size() < messages; look++) {
        Map<Long, List<Ref>> taken =
            mark(destination, now, messages - leases.size(), recipients, passed);
        if (taken.isEmpty()) {
          break;
        }
        for (Map.Entry<Long, List<Ref>> entry : taken.entrySet()) {
          QueueLease lease = confirm(entry.getKey(), destination, entry.getValue(), now);
          if (lease != null) {
            leases.add(lease);
          } else {
            passed.addAll(entry.getValue());
          }
        }
      }
      complete = true;
    } finally {
      if (!complete) {
        leases.forEach(this::giveBack);
      }
    }
    return leases;
  }

  /**
   * Marks as leased what the index says is due, but for what was {@code passed} by. Two that look
   * at the same time would share the recipients of one message between them, who are to be told of
   * in one report and sent over one connection.
   */
  private Map<Long, List<Ref>> mark(
      String destination, Instant now, int messages, int recipients, Set<Ref> passed)
      throws StoreException {
    Map<Long, List<Ref>> taken = new LinkedHashMap<>();
    boolean complete = false;
    ReentrantLock lock = marking[Math.floorMod(destination.hashCode(), LOCKS)];
    lock.lock();
    try {
      engine.scan(
          QueueKeys.destination(node.number(), destination, QueueCodec.millis(now)),
          ScanOrder.ASCENDING,
          ScanLimit.NONE,
          (key, value) -> {
            QueueKeys.Due due = QueueKeys.Due.of(key);
            List<Ref> refs = taken.get(due.id());
            if (refs == null && taken.size() == messages) {
              return false;
            }
            Ref ref = new Ref(due.id(), due.index());
            if ((refs == null || refs.size() < recipients)
                && !passed.contains(ref)
                && leased.add(ref)) {
              taken.computeIfAbsent(due.id(), id -> new ArrayList<>()).add(ref);
            }
            return true;
          });
      complete = true;
    } finally {
      if (!complete) {
        taken.values().forEach(refs -> refs.forEach(leased::remove));
      }
      lock.unlock();
    }
    return taken;
  }

  /**
   * Reads the records once more now that they are leased: what was settled between the look at the
   * index and the lease is seen as such.
   */
  private @Nullable QueueLease confirm(long id, String destination, List<Ref> refs, Instant now)
      throws StoreException {
    QueueLease lease = null;
    try {
      lease = read(id, destination, refs, now);
    } catch (DamagedRecordException e) {
      // One record that cannot be read must not stop the mail behind it.
      if (unreadable.size() < MAX_UNREADABLE) {
        unreadable.add(new QueueId(id));
      }
    } finally {
      for (Ref ref : refs) {
        if (lease == null || !holds(lease, ref)) {
          leased.remove(ref);
        }
      }
    }
    return lease;
  }

  private static boolean holds(QueueLease lease, Ref ref) {
    return lease.recipients().stream().anyMatch(each -> each.index() == ref.index());
  }

  private @Nullable QueueLease read(long id, String destination, List<Ref> refs, Instant now)
      throws StoreException {
    byte[] watched = node.watched();
    byte[][] keys = new byte[refs.size() + (watched == null ? 2 : 3)][];
    keys[0] = QueueKeys.message(id);
    keys[1] = QueueKeys.state(id);
    for (int i = 0; i < refs.size(); i++) {
      keys[i + 2] = QueueKeys.recipient(id, refs.get(i).index());
    }
    if (watched != null) {
      keys[refs.size() + 2] = watched;
    }
    byte[] @Nullable [] records = engine.getAll(keys);
    if (watched != null) {
      node.check(records[refs.size() + 2]);
    }
    byte[] message = records[0];
    byte[] state = records[1];
    if (message == null || state == null) {
      return null;
    }
    QueueState stands = QueueCodec.state(state);
    if (stands.held() || stands.owner() != node.number()) {
      return null;
    }
    List<QueueRecipient> recipients = new ArrayList<>(refs.size());
    for (int i = 0; i < refs.size(); i++) {
      byte[] record = records[i + 2];
      if (record != null) {
        QueueRecipient recipient = QueueCodec.recipient(refs.get(i).index(), record);
        if (!recipient.status().done() && !recipient.nextAttempt().isAfter(now)) {
          recipients.add(recipient);
        }
      }
    }
    return recipients.isEmpty()
        ? null
        : new QueueLease(
            QueueCodec.message(new QueueId(id), message), destination, List.copyOf(recipients));
  }

  /** Messages met since the queue was opened whose records cannot be read; some of them. */
  Set<QueueId> unreadable() {
    return Set.copyOf(unreadable);
  }

  /** Ends a lease without a try; everything is as before. */
  void giveBack(QueueLease lease) {
    for (QueueRecipient recipient : lease.recipients()) {
      leased.remove(new Ref(lease.message().id().value(), recipient.index()));
    }
  }
}
