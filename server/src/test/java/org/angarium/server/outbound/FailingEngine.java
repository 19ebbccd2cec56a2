package org.angarium.server.outbound;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.angarium.store.engine.AfterCommit;
import org.angarium.store.engine.DelegatingEngine;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Work;
import org.jspecify.annotations.Nullable;

/**
 * Fails one operation: a read, a write that does not happen, or a write that does. Or it keeps
 * somebody in the moment after a scan.
 */
final class FailingEngine extends DelegatingEngine {
  private final AtomicInteger left = new AtomicInteger(-1);
  private volatile boolean afterCommit;
  private volatile Runnable afterScan = () -> {};

  FailingEngine(Engine inner) {
    super(inner);
  }

  /**
   * @param operation which one from now on, from 0
   * @param commits whether a write happens all the same
   */
  void failAt(int operation, boolean commits) {
    afterCommit = commits;
    left.set(operation + 1);
  }

  /** Runs in the thread that scans, when it has seen all and does not know it yet. */
  void afterScan(Runnable moment) {
    afterScan = moment;
  }

  /** Whether the failure was met. */
  boolean failed() {
    return left.get() == 0;
  }

  private boolean hit() {
    return left.get() > 0 && left.decrementAndGet() == 0;
  }

  private void fault() throws StoreException {
    if (hit()) {
      throw new StoreException("made to fail");
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    fault();
    return inner.get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    fault();
    return inner.getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    fault();
    byte[] next = inner.scan(range, order, limit, visitor);
    afterScan.run();
    return next;
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> committed)
      throws X, StoreException {
    boolean fail = hit();
    if (fail && !afterCommit) {
      throw new StoreException("made to fail");
    }
    R result = inner.write(locks, durability, work, committed);
    if (fail) {
      throw new StoreException("made to fail after the commit");
    }
    return result;
  }
}
