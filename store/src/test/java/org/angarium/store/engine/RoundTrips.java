package org.angarium.store.engine;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often an engine is asked: each get, getAll, scan and scanAll, and each commit that
 * changes something, is one trip to a database.
 */
public final class RoundTrips extends DelegatingEngine {
  private final AtomicInteger trips = new AtomicInteger();

  public RoundTrips(Engine inner) {
    super(inner);
  }

  /** Trips since it was asked before. */
  public int take() {
    return trips.getAndSet(0);
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    trips.incrementAndGet();
    return inner.get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    trips.incrementAndGet();
    return inner.getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    trips.incrementAndGet();
    return inner.scan(range, order, limit, visitor);
  }

  @Override
  public byte[] @Nullable [] scanAll(List<KeyRange> ranges, ScanLimit limit, RangeVisitor visitor)
      throws StoreException {
    trips.incrementAndGet();
    return inner.scanAll(ranges, limit, visitor);
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    Snapshot snapshot = inner.snapshot();
    return new CountedSnapshot(snapshot);
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    return inner.<R, X>write(
        locks,
        durability,
        transaction -> {
          Counted counted = new Counted(transaction);
          R result = work.run(counted);
          if (counted.changed) {
            trips.incrementAndGet();
          }
          return result;
        },
        afterCommit);
  }

  private final class Counted extends DelegatingTransaction {
    private boolean changed;

    Counted(Transaction transaction) {
      super(transaction);
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws StoreException {
      trips.incrementAndGet();
      return super.get(key);
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
      trips.incrementAndGet();
      return super.getAll(keys);
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
        throws StoreException {
      trips.incrementAndGet();
      return super.scan(range, order, limit, visitor);
    }

    @Override
    public byte[] @Nullable [] scanAll(List<KeyRange> ranges, ScanLimit limit, RangeVisitor visitor)
        throws StoreException {
      trips.incrementAndGet();
      return inner.scanAll(ranges, limit, visitor);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      changed = true;
      super.put(key, value);
    }

    @Override
    public void give(byte[] key, byte[] value) {
      changed = true;
      super.give(key, value);
    }

    @Override
    public void delete(byte[] key) {
      changed = true;
      super.delete(key);
    }
  }

  private final class CountedSnapshot extends DelegatingReader implements Snapshot {
    private final Snapshot snapshot;

    CountedSnapshot(Snapshot snapshot) {
      super(snapshot);
      this.snapshot = snapshot;
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws StoreException {
      trips.incrementAndGet();
      return super.get(key);
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
      trips.incrementAndGet();
      return super.getAll(keys);
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
        throws StoreException {
      trips.incrementAndGet();
      return super.scan(range, order, limit, visitor);
    }

    @Override
    public byte[] @Nullable [] scanAll(List<KeyRange> ranges, ScanLimit limit, RangeVisitor visitor)
        throws StoreException {
      trips.incrementAndGet();
      return inner.scanAll(ranges, limit, visitor);
    }

    @Override
    public void close() {
      snapshot.close();
    }
  }
}
