package org.angarium.store.queue;

import java.util.concurrent.atomic.AtomicLong;
import org.angarium.store.StoreException;
import org.angarium.store.engine.DelegatingEngine;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.jspecify.annotations.Nullable;

/** Counts the entries that scans look at. */
final class CountingEngine extends DelegatingEngine {
  private final AtomicLong visited = new AtomicLong();

  CountingEngine(Engine inner) {
    super(inner);
  }

  long visited() {
    return visited.get();
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
}
