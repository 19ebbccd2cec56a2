package org.angarium.store.schema;

/**
 * The {@link MessageRecord}s of some messages as columns, ascending by UID. The arrays may be
 * longer than there are rows and belong to whoever made them.
 *
 * @param count rows, at least one and at most {@link #MOST}
 * @param uids unsigned
 */
public record RowColumns(
    int count,
    int[] uids,
    long[] flags,
    long[] modSeqs,
    long[] internalDates,
    long[] savedDates,
    long[] sizes,
    long[] emailIds) {
  public static final int MOST = 512;

  public long uid(int row) {
    return uids[row] & 0xFFFF_FFFFL;
  }

  public long firstUid() {
    return uid(0);
  }

  public long lastUid() {
    return uid(count - 1);
  }
}
