package org.angarium.store.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.angarium.mail.imap.FlagSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.RowColumns;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a mailbox as columns of numbers, in chunks, ascending by UID. Immutable to those
 * who read; consecutive versions share the chunks that did not change.
 *
 * <p>A new message is written into the free end of the last chunk's arrays, which older versions
 * share but never look at; so only the newest version may be added to, which the account's lock
 * ensures. A change of flags copies two columns of the chunks it touches.
 */
public final class Rows {
  static final int CHUNK = RowColumns.MOST;

  /** Room in the first chunk of a mailbox, which grows: most mailboxes are small. */
  private static final int SMALLEST = 8;

  static final Rows EMPTY = new Rows(new RowChunk[0], new int[] {0});

  /** Octets of one row in memory. */
  private static final int ROW = 4 + 8 + 8 + 8 + 8 + 8 + 8;

  private final RowChunk[] chunks;

  /** Index of the first row of each chunk, and the number of rows at the end. */
  private final int[] starts;

  private Rows(RowChunk[] chunks, int[] starts) {
    this.chunks = chunks;
    this.starts = starts;
  }

  private static Rows of(RowChunk[] chunks) {
    int[] starts = new int[chunks.length + 1];
    for (int i = 0; i < chunks.length; i++) {
      starts[i + 1] = starts[i] + chunks[i].count;
    }
    return new Rows(chunks, starts);
  }

  public int size() {
    return starts[chunks.length];
  }

  /** Octets in memory, about. */
  int weight() {
    int weight = 128;
    for (RowChunk chunk : chunks) {
      weight += 256 + chunk.uids.length * ROW + chunk.moreWeight();
    }
    return weight;
  }

  public long uid(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].uids[index - starts[chunk]] & 0xFFFF_FFFFL;
  }

  public long flags(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].flags[index - starts[chunk]];
  }

  /** Those that are no bits. */
  int[] moreFlags(int index) {
    int chunk = chunkOf(index);
    return RowColumns.moreOf(chunks[chunk].more, index - starts[chunk]);
  }

  public FlagSet flagSet(int index) {
    return FlagSet.of(flags(index), moreFlags(index));
  }

  public long modSeq(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].modSeqs[index - starts[chunk]];
  }

  public long internalDate(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].internalDates[index - starts[chunk]];
  }

  public long savedDate(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].savedDates[index - starts[chunk]];
  }

  public long size(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].sizes[index - starts[chunk]];
  }

  public long emailId(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].emailIds[index - starts[chunk]];
  }

  /** The UIDs of rows, whose indexes ascend. */
  public UidSet uids(int[] indexes) {
    UidSet.Builder uids = UidSet.builder();
    for (int index : indexes) {
      uids.add(uid(index));
    }
    return uids.build();
  }

  /** Index of the row with this UID, or {@code -(insertion point) - 1}. */
  int indexOf(long uid) {
    int low = 0;
    int high = chunks.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunks[middle].lastUid() < uid) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (chunks.length == 0) {
      return -1;
    }
    RowChunk chunk = chunks[low];
    int first = 0;
    int last = chunk.count - 1;
    while (first <= last) {
      int middle = (first + last) >>> 1;
      long found = chunk.uids[middle] & 0xFFFF_FFFFL;
      if (found < uid) {
        first = middle + 1;
      } else if (found > uid) {
        last = middle - 1;
      } else {
        return starts[low] + middle;
      }
    }
    return -(starts[low] + first) - 1;
  }

  /** Those of {@code uids} that exist, as indexes in ascending order. */
  public int[] indexesOf(UidSet uids) {
    int[] found = new int[16];
    int count = 0;
    int size = size();
    for (int i = 0; i < uids.rangeCount(); i++) {
      int at = indexOf(uids.rangeFirst(i));
      long last = uids.rangeLast(i);
      for (int index = at < 0 ? -at - 1 : at; index < size && uid(index) <= last; index++) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = index;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** With one more message, whose UID must be larger than all others. */
  public Rows append(
      long uid,
      FlagSet flags,
      long modSeq,
      long internalDate,
      long savedDate,
      long size,
      long emailId) {
    int last = chunks.length - 1;
    RowChunk[] newChunks;
    int[] newStarts;
    if (last >= 0 && chunks[last].count < CHUNK) {
      newChunks = chunks.clone();
      newStarts = starts.clone();
    } else {
      last++;
      newChunks = Arrays.copyOf(chunks, last + 1);
      newChunks[last] = new RowChunk(last == 0 ? SMALLEST : CHUNK);
      newStarts = Arrays.copyOf(starts, last + 2);
      newStarts[last + 1] = newStarts[last];
    }
    RowChunk chunk = newChunks[last];
    int row = chunk.count;
    if (row == chunk.uids.length) {
      chunk = chunk.resized(Math.min(CHUNK, row * 2));
    }
    if (row > 0 && chunk.lastUid() >= uid) {
      throw new IllegalArgumentException("UID " + uid + " after " + chunk.lastUid());
    }
    RowChunk added = new RowChunk(chunk, row + 1);
    added.more(row, flags.more());
    chunk.uids[row] = (int) uid;
    chunk.flags[row] = flags.bits();
    chunk.modSeqs[row] = modSeq;
    chunk.internalDates[row] = internalDate;
    chunk.savedDates[row] = savedDate;
    chunk.sizes[row] = size;
    chunk.emailIds[row] = emailId;
    newChunks[last] = added;
    newStarts[last + 1]++;
    return new Rows(newChunks, newStarts);
  }

  /**
   * With other flags in the rows {@code indexes} (ascending), all with the same modification
   * sequence.
   */
  public Rows withFlags(int[] indexes, FlagSet[] flags, long modSeq) {
    RowChunk[] newChunks = chunks.clone();
    int chunk = -1;
    long[] newFlags = new long[0];
    long[] newModSeqs = newFlags;
    RowChunk changed = new RowChunk(0);
    for (int i = 0; i < indexes.length; i++) {
      if (chunk < 0 || indexes[i] >= starts[chunk + 1]) {
        chunk = chunkOf(indexes[i]);
        newFlags = chunks[chunk].flags.clone();
        newModSeqs = chunks[chunk].modSeqs.clone();
        int @Nullable [] @Nullable [] more = chunks[chunk].more;
        int @Nullable [] @Nullable [] newMore = more == null ? null : more.clone();
        changed = new RowChunk(chunks[chunk], chunks[chunk].count, newFlags, newMore, newModSeqs);
        newChunks[chunk] = changed;
      }
      newFlags[indexes[i] - starts[chunk]] = flags[i].bits();
      changed.more(indexes[i] - starts[chunk], flags[i].more());
      newModSeqs[indexes[i] - starts[chunk]] = modSeq;
    }
    return new Rows(newChunks, starts);
  }

  /** Without the rows {@code indexes} (ascending). */
  public Rows without(int[] indexes) {
    if (indexes.length == 0) {
      return this;
    }
    int left = size() - indexes.length;
    if (chunks.length > 2 * (left / CHUNK) + 8) {
      return repacked(indexes);
    }
    RowChunk[] newChunks = new RowChunk[chunks.length];
    int count = 0;
    int next = 0;
    for (int c = 0; c < chunks.length; c++) {
      RowChunk chunk = chunks[c];
      if (next == indexes.length || indexes[next] >= starts[c + 1]) {
        newChunks[count++] = chunk;
        continue;
      }
      RowChunk kept = new RowChunk(chunk.count);
      int rows = 0;
      for (int row = 0; row < chunk.count; row++) {
        if (next < indexes.length && indexes[next] == starts[c] + row) {
          next++;
        } else {
          chunk.copyRow(row, kept, rows++);
        }
      }
      if (rows > 0) {
        newChunks[count++] = new RowChunk(kept, rows);
      }
    }
    return of(Arrays.copyOf(newChunks, count));
  }

  /** All rows, in pieces; the arrays are those of the rows, so not to be changed. */
  List<RowColumns> columns() {
    List<RowColumns> columns = new ArrayList<>(chunks.length);
    for (RowChunk chunk : chunks) {
      columns.add(chunk.columns());
    }
    return columns;
  }

  /** Whether the totals in the mailbox's record are those of these rows. */
  public boolean isCountedBy(MailboxRecord mailbox) {
    return size() == mailbox.messages()
        && totals().equals(new Totals(mailbox.size(), mailbox.unseen(), mailbox.deleted()));
  }

  /**
   * What the rows add up to.
   *
   * @param octets of all messages
   * @param unseen messages without \Seen
   * @param deleted messages with \Deleted
   */
  record Totals(long octets, long unseen, long deleted) {}

  /** The numbers of all flags that some message has. */
  public BitSet usedFlags() {
    BitSet used = new BitSet();
    long bits = 0;
    for (RowChunk chunk : chunks) {
      for (int row = 0; row < chunk.count; row++) {
        bits |= chunk.flags[row];
        for (int flag : RowColumns.moreOf(chunk.more, row)) {
          used.set(flag);
        }
      }
    }
    FlagSet.of(bits).addTo(used);
    return used;
  }

  Totals totals() {
    long octets = 0;
    long unseen = 0;
    long deleted = 0;
    long seen = SystemFlag.SEEN.bit();
    long toGo = SystemFlag.DELETED.bit();
    for (RowChunk chunk : chunks) {
      long[] sizes = chunk.sizes;
      long[] flags = chunk.flags;
      for (int row = 0; row < chunk.count; row++) {
        octets += sizes[row];
        unseen += (flags[row] & seen) == 0 ? 1 : 0;
        deleted += (flags[row] & toGo) != 0 ? 1 : 0;
      }
    }
    return new Totals(octets, unseen, deleted);
  }

  /** Whether the same messages are here with the same columns, however chunked. */
  public boolean sameAs(Rows other) {
    if (size() != other.size()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (uid(i) != other.uid(i)
          || !flagSet(i).equals(other.flagSet(i))
          || modSeq(i) != other.modSeq(i)
          || internalDate(i) != other.internalDate(i)
          || savedDate(i) != other.savedDate(i)
          || size(i) != other.size(i)
          || emailId(i) != other.emailId(i)) {
        return false;
      }
    }
    return true;
  }

  private Rows repacked(int[] removed) {
    int left = size() - removed.length;
    RowChunk[] packed = new RowChunk[(left + CHUNK - 1) / CHUNK];
    int next = 0;
    int to = 0;
    for (int c = 0; c < chunks.length; c++) {
      for (int row = 0; row < chunks[c].count; row++) {
        if (next < removed.length && removed[next] == starts[c] + row) {
          next++;
          continue;
        }
        int target = to / CHUNK;
        if (to % CHUNK == 0) {
          packed[target] = new RowChunk(Math.min(CHUNK, left - to));
        }
        chunks[c].copyRow(row, packed[target], to % CHUNK);
        to++;
      }
    }
    for (int i = 0; i < packed.length; i++) {
      packed[i] = new RowChunk(packed[i], Math.min(CHUNK, left - i * CHUNK));
    }
    return of(packed);
  }

  private int chunkOf(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(index);
    }
    int guess = index / CHUNK;
    if (guess < chunks.length && starts[guess] <= index && index < starts[guess + 1]) {
      return guess;
    }
    int low = 0;
    int high = chunks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Gathers rows in ascending order without a version for each. */
  static final class Loader {
    private final List<RowChunk> chunks = new ArrayList<>();
    private RowChunk open = new RowChunk(CHUNK);
    private int rows;

    void add(long uid, MessageRecord message) {
      open.uids[rows] = (int) uid;
      open.flags[rows] = message.flags().bits();
      open.more(rows, message.flags().more());
      open.modSeqs[rows] = message.modSeq();
      open.internalDates[rows] = message.internalDate();
      open.savedDates[rows] = message.savedDate();
      open.sizes[rows] = message.size();
      open.emailIds[rows] = message.emailId();
      next();
    }

    /** One of several rows. */
    void add(RowColumns columns, int row) {
      new RowChunk(columns).copyRow(row, open, rows);
      next();
    }

    /** All of them, whose arrays are kept. */
    void add(RowColumns columns) {
      close();
      chunks.add(new RowChunk(columns));
    }

    private void next() {
      if (++rows == CHUNK) {
        close();
      }
    }

    private void close() {
      if (rows > 0) {
        RowChunk full = new RowChunk(open, rows);
        chunks.add(rows <= CHUNK / 2 ? full.resized(Math.max(SMALLEST, rows)) : full);
        open = new RowChunk(CHUNK);
        rows = 0;
      }
    }

    Rows rows() {
      close();
      return of(chunks.toArray(new RowChunk[0]));
    }
  }
}
