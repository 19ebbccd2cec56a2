package org.angarium.store.view;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.imap.FlagSet;

/**
 * An immutable picture of a mailbox at one modification sequence, by index 0 … size-1 in ascending
 * UID order. Shared by all sessions and cheap to hold: consecutive views share what did not change.
 * Answers SELECT, FLAGS and most of SEARCH from memory.
 */
public interface MailboxView {
  MailboxInfo info();

  int size();

  long uid(int index);

  /** Index of {@code uid}, or {@code -(insertion point) - 1}. */
  int indexOf(long uid);

  /** The flags with numbers below {@link FlagSet#BITS} as bits, see {@link #flagNames}. */
  long flagBits(int index);

  /** The numbers of the other flags, ascending: hardly any message has such. */
  int[] moreFlags(int index);

  /** Both together. */
  default FlagSet flags(int index) {
    return FlagSet.of(flagBits(index), moreFlags(index));
  }

  /** Whether messages can be given keywords that the mailbox does not have yet. */
  boolean takesKeywords();

  /**
   * Name of each flag by its number: the system flags first ({@link SystemFlag}), then the keywords
   * of this mailbox.
   */
  List<String> flagNames();

  /** RFC 7162. */
  long modSeq(int index);

  Instant internalDate(int index);

  /** When it was put in this mailbox (RFC 8514). */
  Instant savedDate(int index);

  /** RFC822.SIZE: octets of prefix and contents. */
  long messageSize(int index);

  /** Same for copies of a message within the account (RFC 8474). */
  long emailId(int index);
}
