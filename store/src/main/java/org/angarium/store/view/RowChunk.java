package org.angarium.store.view;

import org.angarium.store.schema.RowColumns;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@link Rows#CHUNK} rows of a mailbox as columns. Arrays may be shared with older versions,
 * which look at their first {@code count} rows only.
 */
final class RowChunk {
  final int count;
  final int[] uids;
  final long[] flags;

  /** Flags that are no bits; null where no row has any. Set while the chunk is made only. */
  int @Nullable [] @Nullable [] more;

  final long[] modSeqs;
  final long[] internalDates;
  final long[] savedDates;
  final long[] sizes;
  final long[] emailIds;

  RowChunk(RowColumns columns) {
    count = columns.count();
    uids = columns.uids();
    flags = columns.flags();
    more = columns.moreFlags();
    modSeqs = columns.modSeqs();
    internalDates = columns.internalDates();
    savedDates = columns.savedDates();
    sizes = columns.sizes();
    emailIds = columns.emailIds();
  }

  RowColumns columns() {
    return new RowColumns(
        count, uids, flags, more, modSeqs, internalDates, savedDates, sizes, emailIds);
  }

  /** Empty. */
  RowChunk(int capacity) {
    count = 0;
    uids = new int[capacity];
    flags = new long[capacity];
    modSeqs = new long[capacity];
    internalDates = new long[capacity];
    savedDates = new long[capacity];
    sizes = new long[capacity];
    emailIds = new long[capacity];
  }

  /** The same rows in arrays of another capacity. */
  RowChunk resized(int capacity) {
    RowChunk copy = new RowChunk(capacity);
    for (int row = 0; row < count; row++) {
      copyRow(row, copy, row);
    }
    return new RowChunk(copy, count);
  }

  /** The same arrays with another count. */
  RowChunk(RowChunk from, int count) {
    this(from, count, from.flags, from.more, from.modSeqs);
  }

  RowChunk(
      RowChunk from, int count, long[] flags, int @Nullable [] @Nullable [] more, long[] modSeqs) {
    this.count = count;
    this.uids = from.uids;
    this.flags = flags;
    this.more = more;
    this.modSeqs = modSeqs;
    this.internalDates = from.internalDates;
    this.savedDates = from.savedDates;
    this.sizes = from.sizes;
    this.emailIds = from.emailIds;
  }

  void copyRow(int row, RowChunk target, int to) {
    target.uids[to] = uids[row];
    target.flags[to] = flags[row];
    target.more(to, RowColumns.moreOf(more, row));
    target.modSeqs[to] = modSeqs[row];
    target.internalDates[to] = internalDates[row];
    target.savedDates[to] = savedDates[row];
    target.sizes[to] = sizes[row];
    target.emailIds[to] = emailIds[row];
  }

  /** Also where there are none: the place may have been another's. */
  void more(int row, int[] flags) {
    int @Nullable [] @Nullable [] column = more;
    if (column == null && flags.length > 0) {
      column = new int[uids.length][];
      more = column;
    }
    if (column != null) {
      column[row] = flags;
    }
  }

  /** Octets of the flags that are no bits, about. */
  int moreWeight() {
    int weight = 0;
    for (int row = 0; more != null && row < count; row++) {
      int flags = RowColumns.moreOf(more, row).length;
      weight += flags == 0 ? 4 : 24 + 4 * flags;
    }
    return weight;
  }

  long lastUid() {
    return uids[count - 1] & 0xFFFF_FFFFL;
  }
}
