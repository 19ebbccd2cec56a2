package org.angarium.server.outbound;

import java.time.InstantSource;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.queue.QueueFilter;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueuePage;
import org.angarium.store.queue.QueueStore;
import org.jspecify.annotations.Nullable;

/** What an administrator does with the queue. Thread-safe; changes are durable on return. */
public final class QueueAdministration {
  /** Longest page of a list. */
  public static final int MAX_PAGE = 1000;

  private final QueueStore queue;
  private final OutboundScheduler scheduler;
  private final InstantSource clock;

  public QueueAdministration(QueueStore queue, OutboundScheduler scheduler, InstantSource clock) {
    this.queue = queue;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /**
   * A page of the queue in the order of acceptance. A short page is not the end: {@link
   * QueuePage#next} tells.
   *
   * @param from where to begin, or null for the start
   * @param limit at most {@link #MAX_PAGE}
   */
  public QueuePage list(QueueFilter filter, @Nullable QueueId from, int limit)
      throws StoreException {
    return queue.list(filter, from, Math.clamp(limit, 1, MAX_PAGE));
  }

  /** One message with all its recipients, or null when it is not in the queue. */
  public @Nullable QueueEntry show(QueueId id) throws StoreException {
    return queue.find(id);
  }

  /** Messages in the queue, counted up to {@code atMost}. */
  public long count(long atMost) throws StoreException {
    return queue.count(atMost);
  }

  /** Tries nothing for this message until it is released; false when it is not in the queue. */
  public boolean hold(QueueId id) throws StoreException {
    return queue.hold(id);
  }

  public boolean release(QueueId id) throws StoreException {
    return queue.release(id);
  }

  /** Tries all waiting recipients now, also at destinations that are thought to be down. */
  public boolean retry(QueueId id) throws StoreException {
    List<String> destinations = List.copyOf(queue.destinations(id));
    if (!destinations.isEmpty()) {
      scheduler.tryAgain(destinations);
    }
    return queue.retry(id, clock.instant());
  }

  /** Removes the message without telling anybody. */
  public boolean delete(QueueId id) throws StoreException {
    return queue.delete(id);
  }
}
