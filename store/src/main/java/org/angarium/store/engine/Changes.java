package org.angarium.store.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction changes: per key its new value, or that it is gone. Ordered by key. Filled
 * by one thread, then handed to the engine's commit and not changed again.
 */
public final class Changes {
  private final TreeMap<byte[], Change> entries = new TreeMap<>(Arrays::compareUnsigned);
  private final List<Expectation> expectations = new ArrayList<>(1);
  private final List<News> news = new ArrayList<>(1);
  private long bytes;

  /**
   * The new state of one key.
   *
   * @param value null when it is deleted
   */
  record Change(byte @Nullable [] value) {
    private static final Change GONE = new Change(null);

    int length() {
      return value == null ? 0 : value.length;
    }
  }

  /** Takes the changes in key order. */
  public interface Target<X extends Exception> {
    void put(byte[] key, byte[] value) throws X;

    void delete(byte[] key) throws X;
  }

  /** The arrays are kept, not copied. */
  void put(byte[] key, byte[] value) {
    set(key, new Change(value));
  }

  void delete(byte[] key) {
    set(key, Change.GONE);
  }

  private void set(byte[] key, Change change) {
    Change before = entries.put(key, change);
    bytes += change.length() + (before == null ? key.length : -before.length());
  }

  /** The arrays are kept, not copied. */
  void expect(Expectation expectation) {
    expectations.add(expectation);
  }

  void tell(News told) {
    news.add(told);
  }

  /** What must hold for the changes to be applied. */
  public List<Expectation> expectations() {
    return expectations;
  }

  /** What other nodes are to be told of. */
  public List<News> news() {
    return news;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** How many keys are changed. */
  public int count() {
    return entries.size();
  }

  /** The size of all keys and values: what the commit must write, but for the engine's framing. */
  public long bytes() {
    return bytes;
  }

  /** Whether anything is put; false where all is deletion. */
  public boolean puts() {
    for (Change change : entries.values()) {
      if (change.value() != null) {
        return true;
      }
    }
    return false;
  }

  public <X extends Exception> void forEach(Target<X> target) throws X {
    for (Map.Entry<byte[], Change> entry : entries.entrySet()) {
      byte[] value = entry.getValue().value();
      if (value == null) {
        target.delete(entry.getKey());
      } else {
        target.put(entry.getKey(), value);
      }
    }
  }

  /** Null where the key is not changed. */
  @Nullable Change entry(byte[] key) {
    return entries.get(key);
  }

  NavigableMap<byte[], Change> within(KeyRange range, ScanOrder order) {
    NavigableMap<byte[], Change> part = entries.tailMap(range.start(), true);
    byte[] end = range.end();
    if (end != null) {
      part =
          Arrays.compareUnsigned(range.start(), end) < 0
              ? entries.subMap(range.start(), true, end, false)
              : new TreeMap<>(Arrays::compareUnsigned);
    }
    return order == ScanOrder.ASCENDING ? part : part.descendingMap();
  }
}
