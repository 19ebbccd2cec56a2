package org.angarium.store.engine.memory;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Changes;
import org.angarium.store.engine.Expectation;
import org.angarium.store.engine.News;
import org.angarium.store.engine.NewsListener;
import org.angarium.store.engine.WritePath;

/**
 * A space in memory that several engines share, as nodes share a database: what one commits all
 * read, locks keep out only those of the same engine, and expectations are checked with each
 * commit. Shows in tests what a store does on many nodes. Thread-safe.
 */
public final class MemorySpace {
  private static final Duration HOLD_DEADLINE = Duration.ofSeconds(30);

  private final AtomicReference<PersistentMap> state = new AtomicReference<>(PersistentMap.EMPTY);
  private final boolean shared;
  private final Executor delivery;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

  /** Commits read it; a hold writes it, of the whole space and not of single records. */
  private final ReentrantReadWriteLock holds = new ReentrantReadWriteLock(true);

  private record Subscriber(MemoryEngine node, NewsListener listener) {}

  private MemorySpace(boolean shared, Executor delivery) {
    this.shared = shared;
    this.delivery = delivery;
  }

  /** For several nodes; news reach the others at once, on threads of their own. */
  public static MemorySpace shared() {
    return shared(Thread::startVirtualThread);
  }

  /**
   * @param delivery runs the delivery of one piece of news to one node; may do so late, twice, in
   *     another order or never
   */
  public static MemorySpace shared(Executor delivery) {
    return new MemorySpace(true, delivery);
  }

  static MemorySpace ofOne() {
    return new MemorySpace(false, Runnable::run);
  }

  /** One more node. */
  public MemoryEngine node() {
    if (!shared) {
      throw new IllegalStateException("the space belongs to one engine");
    }
    return new MemoryEngine(this, MemoryEngine.LOCK_DEADLINE);
  }

  boolean isShared() {
    return shared;
  }

  PersistentMap state() {
    return state.get();
  }

  void listen(MemoryEngine node, NewsListener listener) {
    subscribers.add(new Subscriber(node, listener));
  }

  /** Applies the changes unless an expectation fails. */
  boolean commit(MemoryEngine node, Changes changes) {
    holds.readLock().lock();
    try {
      PersistentMap before;
      PersistentMap after;
      do {
        before = state.get();
        if (!holds(before, changes.expectations())) {
          return false;
        }
        after = applied(changes, before);
      } while (!state.compareAndSet(before, after));
    } finally {
      holds.readLock().unlock();
    }
    for (News news : changes.news()) {
      for (Subscriber subscriber : subscribers) {
        if (subscriber.node != node) {
          delivery.execute(() -> subscriber.listener.changed(news));
        }
      }
    }
    return true;
  }

  static boolean holds(PersistentMap map, List<Expectation> expectations) {
    for (Expectation expectation : expectations) {
      if (!Arrays.equals(map.get(expectation.key()), expectation.value())) {
        return false;
      }
    }
    return true;
  }

  /** Keeps all other threads from committing. */
  WritePath.Commit.Hold hold() throws StoreException {
    try {
      if (!holds.writeLock().tryLock(HOLD_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        throw new StoreException("the space was not to be had within " + HOLD_DEADLINE);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the space", interrupted);
    }
    return () -> holds.writeLock().unlock();
  }

  private static PersistentMap applied(Changes changes, PersistentMap before) {
    var target =
        new Changes.Target<RuntimeException>() {
          private PersistentMap map = before;

          @Override
          public void put(byte[] key, byte[] value) {
            map = map.with(key, value);
          }

          @Override
          public void delete(byte[] key) {
            map = map.without(key);
          }
        };
    changes.forEach(target);
    return target.map;
  }
}
