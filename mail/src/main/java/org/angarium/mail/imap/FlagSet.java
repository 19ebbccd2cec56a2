package org.angarium.mail.imap;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a message as numbers, which its mailbox has names for. The first {@value #BITS} are
 * the bits of one number; the others, which hardly any message has, are a sorted array. Immutable;
 * the arrays that come in and go out are not to be changed.
 */
public final class FlagSet {
  /** Flags from this number on are no bits; a sign bit is never set. */
  public static final int BITS = 63;

  /** Of a message that has no flag beyond the bits: always this array. */
  public static final int[] NO_MORE = {};

  public static final FlagSet EMPTY = new FlagSet(0, NO_MORE);

  private final long bits;
  private final int[] more;

  private FlagSet(long bits, int[] more) {
    this.bits = bits;
    this.more = more;
  }

  /** Of the bits alone, none of which may be the sign. */
  public static FlagSet of(long bits) {
    return of(bits, NO_MORE);
  }

  /**
   * @param more numbers from {@link #BITS} on, ascending
   */
  public static FlagSet of(long bits, int[] more) {
    if (bits < 0) {
      throw new IllegalArgumentException("the sign is no flag");
    }
    return bits == 0 && more.length == 0 ? EMPTY : new FlagSet(bits, more);
  }

  public long bits() {
    return bits;
  }

  /** The numbers from {@link #BITS} on, ascending. */
  public int[] more() {
    return more;
  }

  public boolean isEmpty() {
    return bits == 0 && more.length == 0;
  }

  public boolean has(int flag) {
    return flag < BITS ? (bits >>> flag & 1) != 0 : Arrays.binarySearch(more, flag) >= 0;
  }

  /** The largest number, or -1. */
  public int largest() {
    return more.length > 0
        ? more[more.length - 1]
        : Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
  }

  public FlagSet with(int flag) {
    if (flag < BITS) {
      return of(bits | 1L << flag, more);
    }
    return plus(new FlagSet(0, new int[] {flag}));
  }

  public FlagSet plus(FlagSet other) {
    if (other.more.length == 0) {
      return of(bits | other.bits, more);
    }
    if (more.length == 0) {
      return of(bits | other.bits, other.more);
    }
    BitSet all = toBitSet(more);
    all.or(toBitSet(other.more));
    return of(bits | other.bits, all.stream().toArray());
  }

  public FlagSet minus(FlagSet other) {
    if (more.length == 0 || other.more.length == 0) {
      return of(bits & ~other.bits, more);
    }
    BitSet left = toBitSet(more);
    left.andNot(toBitSet(other.more));
    return of(bits & ~other.bits, left.isEmpty() ? NO_MORE : left.stream().toArray());
  }

  /** Adds the numbers to a set of numbers. */
  public void addTo(BitSet numbers) {
    for (long left = bits; left != 0; left &= left - 1) {
      numbers.set(Long.numberOfTrailingZeros(left));
    }
    for (int flag : more) {
      numbers.set(flag);
    }
  }

  private static BitSet toBitSet(int[] numbers) {
    BitSet set = new BitSet();
    for (int number : numbers) {
      set.set(number);
    }
    return set;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FlagSet that && bits == that.bits && Arrays.equals(more, that.more);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits) * 31 + Arrays.hashCode(more);
  }

  @Override
  public String toString() {
    BitSet numbers = new BitSet();
    addTo(numbers);
    return numbers.toString();
  }
}
