package org.angarium.mail.imap;

import java.time.LocalDate;
import java.util.List;

/**
 * What SEARCH asks for (RFC 9051 §6.4.4), as a tree. The parser bounds its depth and size. Sequence
 * numbers, {@code *} and {@code $} mean something to one session only: the session replaces {@link
 * Sequence} and {@link UidSequence} by {@link Uids} before it hands a key to the store.
 */
public sealed interface SearchKey {
  record All() implements SearchKey {}

  /** All of them; the parser flattens, so a long list costs no depth. */
  record And(List<SearchKey> keys) implements SearchKey {}

  record Or(SearchKey left, SearchKey right) implements SearchKey {}

  record Not(SearchKey key) implements SearchKey {}

  /** Message sequence numbers as sent, or {@code $}. */
  record Sequence(SequenceSet numbers) implements SearchKey {}

  /** UIDs as sent, or {@code $}. */
  record UidSequence(SequenceSet uids) implements SearchKey {}

  /** Messages with these UIDs. */
  record Uids(UidSet uids) implements SearchKey {}

  /** A system flag ({@code \Seen}) or a keyword is set. */
  record HasFlag(String flag) implements SearchKey {}

  /** Substring of a header field's decoded value; an empty text asks whether the field is there. */
  record Header(String name, String text) implements SearchKey {}

  /** Substring of the decoded body text. */
  record Body(String text) implements SearchKey {}

  /** Substring of header or body. */
  record Text(String text) implements SearchKey {}

  /** Internal date, without time and zone. */
  record Internal(DateRelation relation, LocalDate date) implements SearchKey {}

  /** The Date field, without time and zone. */
  record Sent(DateRelation relation, LocalDate date) implements SearchKey {}

  /** When it was put in this mailbox (RFC 8514). */
  record Saved(DateRelation relation, LocalDate date) implements SearchKey {}

  record Larger(long octets) implements SearchKey {}

  record Smaller(long octets) implements SearchKey {}

  /** Internal date within so many seconds of now (RFC 5032). */
  record Younger(long seconds) implements SearchKey {}

  record Older(long seconds) implements SearchKey {}

  /** Changed at this modification sequence or later (RFC 7162 §3.1.5). */
  record ModSeq(long atLeast) implements SearchKey {}

  record EmailId(String id) implements SearchKey {}

  record ThreadId(String id) implements SearchKey {}

  /** Grammatical, and no search can be made of it; the session refuses the command. */
  record CannotSearch(Undoable why) implements SearchKey {}

  /** How a date is compared. */
  enum DateRelation {
    BEFORE,
    ON,
    SINCE
  }
}
