package org.angarium.server.imap;

import java.util.Arrays;
import org.angarium.store.StoreException;
import org.angarium.store.engine.DelegatingEngine;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.memory.MemoryEngine;
import org.jspecify.annotations.Nullable;

/** An engine some of whose entries lie in a block that cannot be read. */
final class DamagedBlockEngine extends DelegatingEngine {
  private volatile @Nullable KeyRange damaged;

  DamagedBlockEngine() {
    super(new MemoryEngine());
  }

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
    return inner.get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    for (byte[] key : keys) {
      check(key);
    }
    return inner.getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    boolean[] met = {false};
    byte[] next =
        inner.scan(
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
}
