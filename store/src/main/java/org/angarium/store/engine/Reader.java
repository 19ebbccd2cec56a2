package org.angarium.store.engine;

import java.util.List;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Reads of an ordered key-value space. Keys are compared as unsigned bytes; the first byte of a key
 * is its {@link Subspace}. Arrays handed out belong to the caller; arrays handed in are not kept.
 */
public interface Reader {

  /** The value of {@code key}, or null where there is none. */
  byte @Nullable [] get(byte[] key) throws StoreException;

  /**
   * The values of several keys at once, in their order, null where there is none. Cheaper than as
   * many {@link #get}.
   */
  byte[] @Nullable [] getAll(byte[][] keys) throws StoreException;

  /**
   * Visits the entries of {@code range} in key order (descending if {@code order} says so) until
   * the visitor says stop, or {@code limit} is reached. Returns null when the range is exhausted,
   * else the key where a further scan goes on: as the new inclusive start of an ascending range, or
   * the new exclusive end of a descending one.
   */
  byte @Nullable [] scan(KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException;

  /**
   * Visits the entries of several ranges, one range after the other, each ascending. On an engine
   * behind a network it is one round trip, so it is to be preferred to a loop of {@link #scan}.
   *
   * @param limit of each range
   * @return per range what {@link #scan} returns
   */
  default byte[] @Nullable [] scanAll(List<KeyRange> ranges, ScanLimit limit, RangeVisitor visitor)
      throws StoreException {
    byte[] @Nullable [] next = new byte[ranges.size()][];
    for (int i = 0; i < next.length; i++) {
      int range = i;
      next[i] =
          scan(
              ranges.get(i),
              ScanOrder.ASCENDING,
              limit,
              (key, value) -> visitor.visit(range, key, value));
    }
    return next;
  }
}
