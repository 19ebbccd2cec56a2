package org.angarium.store.search;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import org.angarium.mail.imap.FlagSet;
import org.angarium.mail.imap.SearchKey;
import org.angarium.mail.imap.SearchKey.DateRelation;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.message.IndexedField;
import org.angarium.store.message.ObjectIds;
import org.angarium.store.message.UnreadableListener;
import org.angarium.store.schema.SearchRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;

/** Evaluates search keys, a set of messages at a time. Thread-safe. */
public final class Search {
  private final Engine engine;
  private final BlobStore blobs;
  private final ReadPool pool;
  private final InstantSource clock;

  /**
   * @param pool where messages are read and looked through
   */
  public Search(Engine engine, BlobStore blobs, ReadPool pool, InstantSource clock) {
    this.engine = engine;
    this.blobs = blobs;
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * The UIDs of the messages of the view that match. A message that was expunged since the view was
   * taken may be missing.
   *
   * @param unreadable is told of messages that were not looked at whole
   * @throws SearchTooLongException when it takes too long
   * @throws StoreException also when the thread was interrupted
   */
  public UidSet run(
      MailboxRef mailbox, MailboxView view, SearchKey key, UnreadableListener unreadable)
      throws StoreException, SearchTooLongException {
    BitSet all = new BitSet(view.size());
    all.set(0, view.size());
    Evaluation evaluation =
        new Evaluation(
            view, new Sweeps(engine, blobs, pool, mailbox, view, unreadable), clock.millis());
    BitSet found = evaluation.among(all, key);
    UidSet.Builder uids = UidSet.builder();
    for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
      uids.add(view.uid(i));
    }
    return uids.build();
  }

  /** One run; indexes of the view are the elements of its sets. */
  private record Evaluation(MailboxView view, Sweeps sweeps, long now) {

    /** Those of {@code candidates} that match; may be the same object. */
    BitSet among(BitSet candidates, SearchKey key) throws StoreException, SearchTooLongException {
      if (candidates.isEmpty()) {
        return candidates;
      }
      return switch (key) {
        case SearchKey.All _ -> candidates;
        case SearchKey.And(List<SearchKey> keys) -> all(candidates, keys);
        case SearchKey.Or(SearchKey left, SearchKey right) -> either(candidates, left, right);
        case SearchKey.Not(SearchKey not) -> {
          BitSet rest = (BitSet) candidates.clone();
          rest.andNot(among(candidates, not));
          yield rest;
        }
        case SearchKey.Uids(UidSet uids) -> uids(candidates, uids);
        case SearchKey.HasFlag(String flag) -> flag(candidates, flag);
        case SearchKey.Internal(DateRelation relation, LocalDate date) ->
            where(
                candidates, i -> compare(relation, day(view.internalDate(i).toEpochMilli()), date));
        case SearchKey.Saved(DateRelation relation, LocalDate date) ->
            where(candidates, i -> compare(relation, day(view.savedDate(i).toEpochMilli()), date));
        case SearchKey.Larger(long octets) -> where(candidates, i -> view.messageSize(i) > octets);
        case SearchKey.Smaller(long octets) -> where(candidates, i -> view.messageSize(i) < octets);
        case SearchKey.Younger(long seconds) -> where(candidates, i -> age(i) <= seconds);
        case SearchKey.Older(long seconds) -> where(candidates, i -> age(i) >= seconds);
        case SearchKey.ModSeq(long atLeast) -> where(candidates, i -> view.modSeq(i) >= atLeast);
        case SearchKey.EmailId(String text) -> {
          long id = ObjectIds.emailOf(text);
          yield where(candidates, i -> view.emailId(i) == id);
        }
        case SearchKey.ThreadId(String text) -> {
          long id = ObjectIds.threadOf(text);
          yield sweeps.records(candidates, record -> record.threadId() == id);
        }
        case SearchKey.Sent(DateRelation relation, LocalDate date) ->
            sweeps.records(candidates, record -> compare(relation, record.sentDay(), date));
        case SearchKey.Header(String name, String text) -> sweeps.header(candidates, name, text);
        case SearchKey.Body(String text) -> sweeps.body(candidates, text);
        case SearchKey.Text(String text) -> sweeps.text(candidates, text);
        case SearchKey.Sequence _, SearchKey.UidSequence _, SearchKey.CannotSearch _ ->
            throw new IllegalArgumentException("only a session knows what this is: " + key);
      };
    }

    private BitSet all(BitSet candidates, List<SearchKey> keys)
        throws StoreException, SearchTooLongException {
      List<SearchKey> ordered = new ArrayList<>(keys);
      ordered.sort(Comparator.comparingInt(Evaluation::cost));
      BitSet left = candidates;
      for (SearchKey key : ordered) {
        left = among(left, key);
      }
      return left;
    }

    private BitSet either(BitSet candidates, SearchKey left, SearchKey right)
        throws StoreException, SearchTooLongException {
      boolean swap = cost(right) < cost(left);
      BitSet first = among(candidates, swap ? right : left);
      BitSet rest = (BitSet) candidates.clone();
      rest.andNot(first);
      BitSet second = (BitSet) among(rest, swap ? left : right).clone();
      second.or(first);
      return second;
    }

    /** Columns before search records before messages. */
    private static int cost(SearchKey key) {
      return switch (key) {
        case SearchKey.And(List<SearchKey> keys) -> {
          int most = 0;
          for (SearchKey part : keys) {
            most = Math.max(most, cost(part));
          }
          yield most;
        }
        case SearchKey.Or(SearchKey left, SearchKey right) -> Math.max(cost(left), cost(right));
        case SearchKey.Not(SearchKey not) -> cost(not);
        case SearchKey.ThreadId _, SearchKey.Sent _ -> 1;
        case SearchKey.Header(String name, String _) -> IndexedField.codeOf(name) > 0 ? 1 : 2;
        case SearchKey.Body _ -> 3;
        case SearchKey.Text _ -> 4;
        case SearchKey.All _,
            SearchKey.Uids _,
            SearchKey.HasFlag _,
            SearchKey.Internal _,
            SearchKey.Saved _,
            SearchKey.Larger _,
            SearchKey.Smaller _,
            SearchKey.Younger _,
            SearchKey.Older _,
            SearchKey.ModSeq _,
            SearchKey.EmailId _,
            SearchKey.Sequence _,
            SearchKey.UidSequence _,
            SearchKey.CannotSearch _ ->
            0;
      };
    }

    private static BitSet where(BitSet candidates, IntPredicate condition) {
      BitSet found = new BitSet(candidates.length());
      for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
        if (condition.test(i)) {
          found.set(i);
        }
      }
      return found;
    }

    private BitSet uids(BitSet candidates, UidSet uids) {
      BitSet found = new BitSet(candidates.length());
      for (int range = 0; range < uids.rangeCount(); range++) {
        found.set(at(uids.rangeFirst(range)), at(uids.rangeLast(range) + 1));
      }
      found.and(candidates);
      return found;
    }

    private int at(long uid) {
      int index = view.indexOf(uid);
      return index < 0 ? -index - 1 : index;
    }

    private BitSet flag(BitSet candidates, String flag) {
      List<String> names = view.flagNames();
      for (int bit = 0; bit < names.size(); bit++) {
        if (names.get(bit).equalsIgnoreCase(flag)) {
          int number = bit;
          long mask = 1L << bit;
          return number < FlagSet.BITS
              ? where(candidates, i -> (view.flagBits(i) & mask) != 0)
              : where(candidates, i -> Arrays.binarySearch(view.moreFlags(i), number) >= 0);
        }
      }
      return new BitSet();
    }

    private long age(int index) {
      return (now - view.internalDate(index).toEpochMilli()) / 1000;
    }

    private static long day(long millis) {
      return Math.floorDiv(millis, 86_400_000L);
    }

    private static boolean compare(DateRelation relation, long day, LocalDate date) {
      if (day == SearchRecord.NO_DAY) {
        return false;
      }
      long wanted = date.toEpochDay();
      return switch (relation) {
        case BEFORE -> day < wanted;
        case ON -> day == wanted;
        case SINCE -> day >= wanted;
      };
    }
  }
}
