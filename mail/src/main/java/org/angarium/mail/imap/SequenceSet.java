package org.angarium.mail.imap;

/**
 * A sequence set as sent (RFC 3501 §9 {@code sequence-set}, RFC 5182 for {@code $}): message
 * sequence numbers or UIDs by the command's kind. What {@code *} stands for depends on the mailbox,
 * so it is kept apart from the numbers: 4294967295 is one of those.
 */
public sealed interface SequenceSet {

  /** {@code $}: the result kept by SEARCHRES. */
  record SavedResult() implements SequenceSet {}

  /**
   * Numbers and ranges of them.
   *
   * @param fixed the numbers and ranges without {@code *}
   * @param openEnds the other end of each range with {@code *}: 4 and 9 of {@code 4:*,*:9}
   * @param star whether {@code *} is in it, alone or as an end of a range
   */
  record Numbers(UidSet fixed, UidSet openEnds, boolean star) implements SequenceSet {

    /** Numbers without {@code *}. */
    public static Numbers of(UidSet fixed) {
      return new Numbers(fixed, UidSet.EMPTY, false);
    }

    /** {@code first:*}. */
    public static Numbers from(long first) {
      return new Numbers(UidSet.EMPTY, UidSet.of(first), true);
    }

    /**
     * The set where {@code *} is {@code largest}, the largest number in use. A range is in either
     * order: {@code 9:*} is 5 to 9 where the largest is 5, and so has the last message. With
     * nothing in use ({@code largest} 0), {@code *} and ranges up to it are nothing.
     */
    public UidSet resolve(long largest) {
      if (!star || largest == 0) {
        return fixed;
      }
      long first = largest;
      long last = largest;
      if (!openEnds.isEmpty()) {
        first = Math.min(first, openEnds.rangeFirst(0));
        last = Math.max(last, openEnds.rangeLast(openEnds.rangeCount() - 1));
      }
      UidSet.Builder resolved = UidSet.builder();
      for (int range = 0; range < fixed.rangeCount(); range++) {
        resolved.add(fixed.rangeFirst(range), fixed.rangeLast(range));
      }
      return resolved.add(first, last).build();
    }
  }
}
