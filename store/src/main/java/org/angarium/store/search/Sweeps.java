package org.angarium.store.search;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.imap.UidSet;
import org.angarium.mail.mime.MessageText;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.PartTable;
import org.angarium.mail.mime.PartTableCodec;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.message.Folding;
import org.angarium.store.message.IndexedField;
import org.angarium.store.message.MessagePages;
import org.angarium.store.message.ShownAddresses;
import org.angarium.store.message.Signature;
import org.angarium.store.message.StoredMessage;
import org.angarium.store.message.Summaries;
import org.angarium.store.message.UnreadableListener;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.SearchRecord;
import org.angarium.store.schema.SignatureRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.jspecify.annotations.Nullable;

/** The part of one search that reads: search records first, messages only where it must. */
final class Sweeps {
  /** A search ends after this time. */
  private static final long DEADLINE_NANOS = 120_000_000_000L;

  /** Records between two looks at the clock. */
  private static final int CHECK = 64;

  /**
   * Pages of messages that one search has under way: where they are not in memory each message is a
   * wait for the disk, which serves several at once.
   */
  private static final int PARALLEL = 4;

  /** What the header of every part has that may be a report. */
  private static final int[] TYPE_OF_REPORTS = Signature.trigrams(Folding.fold("message/"));

  private final Engine engine;
  private final BlobStore blobs;
  private final ReadPool pool;
  private final MailboxRef mailbox;
  private final MailboxView view;
  private final UnreadableListener unreadable;

  /** Messages whose search record is damaged: they are looked at themselves, where that helps. */
  private final BitSet unknown = new BitSet();

  private final long started = System.nanoTime();
  private int visited;

  Sweeps(
      Engine engine,
      BlobStore blobs,
      ReadPool pool,
      MailboxRef mailbox,
      MailboxView view,
      UnreadableListener unreadable) {
    this.engine = engine;
    this.blobs = blobs;
    this.pool = pool;
    this.mailbox = mailbox;
    this.view = view;
    this.unreadable = unreadable;
  }

  /** Looks at one search record. */
  @FunctionalInterface
  interface RecordTest {
    boolean test(SearchRecord.Cursor record) throws StoreException;
  }

  /** Looks at one encoded search record where it lies. */
  @FunctionalInterface
  private interface EncodedTest {
    boolean test(byte[] bytes, SearchRecord.Cursor record) throws StoreException;
  }

  /** Looks at one encoded record of any kind. */
  @FunctionalInterface
  private interface RecordLook {
    void at(byte[] bytes) throws StoreException;
  }

  /** Looks at one message. */
  @FunctionalInterface
  private interface MessageTest {
    boolean test(StoredMessage message) throws StoreException;
  }

  BitSet records(BitSet candidates, RecordTest test) throws StoreException, SearchTooLongException {
    return encoded(candidates, (bytes, record) -> test.test(record));
  }

  BitSet header(BitSet candidates, String name, String text)
      throws StoreException, SearchTooLongException {
    WantedText wanted = new WantedText(text);
    int code = IndexedField.codeOf(name);
    if (code < 0) {
      int[] trigrams =
          Signature.trigrams(wanted.folded().isEmpty() ? Folding.fold(name) : wanted.folded());
      return messages(filtered(candidates, trigrams), message -> inHeader(message, name, wanted));
    }
    BitSet incomplete = new BitSet();
    BitSet found =
        encoded(
            candidates,
            (bytes, record) -> {
              while (record.next()) {
                if (record.code() == IndexedField.INCOMPLETE) {
                  incomplete.set(visitedIndex);
                } else if (record.code() == code
                    && wanted.inFolded(bytes, record.fieldStart(), record.fieldLength())) {
                  return true;
                }
              }
              return false;
            });
    incomplete.or(unknown);
    incomplete.and(candidates);
    incomplete.andNot(found);
    found.or(messages(incomplete, message -> inHeader(message, name, wanted)));
    return found;
  }

  BitSet body(BitSet candidates, String text) throws StoreException, SearchTooLongException {
    WantedText wanted = new WantedText(text);
    return messages(
        filtered(candidates, Signature.trigrams(wanted.folded())),
        message -> text(message).anyText(wanted));
  }

  /** A text in a header field that is kept, such as the subject, is found without the message. */
  BitSet text(BitSet candidates, String text) throws StoreException, SearchTooLongException {
    WantedText wanted = new WantedText(text);
    BitSet possible = filtered(candidates, Signature.trigrams(wanted.folded()));
    BitSet found = encoded(possible, (bytes, record) -> inFields(bytes, record, wanted));
    possible.andNot(found);
    found.or(messages(possible, message -> text(message).anyTextOrHeader(wanted)));
    return found;
  }

  /** A new set without those that surely lack one of the trigrams. */
  private BitSet filtered(BitSet candidates, int[] trigrams)
      throws StoreException, SearchTooLongException {
    BitSet possible = (BitSet) candidates.clone();
    if (trigrams.length > 0) {
      sweep(
          Summaries.Kind.SIGNATURE,
          candidates,
          bytes -> {
            SignatureRecord.check(bytes);
            if (!mayContain(bytes, trigrams)) {
              possible.clear(visitedIndex);
            }
          });
    }
    return possible;
  }

  /**
   * An older signature says nothing of reports, but knows from their headers that there are some.
   */
  private static boolean mayContain(byte[] signature, int[] trigrams) throws StoreException {
    return Signature.mayContain(signature, trigrams)
        || !SignatureRecord.knowsReports(signature)
            && Signature.mayContain(signature, TYPE_OF_REPORTS);
  }

  /** Whether one of the fields that are kept has the text; false says nothing. */
  private static boolean inFields(byte[] bytes, SearchRecord.Cursor record, WantedText wanted)
      throws StoreException {
    while (record.next()) {
      if (wanted.inFolded(bytes, record.fieldStart(), record.fieldLength())) {
        return true;
      }
    }
    return false;
  }

  /** Index of the message that {@link #sweep} looks at. */
  private int visitedIndex;

  private BitSet encoded(BitSet candidates, EncodedTest test)
      throws StoreException, SearchTooLongException {
    BitSet found = new BitSet(candidates.length());
    sweep(
        Summaries.Kind.SEARCHED,
        candidates,
        bytes -> {
          if (test.test(bytes, new SearchRecord.Cursor(bytes))) {
            found.set(visitedIndex);
          }
        });
    return found;
  }

  private void sweep(Summaries.Kind kind, BitSet candidates, RecordLook look)
      throws StoreException, SearchTooLongException {
    visitedIndex = -1;
    Summaries.<SearchTooLongException>sweep(
        engine,
        pool,
        mailbox,
        kind,
        uids(candidates),
        (uid, bytes) -> {
          check();
          // Both ascend, so the next message is nearly always the next candidate.
          int next = candidates.nextSetBit(visitedIndex + 1);
          visitedIndex = next >= 0 && view.uid(next) == uid ? next : view.indexOf(uid);
          try {
            look.at(bytes);
          } catch (DamagedRecordException damaged) {
            unknown.set(visitedIndex);
            unreadable.unreadable(uid, damaged);
          }
          return true;
        });
  }

  private BitSet messages(BitSet candidates, MessageTest test)
      throws StoreException, SearchTooLongException {
    MessagePages pages = new MessagePages(engine, blobs, mailbox, view, candidates);
    BitSet found = new BitSet(candidates.length());
    ArrayDeque<ReadPool.Started<int[]>> running = new ArrayDeque<>();
    try {
      int[] page = pages.next();
      while (page.length > 0 || !running.isEmpty()) {
        while (page.length > 0 && running.size() < PARALLEL) {
          int[] indexes = page;
          running.add(pool.start(() -> matching(pages, indexes, test)));
          page = pages.next();
        }
        for (int index : running.remove().await()) {
          found.set(index);
        }
        checkLimits();
      }
    } finally {
      running.forEach(ReadPool.Started::giveUp);
    }
    return found;
  }

  /** Those of a page that pass. Runs on a thread of the pool. */
  private int[] matching(MessagePages pages, int[] page, MessageTest test) throws StoreException {
    @Nullable StoredMessage[] messages = pages.open(page);
    int[] matching = new int[page.length];
    int count = 0;
    for (int i = 0; i < page.length; i++) {
      StoredMessage message = messages[i];
      if (message != null && test(message, test)) {
        matching[count++] = page[i];
      }
    }
    return Arrays.copyOf(matching, count);
  }

  /** A message that cannot be read has nothing to be found. */
  private boolean test(StoredMessage message, MessageTest test) {
    try {
      return test.test(message);
    } catch (UncheckedIOException e) {
      unreadable.unreadable(
          message.uid(), new StoreException("cannot read message " + message.uid(), e.getCause()));
    } catch (StoreException e) {
      unreadable.unreadable(message.uid(), e);
    }
    return false;
  }

  private UidSet uids(BitSet indexes) {
    UidSet.Builder uids = UidSet.builder();
    for (int i = indexes.nextSetBit(0); i >= 0; i = indexes.nextSetBit(i + 1)) {
      uids.add(view.uid(i));
    }
    return uids.build();
  }

  private void check() throws StoreException, SearchTooLongException {
    if (++visited % CHECK == 0) {
      checkLimits();
    }
  }

  private void checkLimits() throws StoreException, SearchTooLongException {
    if (Thread.currentThread().isInterrupted()) {
      throw new StoreException("the search was interrupted");
    }
    if (System.nanoTime() - started > DEADLINE_NANOS) {
      throw new SearchTooLongException();
    }
  }

  private static boolean inHeader(StoredMessage message, String name, WantedText wanted)
      throws StoreException {
    for (HeaderField field : HeaderParser.parse(message.header())) {
      if (field.is(name) && isIn(field, IndexedField.codeOf(field), wanted)) {
        return true;
      }
    }
    return false;
  }

  /** As the search record would say it. */
  private static boolean isIn(HeaderField field, int code, WantedText wanted) {
    String text = field.decodedText();
    return wanted.text(text)
        || IndexedField.isAddresses(code)
            && ShownAddresses.besides(field, text).stream().anyMatch(wanted::text);
  }

  private static MessageText text(StoredMessage message) throws StoreException {
    return new MessageText(
        parts(message).root(),
        (start, end) -> {
          try {
            byte[] bytes = new byte[Math.toIntExact(Math.max(0, end - start))];
            int filled = 0;
            while (filled < bytes.length) {
              int read = message.read(start + filled, bytes, filled, bytes.length - filled);
              if (read < 0) {
                return Arrays.copyOf(bytes, filled);
              }
              filled += read;
            }
            return bytes;
          } catch (StoreException e) {
            throw new UncheckedIOException(e);
          }
        },
        MimeLimits.DEFAULT);
  }

  private static PartTable parts(StoredMessage message) throws StoreException {
    try {
      return PartTableCodec.decode(message.summary().partTable());
    } catch (IllegalArgumentException e) {
      throw new StoreException("part table of message " + message.uid() + " is damaged", e);
    }
  }
}
