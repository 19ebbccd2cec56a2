package org.angarium.store.engine.rocksdb;

import java.math.BigInteger;
import java.util.Arrays;
import org.angarium.store.StoreException;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Reads of a database of which files are damaged: what cannot be read is passed over and told. A
 * scan that fails looks for the nearest key from which it can go on: it leaps further and further
 * until a seek succeeds, then halves the leap. Keys in between that sound tables have are asked for
 * one by one, since a damaged block hides its neighbours in other tables from a scan and not from a
 * get.
 */
final class SalvageReads implements Reader {
  /** Keys are compared as numbers of so many octets; longer ones are cut. */
  private static final int WIDTH = 72;

  /** Holes in one scan: what is worse than this is reported as one. */
  private static final int MOST_HOLES = 10_000;

  private final Database database;
  private final RocksReads reads;
  private final ReadOptions options;
  private final Losses losses;
  private final SoundTables tables;

  /**
   * @param reads of the state to be read
   * @param options that these reads have
   */
  SalvageReads(Database database, RocksReads reads, ReadOptions options, Losses losses) {
    this.database = database;
    this.reads = reads;
    this.options = options;
    this.losses = losses;
    this.tables = new SoundTables(database);
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    try {
      return reads.get(key);
    } catch (StoreException failed) {
      losses.key(key, damage(failed));
      return null;
    }
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    byte[] @Nullable [] values = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      values[i] = get(keys[i]);
    }
    return values;
  }

  /** What is damaged; the failure is thrown on where it is another. */
  private static String damage(StoreException failed) throws StoreException {
    if (failed.getCause() instanceof RocksDBException cause && Database.isDamage(cause)) {
      return String.valueOf(cause.getMessage());
    }
    throw failed;
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    if (order == ScanOrder.DESCENDING) {
      return descending(range, limit, visitor);
    }
    for (Families.Part part : database.families.parts(range)) {
      Walk walk = new Walk(part, limit, visitor);
      byte[] next = walk.run();
      if (next != null || walk.stopped) {
        return next;
      }
      limit = walk.left();
    }
    return null;
  }

  /** From a page of the ascending scan: descending ones are short. */
  private byte @Nullable [] descending(KeyRange range, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    try {
      return reads.scan(range, ScanOrder.DESCENDING, limit, visitor);
    } catch (StoreException failed) {
      losses.between(range.start(), range.end(), damage(failed));
      return null;
    }
  }

  /** One scan of one family. */
  private final class Walk {
    private final Families.Part part;
    private final ScanLimit limit;
    private final EntryVisitor visitor;
    private int rows;
    private long bytes;
    private boolean stopped;
    private byte @Nullable [] last;

    Walk(Families.Part part, ScanLimit limit, EntryVisitor visitor) {
      this.part = part;
      this.limit = limit;
      this.visitor = visitor;
    }

    ScanLimit left() {
      return new ScanLimit(
          limit.rows() == Integer.MAX_VALUE ? limit.rows() : Math.max(1, limit.rows() - rows),
          limit.bytes() == Long.MAX_VALUE ? limit.bytes() : Math.max(1, limit.bytes() - bytes));
    }

    byte @Nullable [] run() throws StoreException {
      byte[] from = part.range().start();
      for (int holes = 0; holes < MOST_HOLES; holes++) {
        try {
          byte[] next =
              reads.scan(
                  new KeyRange(from, part.range().end()), ScanOrder.ASCENDING, left(), this::visit);
          return next;
        } catch (StoreException failed) {
          String cause = damage(failed);
          byte[] start =
              last == null || Arrays.compareUnsigned(last, from) < 0 ? from : after(last);
          byte[] end = nextReadable(start);
          between(start, end, cause);
          if (stopped) {
            return end == null ? null : last == null ? end : after(last);
          }
          if (end == null) {
            return null;
          }
          from = end;
        }
      }
      return null;
    }

    private boolean visit(byte[] key, byte[] value) {
      last = key.clone();
      rows++;
      bytes += key.length + value.length;
      stopped = !visitor.visit(key, value);
      return !stopped && rows < limit.rows() && bytes < limit.bytes();
    }

    /**
     * Hands out what can be read one by one, and says that there may have been more.
     *
     * @param end null: nothing can be read up to the end of the range
     */
    private void between(byte[] start, byte @Nullable [] end, String cause) throws StoreException {
      losses.between(last, end, cause);
      byte[] before = end == null ? part.range().end() : end;
      for (byte[] key : tables.keys(part.family(), start, before, cause)) {
        byte[] value = get(key);
        if (value != null && !visit(key, value)) {
          stopped = true;
          return;
        }
      }
    }

    /** The first key after {@code start} where a scan can begin; null where there is none. */
    private byte @Nullable [] nextReadable(byte[] start) throws StoreException {
      byte[] end = part.range().end();
      BigInteger low = number(start);
      BigInteger most = end == null ? BigInteger.ONE.shiftLeft(8 * WIDTH) : number(end);
      BigInteger high = null;
      for (BigInteger leap = BigInteger.ONE; high == null; leap = leap.shiftLeft(1)) {
        BigInteger tried = low.add(leap);
        if (tried.compareTo(most) >= 0) {
          return null;
        }
        if (seek(key(tried)).readable) {
          high = tried;
        } else {
          low = tried;
        }
      }
      while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
        BigInteger middle = low.add(high).shiftRight(1);
        if (seek(key(middle)).readable) {
          high = middle;
        } else {
          low = middle;
        }
      }
      return seek(key(high)).key;
    }

    private Found seek(byte[] key) throws StoreException {
      database.gate.enter();
      byte[] end = part.range().end();
      try (Slice upper = end == null ? null : new Slice(end);
          ReadOptions bounded = new ReadOptions(options)) {
        if (upper != null) {
          bounded.setIterateUpperBound(upper);
        }
        try (RocksIterator entries = database.rocks.newIterator(part.family(), bounded)) {
          entries.seek(key);
          if (entries.isValid()) {
            return new Found(true, entries.key());
          }
          entries.status();
          return new Found(true, null);
        }
      } catch (RocksDBException damaged) {
        database.meet(damaged);
        return new Found(false, null);
      } finally {
        database.gate.leave();
      }
    }
  }

  private record Found(boolean readable, byte @Nullable [] key) {}

  private static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  private static BigInteger number(byte[] key) {
    return new BigInteger(1, Arrays.copyOf(key, WIDTH));
  }

  private static byte[] key(BigInteger number) {
    byte[] key = new byte[WIDTH];
    byte[] bytes = number.toByteArray();
    int from = Math.max(0, bytes.length - WIDTH);
    System.arraycopy(bytes, from, key, WIDTH - bytes.length + from, bytes.length - from);
    return key;
  }
}
