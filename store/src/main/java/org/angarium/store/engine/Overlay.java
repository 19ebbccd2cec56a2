package org.angarium.store.engine;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of any engine: committed state below, own changes above. Nothing reaches the engine
 * before the work is done, so a transaction that throws needs no undoing.
 */
final class Overlay implements Transaction {
  private final Reader committed;
  private final Changes changes = new Changes();
  private final Thread owner = Thread.currentThread();
  private final int attempt;
  private final boolean shared;
  private boolean ended;

  /**
   * @param shared whether expectations and news are kept
   */
  Overlay(Reader committed, int attempt, boolean shared) {
    this.committed = committed;
    this.attempt = attempt;
    this.shared = shared;
  }

  /** Ends the transaction and gives what it changed. */
  Changes end() {
    ended = true;
    return changes;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    give(key, value.clone());
  }

  @Override
  public void give(byte[] key, byte[] value) {
    check();
    if (key.length == 0 || key.length > Engine.MAX_KEY) {
      throw new IllegalArgumentException(
          "a key has 1 to " + Engine.MAX_KEY + " octets, not " + key.length);
    }
    changes.put(key.clone(), value);
  }

  @Override
  public void delete(byte[] key) {
    check();
    changes.delete(key.clone());
  }

  @Override
  public void expect(byte[] key, byte @Nullable [] value) {
    check();
    if (shared) {
      changes.expect(new Expectation(key, value));
    }
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public void tell(News news) {
    check();
    if (shared) {
      changes.tell(news);
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    check();
    Changes.Change own = changes.entry(key);
    return own == null ? committed.get(key) : copy(own);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    check();
    byte[] @Nullable [] values = committed.getAll(keys);
    for (int i = 0; i < keys.length; i++) {
      Changes.Change own = changes.entry(keys[i]);
      if (own != null) {
        values[i] = copy(own);
      }
    }
    return values;
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    check();
    NavigableMap<byte[], Changes.Change> own = changes.within(range, order);
    return own.isEmpty()
        ? committed.scan(range, order, limit, visitor)
        : new Merge(own, order, limit, visitor).scan(range);
  }

  private static byte @Nullable [] copy(Changes.Change own) {
    byte[] value = own.value();
    return value == null ? null : value.clone();
  }

  private void check() {
    if (ended || Thread.currentThread() != owner) {
      throw new IllegalStateException("a transaction is used inside its write and thread only");
    }
  }

  /** One scan that sees committed entries and own changes as one sequence. */
  private final class Merge {
    private final Iterator<Map.Entry<byte[], Changes.Change>> own;
    private final ScanOrder order;
    private final ScanLimit limit;
    private final EntryVisitor visitor;
    private Map.@Nullable Entry<byte[], Changes.Change> nextOwn;
    private int rows;
    private long bytes;
    private byte @Nullable [] last;
    private boolean full;
    private byte @Nullable [] continuation;

    Merge(
        NavigableMap<byte[], Changes.Change> own,
        ScanOrder order,
        ScanLimit limit,
        EntryVisitor visitor) {
      this.own = own.entrySet().iterator();
      this.order = order;
      this.limit = limit;
      this.visitor = visitor;
      this.nextOwn = this.own.next();
    }

    byte @Nullable [] scan(KeyRange range) throws StoreException {
      // One more than asked for, since it takes the entry after the last to know that there is one.
      ScanLimit ask =
          new ScanLimit(
              limit.rows() == Integer.MAX_VALUE ? limit.rows() : limit.rows() + 1, limit.bytes());
      KeyRange rest = range;
      while (true) {
        byte[] next = committed.scan(rest, order, ask, this::committedEntry);
        if (continuation != null) {
          return continuation;
        }
        if (next == null) {
          break;
        }
        rest =
            order == ScanOrder.ASCENDING
                ? new KeyRange(next, range.end())
                : new KeyRange(range.start(), next);
      }
      while (nextOwn != null && emitOwn(nextOwn)) {
        advance();
      }
      return continuation;
    }

    private boolean committedEntry(byte[] key, byte[] value) {
      while (nextOwn != null) {
        int difference = Arrays.compareUnsigned(nextOwn.getKey(), key);
        if (order == ScanOrder.DESCENDING) {
          difference = -difference;
        }
        if (difference > 0) {
          break;
        }
        if (!emitOwn(nextOwn)) {
          return false;
        }
        advance();
        if (difference == 0) {
          return true;
        }
      }
      return emit(key, value);
    }

    private void advance() {
      nextOwn = own.hasNext() ? own.next() : null;
    }

    private boolean emitOwn(Map.Entry<byte[], Changes.Change> entry) {
      byte[] value = copy(entry.getValue());
      return value == null || emit(entry.getKey().clone(), value);
    }

    private boolean emit(byte[] key, byte[] value) {
      if (full) {
        continuation = order == ScanOrder.ASCENDING ? key : last;
        return false;
      }
      rows++;
      bytes += key.length + value.length;
      last = order == ScanOrder.DESCENDING ? key.clone() : key;
      full = !visitor.visit(key, value) || rows >= limit.rows() || bytes >= limit.bytes();
      return true;
    }
  }
}
