package org.angarium.store.engine.memory;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.AfterCommit;
import org.angarium.store.engine.Changes;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.Expectation;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.NewsListener;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Snapshot;
import org.angarium.store.engine.Work;
import org.angarium.store.engine.WritePath;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in memory. Durable means nothing here: all is gone when the process ends. Alone,
 * or as one of the nodes of a {@link MemorySpace}.
 */
public final class MemoryEngine implements Engine {
  static final Duration LOCK_DEADLINE = Duration.ofSeconds(30);

  private final MemorySpace space;
  private final WritePath writes;
  private volatile boolean closed;

  /** On a space of its own. */
  public MemoryEngine() {
    this(LOCK_DEADLINE);
  }

  /**
   * @param lockDeadline how long a write waits for its locks
   */
  public MemoryEngine(Duration lockDeadline) {
    this(MemorySpace.ofOne(), lockDeadline);
  }

  MemoryEngine(MemorySpace space, Duration lockDeadline) {
    this.space = space;
    this.writes = new WritePath(this, new SpaceCommit(), lockDeadline);
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    return new View(current()).get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    return new View(current()).getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    return new View(current()).scan(range, order, limit, visitor);
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    return new View(current());
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    current();
    return writes.write(locks, durability, work, afterCommit);
  }

  @Override
  public void close() {
    closed = true;
  }

  private PersistentMap current() throws StoreException {
    if (closed) {
      throw new StoreException("the store is closed");
    }
    return space.state();
  }

  @Override
  public boolean isShared() {
    return space.isShared();
  }

  @Override
  public void listenToNews(NewsListener listener) {
    space.listen(this, listener);
  }

  /** How this node commits into the space. */
  private final class SpaceCommit implements WritePath.Commit {
    @Override
    public boolean commit(Changes changes, Durability durability) throws StoreException {
      current();
      return space.commit(MemoryEngine.this, changes);
    }

    @Override
    public boolean isShared() {
      return space.isShared();
    }

    @Override
    public boolean holds(List<Expectation> expectations) throws StoreException {
      return MemorySpace.holds(current(), expectations);
    }

    @Override
    public Hold hold(List<Expectation> expectations) throws StoreException {
      return space.hold();
    }
  }

  /** One state of the map; nothing to give back when it is closed. */
  private record View(PersistentMap map) implements Reader, Snapshot {

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = map.get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) {
      byte[] @Nullable [] values = new byte[keys.length][];
      for (int i = 0; i < keys.length; i++) {
        values[i] = get(keys[i]);
      }
      return values;
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor) {
      boolean up = order == ScanOrder.ASCENDING;
      byte[] end = range.end();
      PersistentMap.Cursor cursor = up ? map.ascending(range.start()) : map.descending(end);
      int rows = 0;
      long bytes = 0;
      boolean full = false;
      byte[] last = null;
      for (var node = cursor.next(); node != null; node = cursor.next()) {
        boolean outside =
            up
                ? end != null && Arrays.compareUnsigned(node.key(), end) >= 0
                : Arrays.compareUnsigned(node.key(), range.start()) < 0;
        if (outside) {
          return null;
        }
        if (full) {
          return up || last == null ? node.key().clone() : last.clone();
        }
        last = node.key();
        rows++;
        bytes += node.key().length + node.value().length;
        full =
            !visitor.visit(node.key().clone(), node.value().clone())
                || rows >= limit.rows()
                || bytes >= limit.bytes();
      }
      return null;
    }

    @Override
    public void close() {}
  }
}
