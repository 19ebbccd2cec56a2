package org.angarium.mail.imap;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of UIDs (or of message sequence numbers) kept as sorted, disjoint, non-adjacent
 * ranges. UIDs are unsigned 32-bit numbers, 1 to 4294967295 (RFC 9051 §2.3.1.1), held in longs.
 */
public final class UidSet {
  /** The largest UID. */
  public static final long MAX = 0xFFFF_FFFFL;

  public static final UidSet EMPTY = new UidSet(new long[0]);

  /** Every UID. */
  public static final UidSet ALL = new UidSet(new long[] {1, MAX});

  /** Pairs of first and last, ascending. */
  private final long[] bounds;

  private UidSet(long[] bounds) {
    this.bounds = bounds;
  }

  public static UidSet of(long uid) {
    return range(uid, uid);
  }

  /** From {@code first} to {@code last}, in either order. */
  public static UidSet range(long first, long last) {
    long low = Math.min(first, last);
    long high = Math.max(first, last);
    if (low < 1 || high > MAX) {
      throw new IllegalArgumentException("not a range of UIDs: " + first + ":" + last);
    }
    return new UidSet(new long[] {low, high});
  }

  public static Builder builder() {
    return new Builder();
  }

  public boolean isEmpty() {
    return bounds.length == 0;
  }

  public int rangeCount() {
    return bounds.length / 2;
  }

  public long rangeFirst(int range) {
    return bounds[2 * range];
  }

  public long rangeLast(int range) {
    return bounds[2 * range + 1];
  }

  /** How many UIDs the set holds. */
  public long size() {
    long size = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      size += bounds[i + 1] - bounds[i] + 1;
    }
    return size;
  }

  public boolean contains(long uid) {
    int low = 0;
    int high = bounds.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (uid < bounds[2 * middle]) {
        high = middle - 1;
      } else if (uid > bounds[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /**
   * Visits every UID in ascending order. Mind the size of sets that peers send: intersect with what
   * exists first.
   */
  public void forEach(LongConsumer consumer) {
    for (int i = 0; i < bounds.length; i += 2) {
      for (long uid = bounds[i]; uid <= bounds[i + 1]; uid++) {
        consumer.accept(uid);
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UidSet that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  /** In the syntax of IMAP: {@code 1:3,7}; empty for the empty set, which IMAP cannot write. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bounds.length; i += 2) {
      if (i > 0) {
        text.append(',');
      }
      text.append(bounds[i]);
      if (bounds[i + 1] != bounds[i]) {
        text.append(':').append(bounds[i + 1]);
      }
    }
    return text.toString();
  }

  /** Gathers UIDs and ranges in any order; cheapest when they come ascending. */
  public static final class Builder {
    private long[] bounds = new long[8];
    private int length;
    private boolean sorted = true;

    private Builder() {}

    public Builder add(long uid) {
      return add(uid, uid);
    }

    public Builder add(long first, long last) {
      long low = Math.min(first, last);
      long high = Math.max(first, last);
      if (low < 1 || high > MAX) {
        throw new IllegalArgumentException("not a range of UIDs: " + first + ":" + last);
      }
      if (length > 0 && sorted) {
        if (low >= bounds[length - 2] && low <= bounds[length - 1] + 1) {
          bounds[length - 1] = Math.max(bounds[length - 1], high);
          return this;
        }
        sorted = low > bounds[length - 1];
      }
      if (length == bounds.length) {
        bounds = Arrays.copyOf(bounds, length * 2);
      }
      bounds[length++] = low;
      bounds[length++] = high;
      return this;
    }

    public UidSet build() {
      if (length == 0) {
        return EMPTY;
      }
      if (sorted) {
        return new UidSet(Arrays.copyOf(bounds, length));
      }
      long[][] ranges = new long[length / 2][];
      for (int i = 0; i < length; i += 2) {
        ranges[i / 2] = new long[] {bounds[i], bounds[i + 1]};
      }
      Arrays.sort(ranges, (a, b) -> Long.compare(a[0], b[0]));
      Builder merged = new Builder();
      for (long[] range : ranges) {
        merged.add(range[0], range[1]);
      }
      return merged.build();
    }
  }
}
