package org.angarium.store.queue;

import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.angarium.store.StoreException;
import org.angarium.store.engine.AfterCommit;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Snapshot;
import org.angarium.store.engine.Work;
import org.jspecify.annotations.Nullable;

/** Counts the entries that scans look at. */
final class CountingEngine implements Engine {
  private final Engine inner;
  private final AtomicLong visited = new AtomicLong();

  CountingEngine(Engine inner) {
    this.inner = inner;
  }

  long visited() {
    return visited.get();
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    return inner.get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    return inner.getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    return inner.scan(
        range,
        order,
        limit,
        (key, value) -> {
          visited.incrementAndGet();
          return visitor.visit(key, value);
        });
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    return inner.snapshot();
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    return inner.write(locks, durability, work, afterCommit);
  }

  @Override
  public void backup(Path target) throws StoreException {
    inner.backup(target);
  }

  @Override
  public void close() throws StoreException {
    inner.close();
  }
}
