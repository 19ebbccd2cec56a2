package org.angarium.store.schema;

import org.angarium.mail.imap.FlagSet;
import org.jspecify.annotations.Nullable;

/**
 * The {@link MessageRecord}s of some messages as columns, ascending by UID. The arrays may be
 * longer than there are rows and belong to whoever made them.
 *
 * @param count rows, at least one and at most {@link #MOST}
 * @param uids unsigned
 * @param flags those that are bits of one number
 * @param moreFlags the others ({@link FlagSet}), null where no row has any
 */
public record RowColumns(
    int count,
    int[] uids,
    long[] flags,
    int @Nullable [] @Nullable [] moreFlags,
    long[] modSeqs,
    long[] internalDates,
    long[] savedDates,
    long[] sizes,
    long[] emailIds) {
  public static final int MOST = 512;

  /** The flags of a row that are no bits, ascending. */
  public int[] moreFlags(int row) {
    return moreOf(moreFlags, row);
  }

  /** The same of such a column. */
  public static int[] moreOf(int @Nullable [] @Nullable [] column, int row) {
    int[] more = column == null ? null : column[row];
    return more == null ? FlagSet.NO_MORE : more;
  }

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
