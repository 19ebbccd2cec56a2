package org.angarium.store.queue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.angarium.store.node.Node;
import org.angarium.store.schema.RecordReader;
import org.angarium.store.schema.RecordWriter;
import org.jspecify.annotations.Nullable;

/**
 * The records of the outbound queue: what is to be relayed, to whom, and when. Thread-safe. Nothing
 * of it is held in memory but the leases, so a queue of a million messages costs disk alone. Where
 * several nodes share the space, each entry has an owner, the node that accepted it: only the owner
 * leases and settles it, unless another one takes over.
 *
 * <p>All changes of one message happen under its lock, {@code QUEUE/id}; adding needs none, since
 * nobody else knows the fresh id. Ids ascend and are never given out twice: the upper 24 bits count
 * how often the queue was opened, the lower 40 the messages since.
 */
public final class QueueStore {
  static final byte[] OPENINGS = metaKey("queue.openings");
  static final int COUNTER_BITS = 40;

  /** Bound of one look at the list, in rows of the subspace. */
  private static final int LIST_ROWS = 20_000;

  private final Engine engine;
  private final Node node;
  private final AtomicLong lastId;
  private final QueueLeases leases;
  private final List<QueueListener> listeners = new CopyOnWriteArrayList<>();

  private QueueStore(Engine engine, Node node, long openings) {
    this.engine = engine;
    this.node = node;
    this.leases = new QueueLeases(engine, node);
    this.lastId = new AtomicLong(openings << COUNTER_BITS);
  }

  /** Opens the queue of an engine of one process; once at a time. */
  public static QueueStore open(Engine engine) throws StoreException {
    return open(engine, Node.alone());
  }

  /**
   * Opens the queue of {@code engine} for what {@code node} delivers; once per node at a time. Keys
   * of before there were nodes get their owner.
   */
  public static QueueStore open(Engine engine, Node node) throws StoreException {
    long openings =
        engine.<Long, StoreException>write(
            List.of(new Lock(Lock.Space.QUEUE, -1)),
            transaction -> {
              transaction.expect(OPENINGS, transaction.get(OPENINGS));
              long count = openings(transaction) + 1;
              transaction.put(OPENINGS, new RecordWriter(1, 16).number(count).toBytes());
              return count;
            });
    QueueMigration.run(engine);
    return new QueueStore(engine, node, openings);
  }

  /** How often the queue was opened. */
  private static long openings(Reader reader) throws StoreException {
    byte[] record = reader.get(OPENINGS);
    if (record == null) {
      return 0;
    }
    RecordReader in = new RecordReader("queue.openings", record);
    in.version(1);
    long count = in.number();
    in.end();
    return count;
  }

  /**
   * Refuses what {@link #open} would refuse. Changes nothing.
   *
   * @param engine may be one that is only looked at
   */
  public static void check(Engine engine) throws StoreException {
    openings(engine);
  }

  /** The queue of an engine that is only looked at; nothing may be added to it. */
  public static QueueStore openReadOnly(Engine engine) {
    return new QueueStore(engine, Node.alone(), 0);
  }

  // ------------------------------------------------------------------ in

  /**
   * Adds an entry within the transaction that also holds the blob; the queue's scheduler hears of
   * it through {@link #announce}. Needs no lock: the id is fresh. The link from the blob is written
   * here too. This node delivers it.
   */
  public QueueId add(Transaction transaction, NewQueueEntry entry, BlobId blob, long size)
      throws StoreException {
    if (entry.recipients().isEmpty()) {
      throw new IllegalArgumentException("a queue entry without recipients");
    }
    QueueId id = new QueueId(lastId.incrementAndGet());
    QueueMessage message =
        new QueueMessage(
            id,
            entry.reversePath(),
            entry.prefix(),
            blob,
            size,
            entry.smtpUtf8(),
            entry.eightBit(),
            entry.ours(),
            entry.dsnReturn(),
            entry.dsnEnvelopeId(),
            entry.acceptedAt(),
            entry.messageTrace());
    node.expect(transaction);
    int count = entry.recipients().size();
    QueueState state = new QueueState(count, count, entry.held(), node.number(), 0);
    transaction.put(QueueKeys.message(id.value()), QueueCodec.encode(message));
    transaction.put(QueueKeys.state(id.value()), QueueCodec.encode(state));
    for (int i = 0; i < count; i++) {
      NewQueueRecipient added = entry.recipients().get(i);
      QueueRecipient recipient =
          new QueueRecipient(
              i,
              added.address(),
              added.notifyOn(),
              added.originalRecipient(),
              RecipientStatus.PENDING,
              0,
              entry.acceptedAt(),
              false,
              null,
              null,
              null);
      transaction.put(QueueKeys.recipient(id.value(), i), QueueCodec.encode(recipient));
      if (!entry.held()) {
        QueueRecords.index(transaction, state, id.value(), recipient);
      }
    }
    transaction.put(BlobKeys.link(blob, QueueKeys.owner(id.value())), new byte[0]);
    return id;
  }

  /**
   * Tells whoever waits for work that an entry was committed; called after the commit. Never
   * blocks, never fails.
   */
  public void announce(QueueId id) {
    for (QueueListener listener : listeners) {
      listener.announced(id);
    }
  }

  /** Puts times right after the clock was wrong. */
  public QueueTimes times() {
    return new QueueTimes(engine, node);
  }

  /** Calls {@code listener} for what is announced from now on. */
  public void listen(QueueListener listener) {
    listeners.add(listener);
  }

  public void unlisten(QueueListener listener) {
    listeners.remove(listener);
  }

  // ------------------------------------------------------------------ out

  /**
   * The destinations that have something of this node due until {@code now}, leased or not, the
   * longest due first.
   *
   * @param from where the page before said that it goes on, or null for the first
   * @param rows recipients to look at, at most
   */
  public DuePage due(Instant now, byte @Nullable [] from, int rows) throws StoreException {
    Set<String> destinations = new LinkedHashSet<>();
    KeyRange all = QueueKeys.times(node.number());
    long until = QueueCodec.millis(now);
    long[] nextDue = {-1};
    byte[] next =
        engine.scan(
            from == null ? all : new KeyRange(from, all.end()),
            ScanOrder.ASCENDING,
            ScanLimit.rows(rows),
            (key, value) -> {
              QueueKeys.Due due = QueueKeys.Due.of(key);
              if (due.millis() > until) {
                nextDue[0] = due.millis();
                return false;
              }
              destinations.add(due.destination());
              return true;
            });
    boolean more = next != null && nextDue[0] < 0;
    return new DuePage(
        List.copyOf(destinations),
        more && next != null ? next : QueueKeys.timesAfter(node.number(), until),
        more,
        nextDue[0] < 0 ? null : Instant.ofEpochMilli(nextDue[0]));
  }

  /** The destinations at which recipients of {@code id} are pending; empty when it is gone. */
  public Set<String> destinations(QueueId id) throws StoreException {
    Set<String> destinations = new LinkedHashSet<>();
    for (QueueRecipient recipient : QueueRecords.recipients(engine, id.value())) {
      if (!recipient.status().done()) {
        destinations.add(recipient.destination());
      }
    }
    return destinations;
  }

  /**
   * Hands out what is due at {@code destination} until {@code now} and not handed out yet, the
   * longest due first. Every lease must be ended with {@link #settle} or {@link #giveBack}.
   *
   * @param messages leases at most
   * @param recipients of one message at most; more of them make further leases
   * @throws org.angarium.store.node.FencedException where another node has taken over
   */
  public List<QueueLease> lease(String destination, Instant now, int messages, int recipients)
      throws StoreException {
    return leases.take(destination, now, messages, recipients);
  }

  /** Messages met since the queue was opened whose records cannot be read; some of them. */
  public Set<QueueId> unreadable() {
    return leases.unreadable();
  }

  /** Ends a lease without a try; everything is as before. */
  public void giveBack(QueueLease lease) {
    leases.giveBack(lease);
  }

  /**
   * Ends a lease with what became of its recipients. The message is removed with its last
   * recipient. What an administrator did meanwhile stands: a deleted message stays deleted, a held
   * one held.
   *
   * <p>It is refused where another node has taken over meanwhile: that one tries again what was
   * tried here, which SMTP cannot avoid (RFC 1047).
   *
   * <p>On return the ends are durable; mere postponements only survive the process, since a lost
   * one does no harm. When this throws, the lease stays and can be settled again.
   *
   * @param outcome recipients of the lease in their new state; those that are missing are unchanged
   */
  public void settle(QueueLease lease, List<QueueRecipient> outcome) throws StoreException {
    QueueMessage message = lease.message();
    long id = message.id().value();
    boolean ends = outcome.stream().anyMatch(each -> each.status().done());
    engine.<Boolean, StoreException>write(
        QueueRecords.locks(message),
        ends ? Durability.SYNCED : Durability.RELAXED,
        transaction -> {
          node.expect(transaction);
          QueueState state = QueueRecords.based(transaction, id);
          if (state == null) {
            return false;
          }
          int remaining = state.remaining();
          for (QueueRecipient after : outcome) {
            QueueRecipient before = QueueRecords.recipient(transaction, id, after.index());
            if (before == null || before.status().done()) {
              continue;
            }
            QueueRecords.unindex(transaction, state, id, before);
            transaction.put(QueueKeys.recipient(id, after.index()), QueueCodec.encode(after));
            if (after.status().done()) {
              remaining--;
            } else if (!state.held()) {
              QueueRecords.index(transaction, state, id, after);
            }
          }
          QueueRecords.put(transaction, message, state.remaining(remaining));
          return true;
        },
        settled -> {});
    giveBack(lease);
  }

  /**
   * Takes over what a dead node has in the queue, and tells the listeners. From its beginning on
   * the other one can neither add nor settle anything, should it be alive after all. May be
   * interrupted: what is left then is for the one that takes over next.
   *
   * @param number of the dead node
   * @param epoch in which it was seen last
   * @return how many messages
   * @throws StoreException where it was opened again since, also in the middle
   */
  public long takeOver(int number, long epoch) throws StoreException {
    Node dead = Node.fence(engine, number, epoch);
    return new QueueTakeOver(engine, node, dead).run(this::announce);
  }

  // ------------------------------------------------------------------ administration

  /** The message with all its recipients, or null when it is not (any more) in the queue. */
  public @Nullable QueueEntry find(QueueId id) throws StoreException {
    try (var snapshot = engine.snapshot()) {
      byte[] message = snapshot.get(QueueKeys.message(id.value()));
      QueueState state = QueueRecords.state(snapshot, id.value());
      if (message == null || state == null) {
        return null;
      }
      return new QueueEntry(
          QueueCodec.message(id, message),
          state.held(),
          QueueRecords.recipients(snapshot, id.value()));
    }
  }

  /**
   * Messages in the order of acceptance.
   *
   * @param from the first id to look at, or null for the start
   * @param limit entries of the page at most
   */
  public QueuePage list(QueueFilter filter, @Nullable QueueId from, int limit)
      throws StoreException {
    QueueList list = new QueueList(filter, limit);
    byte[] rest =
        engine.scan(
            QueueKeys.from(from == null ? 0 : from.value()),
            ScanOrder.ASCENDING,
            ScanLimit.rows(LIST_ROWS),
            list);
    return list.page(rest);
  }

  /** Messages in the queue, counted up to {@code atMost}. */
  public long count(long atMost) throws StoreException {
    long[] count = {0};
    byte[] from = QueueKeys.from(0).start();
    while (from != null && count[0] < atMost) {
      from =
          engine.scan(
              new KeyRange(from, QueueKeys.from(0).end()),
              ScanOrder.ASCENDING,
              ScanLimit.rows(LIST_ROWS),
              (key, value) -> {
                if (QueueKeys.kindOf(key) == QueueKeys.MESSAGE) {
                  count[0]++;
                }
                return count[0] < atMost;
              });
    }
    return count[0];
  }

  /** Stops all tries of the message until {@link #release}. False when it is not there. */
  public boolean hold(QueueId id) throws StoreException {
    return change(
        id,
        (transaction, message, state) -> {
          for (QueueRecipient recipient : QueueRecords.recipients(transaction, id.value())) {
            QueueRecords.unindex(transaction, state, id.value(), recipient);
          }
          return state.held(true);
        });
  }

  /** Ends {@link #hold}. What became due meanwhile is due at once. */
  public boolean release(QueueId id) throws StoreException {
    boolean found =
        change(
            id,
            (transaction, message, state) -> {
              for (QueueRecipient recipient : QueueRecords.recipients(transaction, id.value())) {
                if (!recipient.status().done()) {
                  QueueRecords.index(transaction, state, id.value(), recipient);
                }
              }
              return state.held(false);
            });
    if (found) {
      announce(id);
    }
    return found;
  }

  /** Makes all pending recipients due at {@code now}. A held message stays held. */
  public boolean retry(QueueId id, Instant now) throws StoreException {
    boolean found =
        change(
            id,
            (transaction, message, state) -> {
              for (QueueRecipient recipient : QueueRecords.recipients(transaction, id.value())) {
                if (!recipient.status().done()) {
                  QueueRecords.unindex(transaction, state, id.value(), recipient);
                  QueueRecipient due = recipient.dueAt(now);
                  transaction.put(
                      QueueKeys.recipient(id.value(), due.index()), QueueCodec.encode(due));
                  if (!state.held()) {
                    QueueRecords.index(transaction, state, id.value(), due);
                  }
                }
              }
              return state.changed();
            });
    if (found) {
      announce(id);
    }
    return found;
  }

  /** Removes the message; nobody is told. A try that is under way ends as it ends. */
  public boolean delete(QueueId id) throws StoreException {
    return change(id, (transaction, message, state) -> state.remaining(0));
  }

  private interface Change {
    QueueState apply(Transaction transaction, QueueMessage message, QueueState state)
        throws StoreException;
  }

  private boolean change(QueueId id, Change change) throws StoreException {
    byte[] record = engine.get(QueueKeys.message(id.value()));
    if (record == null) {
      return false;
    }
    QueueMessage message = QueueCodec.message(id, record);
    return engine.<Boolean, StoreException>write(
        QueueRecords.locks(message),
        transaction -> {
          QueueState state = QueueRecords.based(transaction, id.value());
          if (state == null) {
            return false;
          }
          QueueRecords.put(transaction, message, change.apply(transaction, message, state));
          return true;
        });
  }

  // ------------------------------------------------------------------ the counter of openings

  private static byte[] metaKey(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    byte[] key = new byte[1 + text.length];
    key[0] = Subspace.META.tag();
    System.arraycopy(text, 0, key, 1, text.length);
    return key;
  }
}
