package org.angarium.server.imap;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
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
import org.angarium.store.engine.memory.MemoryEngine;
import org.jspecify.annotations.Nullable;

/** An engine some of whose entries lie in a block that cannot be read. */
final class DamagedBlockEngine implements Engine {
  private final Engine engine = new MemoryEngine();
  private volatile @Nullable KeyRange damaged;

  void damage(KeyRange range) {
    damaged = range;
  }

  private boolean isDamaged(byte[] key) {
    KeyRange range = damaged;
    return range != null
        && Arrays.compareUnsigned(range.start(), key) <= 0
        && Arrays.compareUnsigned(key, range.end()) < 0;
  }

  private void check(byte[] key) throws StoreException {
    if (isDamaged(key)) {
      throw new StoreException("block checksum mismatch");
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    check(key);
    return engine.get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    for (byte[] key : keys) {
      check(key);
    }
    return engine.getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    boolean[] met = {false};
    byte[] next =
        engine.scan(
            range,
            order,
            limit,
            (key, value) -> {
              met[0] = isDamaged(key);
              return !met[0] && visitor.visit(key, value);
            });
    if (met[0]) {
      throw new StoreException("block checksum mismatch");
    }
    return next;
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    return engine.snapshot();
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    return engine.<R, X>write(locks, durability, work, afterCommit);
  }

  @Override
  public void backup(Path folder) throws StoreException {
    engine.backup(folder);
  }

  @Override
  public void close() throws StoreException {
    engine.close();
  }
}
