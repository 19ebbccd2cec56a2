package org.angarium.store.schema;

import java.util.Arrays;
import java.util.List;
import org.angarium.mail.imap.FlagSet;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a pack: {@link RowColumns} one after the other, column by column. Flags and sizes
 * stand as they are; UIDs, modification sequences, dates and email ids as differences from the row
 * before, which are small, and often all the same, where messages came one after the other. What
 * repeats stands there once, so a row takes a few octets and reading is filling arrays.
 *
 * <p>A column is a row of runs: their length doubled, plus one if the number that follows is that
 * of all rows of the run.
 *
 * <p>The flags that are no bits stand behind the others: how many rows have any, and for each its
 * distance from the one before and the numbers. Version 2 did not have them.
 *
 * <p>Version 1 (row by row) is not read any more: packs are derived, and one that cannot be read is
 * made anew.
 */
public final class PackedRows {
  /** Rows of a piece at most. */
  public static final int MOST = 8192;

  private static final int VERSION = 3;

  /** Shorter runs of the same number are not worth a length of their own. */
  private static final int SHORTEST = 4;

  private PackedRows() {}

  /** Sees the rows of a piece, ascending. */
  @FunctionalInterface
  public interface Visitor {
    void rows(RowColumns rows) throws DamagedRecordException;
  }

  public static byte[] encode(List<RowColumns> groups) {
    RecordWriter out = new RecordWriter(VERSION, 64 + 4 * MOST).number(groups.size());
    for (RowColumns rows : groups) {
      int count = rows.count();
      long[] uids = new long[count];
      for (int row = 0; row < count; row++) {
        uids[row] = rows.uid(row);
      }
      out.number(count);
      differences(out, uids, count);
      numbers(out, rows.flags(), count);
      moreFlags(out, rows);
      differences(out, rows.modSeqs(), count);
      differences(out, rows.internalDates(), count);
      differences(out, rows.savedDates(), count);
      numbers(out, rows.sizes(), count);
      differences(out, rows.emailIds(), count);
    }
    return out.toBytes();
  }

  private static void moreFlags(RecordWriter out, RowColumns rows) {
    int with = 0;
    for (int row = 0; rows.moreFlags() != null && row < rows.count(); row++) {
      with += rows.moreFlags(row).length > 0 ? 1 : 0;
    }
    out.number(with);
    int next = 0;
    for (int row = 0; with > 0 && row < rows.count(); row++) {
      int[] more = rows.moreFlags(row);
      if (more.length > 0) {
        out.number(row - next).ascending(more, FlagSet.BITS);
        next = row + 1;
      }
    }
  }

  private static int @Nullable [] @Nullable [] moreFlags(RecordReader in, int rows)
      throws DamagedRecordException {
    int with = in.elements(3);
    if (with == 0) {
      return null;
    }
    int @Nullable [] @Nullable [] column = new int[rows][];
    long row = 0;
    for (int i = 0; i < with; i++) {
      row += in.count();
      if (row >= rows) {
        throw in.damaged("has flags of row " + row);
      }
      column[(int) row++] = in.ascending(FlagSet.BITS);
    }
    return column;
  }

  private static void differences(RecordWriter out, long[] column, int count) {
    long[] differences = new long[count];
    long last = 0;
    for (int row = 0; row < count; row++) {
      long difference = column[row] - last;
      differences[row] = difference << 1 ^ difference >> 63;
      last = column[row];
    }
    numbers(out, differences, count);
  }

  private static void numbers(RecordWriter out, long[] column, int count) {
    int from = 0;
    int at = 0;
    while (at < count) {
      int end = at + 1;
      while (end < count && column[end] == column[at]) {
        end++;
      }
      if (end - at >= SHORTEST) {
        each(out, column, from, at);
        out.number((end - at) << 1 | 1).number(column[at]);
        from = end;
      }
      at = end;
    }
    each(out, column, from, count);
  }

  private static void each(RecordWriter out, long[] column, int from, int to) {
    if (from < to) {
      out.number((to - from) << 1);
      for (int row = from; row < to; row++) {
        out.number(column[row]);
      }
    }
  }

  /** Shows the rows to {@code visitor}; where the piece is damaged it has seen those before. */
  public static void read(byte[] piece, Visitor visitor) throws DamagedRecordException {
    RecordReader in = new RecordReader("packed rows", piece);
    int version = in.version(VERSION);
    if (version < 2) {
      throw in.damaged("has version " + version);
    }
    int groups = in.elements(15);
    long last = 0;
    for (int i = 0; i < groups; i++) {
      int count = in.count();
      if (count < 1 || count > RowColumns.MOST) {
        throw in.damaged("has a group of " + count);
      }
      RowColumns rows =
          new RowColumns(
              count,
              uids(in, summed(numbers(in, count)), last),
              numbers(in, count),
              version < 3 ? null : moreFlags(in, count),
              summed(numbers(in, count)),
              summed(numbers(in, count)),
              summed(numbers(in, count)),
              numbers(in, count),
              summed(numbers(in, count)));
      last = rows.lastUid();
      visitor.rows(rows);
    }
    in.end();
  }

  private static long[] numbers(RecordReader in, int count) throws DamagedRecordException {
    long[] column = new long[count];
    int at = 0;
    while (at < count) {
      int run = in.count();
      int end = at + (run >>> 1);
      if (end == at || end > count) {
        throw in.damaged("has a run of " + (run >>> 1));
      }
      if ((run & 1) != 0) {
        Arrays.fill(column, at, end, in.number());
      } else {
        for (int row = at; row < end; row++) {
          column[row] = in.number();
        }
      }
      at = end;
    }
    return column;
  }

  /** The column whose differences these are. */
  private static long[] summed(long[] differences) {
    long last = 0;
    for (int row = 0; row < differences.length; row++) {
      last += differences[row] >>> 1 ^ -(differences[row] & 1);
      differences[row] = last;
    }
    return differences;
  }

  private static int[] uids(RecordReader in, long[] column, long last)
      throws DamagedRecordException {
    int[] uids = new int[column.length];
    long before = last;
    for (int row = 0; row < uids.length; row++) {
      long uid = column[row];
      if (uid <= before || uid > 0xFFFF_FFFFL) {
        throw in.damaged("has UIDs that do not ascend");
      }
      before = uid;
      uids[row] = (int) uid;
    }
    return uids;
  }
}
