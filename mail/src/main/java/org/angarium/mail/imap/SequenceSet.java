package org.angarium.mail.imap;

/**
 * A sequence set as sent (RFC 9051 §9 {@code sequence-set}): message sequence numbers or UIDs by
 * the command's kind. {@link UidSet#MAX} stands for {@code *}, the largest in use.
 *
 * @param numbers empty for {@code $}
 * @param savedResult {@code $}: the result kept by SEARCHRES (RFC 5182)
 */
public record SequenceSet(UidSet numbers, boolean savedResult) {

  static final SequenceSet SAVED_RESULT = new SequenceSet(UidSet.EMPTY, true);

  /**
   * The set with {@code *} replaced by {@code largest}. {@code 9:*} holds the largest number even
   * where it is below 9 (RFC 9051 §9, seq-range). With nothing in use (largest 0), {@code *} is
   * nothing.
   */
  public static UidSet resolve(UidSet numbers, long largest) {
    int last = numbers.rangeCount() - 1;
    if (last < 0 || numbers.rangeLast(last) != UidSet.MAX) {
      return numbers;
    }
    UidSet.Builder resolved = UidSet.builder();
    for (int range = 0; range < last; range++) {
      resolved.add(numbers.rangeFirst(range), numbers.rangeLast(range));
    }
    if (largest > 0) {
      resolved.add(Math.min(numbers.rangeFirst(last), largest), largest);
    }
    return resolved.build();
  }
}
