package org.angarium.store.mailbox;

import java.util.Arrays;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.PackedRows;

/**
 * The messages of a mailbox as columns of numbers, in chunks, ascending by UID. Immutable to those
 * who read; consecutive versions share the chunks that did not change.
 *
 * <p>A new message is written into the free end of the last chunk's arrays, which older versions
 * share but never look at; so only the newest version may be added to, which the account's lock
 * ensures. A change of flags copies two columns of the chunks it touches.
 */
final class Rows {
  static final int CHUNK = 512;

  /** Room in the first chunk of a mailbox, which grows: most mailboxes are small. */
  private static final int SMALLEST = 8;

  static final Rows EMPTY = new Rows(new Chunk[0], new int[] {0});

  /** Octets of one row in memory. */
  private static final int ROW = 4 + 8 + 8 + 8 + 8 + 8 + 8;

  private final Chunk[] chunks;

  /** Index of the first row of each chunk, and the number of rows at the end. */
  private final int[] starts;

  private Rows(Chunk[] chunks, int[] starts) {
    this.chunks = chunks;
    this.starts = starts;
  }

  private static Rows of(Chunk[] chunks) {
    int[] starts = new int[chunks.length + 1];
    for (int i = 0; i < chunks.length; i++) {
      starts[i + 1] = starts[i] + chunks[i].count;
    }
    return new Rows(chunks, starts);
  }

  /** Up to {@link #CHUNK} rows. */
  private static final class Chunk {
    final int count;
    final int[] uids;
    final long[] flags;
    final long[] modSeqs;
    final long[] internalDates;
    final long[] savedDates;
    final long[] sizes;
    final long[] emailIds;

    /** Empty. */
    Chunk(int capacity) {
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
    Chunk resized(int capacity) {
      Chunk copy = new Chunk(capacity);
      for (int row = 0; row < count; row++) {
        copyRow(row, copy, row);
      }
      return new Chunk(copy, count);
    }

    /** The same arrays with another count. */
    Chunk(Chunk from, int count) {
      this(from, count, from.flags, from.modSeqs);
    }

    Chunk(Chunk from, int count, long[] flags, long[] modSeqs) {
      this.count = count;
      this.uids = from.uids;
      this.flags = flags;
      this.modSeqs = modSeqs;
      this.internalDates = from.internalDates;
      this.savedDates = from.savedDates;
      this.sizes = from.sizes;
      this.emailIds = from.emailIds;
    }

    void copyRow(int row, Chunk target, int to) {
      target.uids[to] = uids[row];
      target.flags[to] = flags[row];
      target.modSeqs[to] = modSeqs[row];
      target.internalDates[to] = internalDates[row];
      target.savedDates[to] = savedDates[row];
      target.sizes[to] = sizes[row];
      target.emailIds[to] = emailIds[row];
    }

    long lastUid() {
      return uids[count - 1] & 0xFFFF_FFFFL;
    }
  }

  int size() {
    return starts[chunks.length];
  }

  /** Octets in memory, about. */
  int weight() {
    int weight = 128;
    for (Chunk chunk : chunks) {
      weight += 256 + chunk.uids.length * ROW;
    }
    return weight;
  }

  long uid(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].uids[index - starts[chunk]] & 0xFFFF_FFFFL;
  }

  long flags(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].flags[index - starts[chunk]];
  }

  long modSeq(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].modSeqs[index - starts[chunk]];
  }

  long internalDate(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].internalDates[index - starts[chunk]];
  }

  long savedDate(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].savedDates[index - starts[chunk]];
  }

  long size(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].sizes[index - starts[chunk]];
  }

  long emailId(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].emailIds[index - starts[chunk]];
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
    Chunk chunk = chunks[low];
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
  int[] indexesOf(UidSet uids) {
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
  Rows append(
      long uid,
      long flags,
      long modSeq,
      long internalDate,
      long savedDate,
      long size,
      long emailId) {
    int last = chunks.length - 1;
    Chunk[] newChunks;
    int[] newStarts;
    if (last >= 0 && chunks[last].count < CHUNK) {
      newChunks = chunks.clone();
      newStarts = starts.clone();
    } else {
      last++;
      newChunks = Arrays.copyOf(chunks, last + 1);
      newChunks[last] = new Chunk(last == 0 ? SMALLEST : CHUNK);
      newStarts = Arrays.copyOf(starts, last + 2);
      newStarts[last + 1] = newStarts[last];
    }
    Chunk chunk = newChunks[last];
    int row = chunk.count;
    if (row == chunk.uids.length) {
      chunk = chunk.resized(Math.min(CHUNK, row * 2));
    }
    if (row > 0 && chunk.lastUid() >= uid) {
      throw new IllegalArgumentException("UID " + uid + " after " + chunk.lastUid());
    }
    chunk.uids[row] = (int) uid;
    chunk.flags[row] = flags;
    chunk.modSeqs[row] = modSeq;
    chunk.internalDates[row] = internalDate;
    chunk.savedDates[row] = savedDate;
    chunk.sizes[row] = size;
    chunk.emailIds[row] = emailId;
    newChunks[last] = new Chunk(chunk, row + 1);
    newStarts[last + 1]++;
    return new Rows(newChunks, newStarts);
  }

  /**
   * With other flags in the rows {@code indexes} (ascending), all with the same modification
   * sequence.
   */
  Rows withFlags(int[] indexes, long[] flags, long modSeq) {
    Chunk[] newChunks = chunks.clone();
    int chunk = -1;
    long[] newFlags = new long[0];
    long[] newModSeqs = newFlags;
    for (int i = 0; i < indexes.length; i++) {
      if (chunk < 0 || indexes[i] >= starts[chunk + 1]) {
        chunk = chunkOf(indexes[i]);
        newFlags = chunks[chunk].flags.clone();
        newModSeqs = chunks[chunk].modSeqs.clone();
        newChunks[chunk] = new Chunk(chunks[chunk], chunks[chunk].count, newFlags, newModSeqs);
      }
      newFlags[indexes[i] - starts[chunk]] = flags[i];
      newModSeqs[indexes[i] - starts[chunk]] = modSeq;
    }
    return new Rows(newChunks, starts);
  }

  /** Without the rows {@code indexes} (ascending). */
  Rows without(int[] indexes) {
    if (indexes.length == 0) {
      return this;
    }
    int left = size() - indexes.length;
    if (chunks.length > 2 * (left / CHUNK) + 8) {
      return repacked(indexes);
    }
    Chunk[] newChunks = new Chunk[chunks.length];
    int count = 0;
    int next = 0;
    for (int c = 0; c < chunks.length; c++) {
      Chunk chunk = chunks[c];
      if (next == indexes.length || indexes[next] >= starts[c + 1]) {
        newChunks[count++] = chunk;
        continue;
      }
      Chunk kept = new Chunk(chunk.count);
      int rows = 0;
      for (int row = 0; row < chunk.count; row++) {
        if (next < indexes.length && indexes[next] == starts[c] + row) {
          next++;
        } else {
          chunk.copyRow(row, kept, rows++);
        }
      }
      if (rows > 0) {
        newChunks[count++] = new Chunk(kept, rows);
      }
    }
    return of(Arrays.copyOf(newChunks, count));
  }

  /** Shows the rows from index {@code from} up to before {@code to}. */
  void show(int from, int to, PackedRows.Visitor visitor) {
    for (int index = from; index < to; index++) {
      int c = chunkOf(index);
      Chunk chunk = chunks[c];
      int row = index - starts[c];
      visitor.row(
          chunk.uids[row] & 0xFFFF_FFFFL,
          chunk.flags[row],
          chunk.modSeqs[row],
          chunk.internalDates[row],
          chunk.savedDates[row],
          chunk.sizes[row],
          chunk.emailIds[row]);
    }
  }

  /** Whether the same messages are here with the same columns, however chunked. */
  boolean sameAs(Rows other) {
    if (size() != other.size()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (uid(i) != other.uid(i)
          || flags(i) != other.flags(i)
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
    Chunk[] packed = new Chunk[(left + CHUNK - 1) / CHUNK];
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
          packed[target] = new Chunk(Math.min(CHUNK, left - to));
        }
        chunks[c].copyRow(row, packed[target], to % CHUNK);
        to++;
      }
    }
    for (int i = 0; i < packed.length; i++) {
      packed[i] = new Chunk(packed[i], Math.min(CHUNK, left - i * CHUNK));
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
  static final class Loader implements PackedRows.Visitor {
    private Chunk[] chunks = new Chunk[4];
    private int size;

    void add(long uid, MessageRecord message) {
      row(
          uid,
          message.flags(),
          message.modSeq(),
          message.internalDate(),
          message.savedDate(),
          message.size(),
          message.emailId());
    }

    @Override
    public void row(
        long uid,
        long flags,
        long modSeq,
        long internalDate,
        long savedDate,
        long octets,
        long emailId) {
      int chunk = size / CHUNK;
      int row = size % CHUNK;
      if (row == 0) {
        if (chunk == chunks.length) {
          chunks = Arrays.copyOf(chunks, chunk * 2);
        }
        chunks[chunk] = new Chunk(CHUNK);
      }
      Chunk target = chunks[chunk];
      target.uids[row] = (int) uid;
      target.flags[row] = flags;
      target.modSeqs[row] = modSeq;
      target.internalDates[row] = internalDate;
      target.savedDates[row] = savedDate;
      target.sizes[row] = octets;
      target.emailIds[row] = emailId;
      size++;
    }

    Rows rows() {
      Chunk[] all = Arrays.copyOf(chunks, (size + CHUNK - 1) / CHUNK);
      for (int i = 0; i < all.length; i++) {
        int count = Math.min(CHUNK, size - i * CHUNK);
        all[i] = new Chunk(all[i], count);
        if (count <= CHUNK / 2) {
          all[i] = all[i].resized(Math.max(SMALLEST, count));
        }
      }
      return of(all);
    }
  }
}
