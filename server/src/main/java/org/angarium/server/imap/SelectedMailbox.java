package org.angarium.server.imap;

import java.util.Arrays;
import java.util.function.LongPredicate;
import org.angarium.mail.imap.SequenceSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.MailboxRef;
import org.angarium.store.mailbox.MailboxView;

/**
 * The mailbox a session has open: which of the shared, immutable views its client knows of. A
 * message's sequence number is its index in this view plus one; the numbering changes only when a
 * newer view is adopted, which goes with the announcements that tell the client so ({@link
 * MailboxNews}).
 */
final class SelectedMailbox {
  private final MailboxRef ref;
  private final boolean readOnly;
  private final long recentFrom;
  private MailboxView view;
  private UidSet saved = UidSet.EMPTY;
  private int announcedFlags;
  private long[] own = {};

  SelectedMailbox(MailboxView view, boolean readOnly) {
    this.ref = view.info().ref();
    this.readOnly = readOnly;
    this.recentFrom = view.info().uidNext();
    this.view = view;
    this.announcedFlags = view.flagNames().size();
  }

  MailboxRef ref() {
    return ref;
  }

  /** Opened by EXAMINE. */
  boolean readOnly() {
    return readOnly;
  }

  /** What the client knows of. */
  MailboxView view() {
    return view;
  }

  void adopt(MailboxView newer) {
    view = newer;
    own = new long[0];
  }

  /**
   * The first UID that is recent: RFC 3501 §2.3.2 wants \Recent for messages that no session was
   * told of before; here it is those that came while this session had the mailbox open.
   */
  long recentFrom() {
    return recentFrom;
  }

  int recent(MailboxView of) {
    return of.size() - ceiling(of, recentFrom);
  }

  /** How many flag names the client was told of. */
  int announcedFlags() {
    return announcedFlags;
  }

  void announcedFlags(int count) {
    announcedFlags = count;
  }

  /** A change of flags made by this session, whose outcome the client knows already. */
  void ownChange(long modSeq) {
    own = Arrays.copyOf(own, own.length + 1);
    own[own.length - 1] = modSeq;
  }

  LongPredicate ownChanges() {
    long[] changes = own;
    return modSeq -> {
      for (long change : changes) {
        if (change == modSeq) {
          return true;
        }
      }
      return false;
    };
  }

  /** The UIDs kept by SEARCHRES. */
  UidSet saved() {
    return saved;
  }

  void save(UidSet uids) {
    saved = uids;
  }

  /**
   * The indexes that a set names, as pairs of first and last, ascending. UIDs that are not there
   * are passed over (RFC 9051 §6.4.9); sequence numbers must be there.
   */
  int[] indexes(SequenceSet set, boolean uid) throws ImapRefusal {
    return switch (set) {
      case SequenceSet.SavedResult _ -> byUid(saved);
      case SequenceSet.Numbers numbers -> uid ? byUid(existing(numbers)) : byNumber(numbers);
    };
  }

  /** The UIDs that a set names; those above all that are there stand for nothing. */
  private UidSet existing(SequenceSet.Numbers uids) {
    return uids.resolve(view.size() == 0 ? 0 : view.uid(view.size() - 1));
  }

  /**
   * The UIDs that a set names where those count too that are there no more: {@code *} is the last
   * one ever given (RFC 7162 §3.2.6).
   */
  UidSet uidsEver(SequenceSet set) {
    return switch (set) {
      case SequenceSet.SavedResult _ -> saved;
      case SequenceSet.Numbers uids -> uids.resolve(view.info().uidNext() - 1);
    };
  }

  /** What SEARCH looks at: numbers that are not there are passed over. */
  UidSet searched(SequenceSet set, boolean uid) {
    return switch (set) {
      case SequenceSet.SavedResult _ -> saved;
      case SequenceSet.Numbers numbers when uid -> existing(numbers);
      case SequenceSet.Numbers numbers -> {
        UidSet.Builder uids = UidSet.builder();
        UidSet resolved = numbers.resolve(view.size());
        for (int range = 0; range < resolved.rangeCount(); range++) {
          long first = resolved.rangeFirst(range);
          long last = Math.min(resolved.rangeLast(range), view.size());
          if (first <= last) {
            uids.add(view.uid((int) first - 1), view.uid((int) last - 1));
          }
        }
        yield uids.build();
      }
    };
  }

  private int[] byNumber(SequenceSet.Numbers set) throws ImapRefusal {
    UidSet numbers = set.resolve(view.size());
    int ranges = numbers.rangeCount();
    if (ranges == 0 || numbers.rangeLast(ranges - 1) > view.size()) {
      throw ImapRefusal.bad("There is no message with such a number");
    }
    int[] pairs = new int[2 * ranges];
    for (int range = 0; range < ranges; range++) {
      pairs[2 * range] = (int) numbers.rangeFirst(range) - 1;
      pairs[2 * range + 1] = (int) numbers.rangeLast(range) - 1;
    }
    return pairs;
  }

  private int[] byUid(UidSet uids) {
    int[] pairs = new int[2 * uids.rangeCount()];
    int length = 0;
    for (int range = 0; range < uids.rangeCount(); range++) {
      int first = ceiling(view, uids.rangeFirst(range));
      int end = ceiling(view, uids.rangeLast(range) + 1);
      if (first < end) {
        pairs[length++] = first;
        pairs[length++] = end - 1;
      }
    }
    return Arrays.copyOf(pairs, length);
  }

  /** The index of the first message with this UID or a larger one. */
  private static int ceiling(MailboxView view, long uid) {
    int index = view.indexOf(uid);
    return index < 0 ? -index - 1 : index;
  }

  /**
   * The UIDs at these indexes. A range stays a range: between two UIDs of a view no other can
   * appear, since new ones come at the end.
   */
  UidSet uids(int[] pairs) {
    UidSet.Builder uids = UidSet.builder();
    for (int i = 0; i < pairs.length; i += 2) {
      uids.add(view.uid(pairs[i]), view.uid(pairs[i + 1]));
    }
    return uids.build();
  }

  /** The sequence numbers of those of {@code uids} that the client knows of. */
  UidSet numbers(UidSet uids) {
    UidSet.Builder numbers = UidSet.builder();
    int[] pairs = byUid(uids);
    for (int i = 0; i < pairs.length; i += 2) {
      numbers.add(pairs[i] + 1L, pairs[i + 1] + 1L);
    }
    return numbers.build();
  }
}
