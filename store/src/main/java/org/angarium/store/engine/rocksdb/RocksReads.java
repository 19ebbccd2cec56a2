package org.angarium.store.engine.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.angarium.store.StoreException;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.Gate;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Reads of one database, of its newest state or of a snapshot as the options say. */
final class RocksReads implements Reader {
  /** A scan moves from the caller's thread to the pool after so many entries. */
  static final int DIRECT_ROWS = 128;

  /** Or after so many bytes. */
  private static final long DIRECT_BYTES = 256 << 10;

  /** Keys and values up to so many bytes are copied out by way of one buffer. */
  private static final int COPIED = 1024;

  /** Several gets at once go to the pool above this number. */
  private static final int DIRECT_KEYS = 64;

  private final RocksDB database;
  private final Families families;
  private final ReadOptions options;
  private final Gate gate;
  private final ReadPool pool;
  private final Consumer<RocksDBException> failures;

  /**
   * @param failures hears of each read that fails
   */
  RocksReads(
      RocksDB database,
      Families families,
      ReadOptions options,
      Gate gate,
      ReadPool pool,
      Consumer<RocksDBException> failures) {
    this.database = database;
    this.families = families;
    this.options = options;
    this.gate = gate;
    this.pool = pool;
    this.failures = failures;
  }

  private StoreException failed(String what, RocksDBException failure) {
    failures.accept(failure);
    return new StoreException(what + " failed: " + failure.getMessage(), failure);
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    gate.enter();
    try {
      return database.get(families.of(key), options, key);
    } catch (RocksDBException failed) {
      throw failed("a read", failed);
    } finally {
      gate.leave();
    }
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    return keys.length <= DIRECT_KEYS ? getDirectly(keys) : pool.run(() -> getDirectly(keys));
  }

  private byte[] @Nullable [] getDirectly(byte[][] keys) throws StoreException {
    byte[] @Nullable [] values = new byte[keys.length][];
    if (keys.length == 0) {
      return values;
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>(keys.length);
    for (byte[] key : keys) {
      handles.add(families.of(key));
    }
    gate.enter();
    try {
      return database.multiGetAsList(options, handles, Arrays.asList(keys)).toArray(values);
    } catch (RocksDBException failed) {
      throw failed("a read", failed);
    } finally {
      gate.leave();
    }
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    byte[] end = range.end();
    if (end != null && Arrays.compareUnsigned(range.start(), end) >= 0) {
      return null;
    }
    List<Families.Part> parts = families.parts(range);
    if (order == ScanOrder.DESCENDING) {
      parts = parts.reversed();
    }
    Scan scan = new Scan(order, limit, visitor);
    gate.enter();
    try {
      for (Families.Part part : parts) {
        if (scan.part(part)) {
          return scan.continuation;
        }
      }
      return null;
    } finally {
      gate.leave();
    }
  }

  /** One scan under way: how far it is, over all parts. */
  private final class Scan {
    private final ScanOrder order;
    private final ScanLimit limit;
    private final EntryVisitor visitor;
    private int rows;
    private long bytes;
    private boolean full;
    private byte @Nullable [] last;
    private byte @Nullable [] continuation;

    /** Where the library puts a key or value: cheaper than arrays made by native code. */
    private final byte[] copied = new byte[COPIED];

    Scan(ScanOrder order, ScanLimit limit, EntryVisitor visitor) {
      this.order = order;
      this.limit = limit;
      this.visitor = visitor;
    }

    /** Scans one part; true when there is more and the limit is reached. */
    boolean part(Families.Part part) throws StoreException {
      byte[] end = part.range().end();
      try (Slice lower = new Slice(part.range().start());
          Slice upper = end == null ? null : new Slice(end);
          ReadOptions bounded = new ReadOptions(options)) {
        bounded.setIterateLowerBound(lower);
        if (upper != null) {
          bounded.setIterateUpperBound(upper);
        }
        try (RocksIterator entries = database.newIterator(part.family(), bounded)) {
          if (order == ScanOrder.ASCENDING) {
            entries.seekToFirst();
          } else {
            entries.seekToLast();
          }
          walk(entries, DIRECT_ROWS, DIRECT_BYTES);
          if (continuation == null && entries.isValid()) {
            pool.run(() -> {
              walk(entries, Integer.MAX_VALUE, Long.MAX_VALUE);
              return true;
            });
          }
          return continuation != null;
        }
      }
    }

    private void walk(RocksIterator entries, int untilRows, long untilBytes) throws StoreException {
      while (entries.isValid() && rows < untilRows && bytes < untilBytes) {
        byte[] key = key(entries);
        if (full) {
          continuation = order == ScanOrder.ASCENDING || last == null ? key : last;
          return;
        }
        byte[] value = value(entries);
        rows++;
        bytes += key.length + value.length;
        if (order == ScanOrder.ASCENDING) {
          full = !visitor.visit(key, value);
          entries.next();
        } else {
          last = key.clone();
          full = !visitor.visit(key, value);
          entries.prev();
        }
        full |= rows >= limit.rows() || bytes >= limit.bytes();
      }
      try {
        entries.status();
      } catch (RocksDBException failed) {
        throw failed("a scan", failed);
      }
    }

    private byte[] key(RocksIterator entries) {
      int length = entries.key(copied, 0, COPIED);
      return length <= COPIED ? Arrays.copyOf(copied, length) : entries.key();
    }

    private byte[] value(RocksIterator entries) {
      int length = entries.value(copied, 0, COPIED);
      return length <= COPIED ? Arrays.copyOf(copied, length) : entries.value();
    }
  }
}
