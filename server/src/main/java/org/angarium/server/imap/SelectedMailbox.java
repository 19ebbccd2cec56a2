package org.angarium.server.imap;

import java.util.Arrays;
import java.util.List;
import org.angarium.mail.imap.SequenceSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.jspecify.annotations.Nullable;

/**
 * The mailbox a session has open: which of the shared, immutable views its client knows of. A
 * message's sequence number is its index in this view plus one; the numbering changes only when a
 * newer view is adopted, which goes with the announcements that tell the client so ({@link
 * MailboxNews}).
 *
 * <p>The client knows each message's flags and modification sequence as this view has them, but for
 * those that a STORE of its own told it of since, which it knows as another view has them. So what
 * a session remembers is two views that it shares with others and a set of UIDs, however large the
 * mailbox is.
 */
final class SelectedMailbox {
  private final MailboxRef ref;
  private final boolean readOnly;
  private MailboxView view;
  private UidSet saved = UidSet.EMPTY;
  private List<String> announcedFlags;

  /** The UIDs that this session was the first to be told of, and of those it knows where it is. */
  private UidSet recent = UidSet.EMPTY;

  /** The first UID it was not yet told of. */
  private long met = 1;

  private @Nullable Stored stored;

  /** Whether it is not certain what the client knows of messages that changed after the view. */
  private boolean doubtful;

  /** What STORE told: these messages are known as they are in that view. */
  private record Stored(UidSet uids, MailboxView as) {}

  SelectedMailbox(MailboxView view, boolean readOnly) {
    this.ref = view.info().ref();
    this.readOnly = readOnly;
    this.view = view;
    this.announcedFlags = view.flagNames();
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
    stored = null;
    doubtful = false;
  }

  /** The client was told of all that happened in the mailbox up to this modification sequence. */
  long toldModSeq() {
    return view instanceof HeldView held ? held.toldModSeq() : view.info().highestModSeq();
  }

  /**
   * The client is about to be told of the messages of this view. Those that no session was told of
   * before are \Recent here from now on, and nowhere else (RFC 3501 §2.3.2); EXAMINE shows them and
   * leaves them to others (§6.3.2).
   */
  void meet(MailboxView newer, Mailboxes mailboxes) throws StoreException, MailboxRefusal {
    long end = newer.info().uidNext();
    if (end <= met) {
      return;
    }
    long first = readOnly ? mailboxes.recentFrom(ref) : mailboxes.takeRecent(ref, end);
    first = Math.max(first, met);
    if (first < end) {
      UidSet.Builder more = UidSet.builder();
      for (int range = 0; range < recent.rangeCount(); range++) {
        more.add(recent.rangeFirst(range), recent.rangeLast(range));
      }
      recent = more.add(first, end - 1).build();
    }
    met = end;
  }

  /** The UIDs with \Recent; some may be gone. */
  UidSet recent() {
    return recent;
  }

  /** How many messages of the view are recent. */
  int recent(MailboxView of) {
    int count = 0;
    for (int range = 0; range < recent.rangeCount(); range++) {
      count += ceiling(of, recent.rangeLast(range) + 1) - ceiling(of, recent.rangeFirst(range));
    }
    return count;
  }

  /** The flag names that the client was told of. */
  List<String> announcedFlags() {
    return announcedFlags;
  }

  void announcedFlags(List<String> names) {
    announcedFlags = names;
  }

  /** The client knows these messages as they are in that view. */
  void stored(UidSet uids, MailboxView as) {
    stored = new Stored(uids, as);
  }

  /**
   * A command begins. What a STORE told is known until the news after it are told; where that
   * failed they have all to be told.
   */
  void doubtStores() {
    doubtful |= stored != null;
    stored = null;
  }

  /** Whether flags of {@code newer} mean what they mean in what the client knows. */
  boolean isComparable(MailboxView newer) {
    Stored own = stored;
    return !doubtful
        && goesOn(view.flagNames(), newer.flagNames())
        && (own == null || goesOn(own.as.flagNames(), newer.flagNames()));
  }

  static boolean goesOn(List<String> names, List<String> newer) {
    return names.equals(newer)
        || newer.size() >= names.size() && newer.subList(0, names.size()).equals(names);
  }

  /**
   * Whether the client knows a message to be as it is in {@code newer}, which must be comparable.
   *
   * @param modSeqs whether it knows of modification sequences
   */
  boolean knows(MailboxView newer, int index, boolean modSeqs) {
    long uid = newer.uid(index);
    Stored own = stored;
    MailboxView told = own != null && own.uids.contains(uid) ? own.as : view;
    int at = index < told.size() && told.uid(index) == uid ? index : told.indexOf(uid);
    return at >= 0
        && told.flagBits(at) == newer.flagBits(index)
        && Arrays.equals(told.moreFlags(at), newer.moreFlags(index))
        && (!modSeqs || told.modSeq(at) == newer.modSeq(index));
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
