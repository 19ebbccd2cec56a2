package org.angarium.store.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.MailboxRef;
import org.jspecify.annotations.Nullable;

/**
 * Reads per-message records in one sweep. UIDs that lie close together are read by one scan and the
 * gaps passed over; scattered ones by key. While a page is looked at the next one may be read on
 * another thread; so two are in memory, and nothing of the engine is held meanwhile.
 */
public final class Summaries {
  private static final int PAGE_ROWS = 1024;
  private static final long PAGE_BYTES = 512 << 10;

  /** So many scattered UIDs are read at once. */
  private static final int KEYS = 128;

  /** UIDs no further apart than this are read by the same scan. */
  private static final int GAP = 32;

  /** Spans of fewer UIDs are read by key. */
  private static final int SHORT = 8;

  private Summaries() {}

  /** Which of a message's records. */
  public enum Kind {
    SUMMARY,
    SEARCHED,
    SIGNATURE
  }

  /** Sees records one after the other; may block. */
  @FunctionalInterface
  public interface RecordVisitor<X extends Exception> {
    /** Returns false to stop. */
    boolean visit(long uid, byte[] record) throws X, StoreException;
  }

  private record Row(long uid, byte[] value) {}

  /**
   * @param next where the following page begins, or null
   */
  private record Page(List<Row> rows, byte @Nullable [] next) {}

  public static Summary of(SummaryRecord record) {
    return new Summary(
        record.envelope(),
        record.body(),
        record.bodyStructure(),
        record.partTable(),
        record.headerSize(),
        new String(record.preview(), StandardCharsets.UTF_8),
        record.threadId(),
        record.lineage());
  }

  /** Visits the records of those of {@code uids} that exist, ascending. */
  public static <X extends Exception> void sweep(
      Reader reader, MailboxRef mailbox, Kind kind, UidSet uids, RecordVisitor<X> visitor)
      throws StoreException, X {
    sweep(reader, null, mailbox, kind, uids, visitor);
  }

  /**
   * The same, reading ahead on threads of the pool, which the reader must allow.
   *
   * @param ahead null to read on the caller's thread alone
   */
  public static <X extends Exception> void sweep(
      Reader reader,
      @Nullable ReadPool ahead,
      MailboxRef mailbox,
      Kind kind,
      UidSet uids,
      RecordVisitor<X> visitor)
      throws StoreException, X {
    List<Long> scattered = new ArrayList<>();
    int range = 0;
    while (range < uids.rangeCount()) {
      long first = uids.rangeFirst(range);
      long last = uids.rangeLast(range);
      long count = last - first + 1;
      int end = range + 1;
      while (end < uids.rangeCount() && uids.rangeFirst(end) - last <= GAP) {
        last = uids.rangeLast(end);
        count += last - uids.rangeFirst(end) + 1;
        end++;
      }
      if (count < SHORT) {
        for (int i = range; i < end; i++) {
          for (long uid = uids.rangeFirst(i); uid <= uids.rangeLast(i); uid++) {
            scattered.add(uid);
          }
        }
      }
      if (count >= SHORT || scattered.size() >= KEYS) {
        if (!byKey(reader, mailbox, kind, scattered, visitor)) {
          return;
        }
        scattered.clear();
      }
      if (count >= SHORT
          && !byScan(reader, ahead, range(mailbox, kind, first, last), uids, visitor)) {
        return;
      }
      range = end;
    }
    byKey(reader, mailbox, kind, scattered, visitor);
  }

  private static <X extends Exception> boolean byKey(
      Reader reader, MailboxRef mailbox, Kind kind, List<Long> uids, RecordVisitor<X> visitor)
      throws StoreException, X {
    if (uids.isEmpty()) {
      return true;
    }
    byte[][] keys = new byte[uids.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(mailbox, kind, uids.get(i));
    }
    byte[] @Nullable [] values = reader.getAll(keys);
    for (int i = 0; i < keys.length; i++) {
      byte[] value = values[i];
      if (value != null && !visitor.visit(uids.get(i), value)) {
        return false;
      }
    }
    return true;
  }

  private static <X extends Exception> boolean byScan(
      Reader reader,
      @Nullable ReadPool ahead,
      KeyRange range,
      UidSet uids,
      RecordVisitor<X> visitor)
      throws StoreException, X {
    Page page = page(reader, range);
    while (true) {
      byte[] next = page.next;
      KeyRange rest = next == null ? null : new KeyRange(next, range.end());
      ReadPool.Started<Page> following =
          rest == null || ahead == null ? null : ahead.start(() -> page(reader, rest));
      boolean wanted = false;
      try {
        wanted = visit(page, uids, visitor);
      } finally {
        if (!wanted && following != null) {
          following.giveUp();
        }
      }
      if (!wanted || rest == null) {
        return wanted;
      }
      page = following == null ? page(reader, rest) : following.await();
    }
  }

  private static Page page(Reader reader, KeyRange range) throws StoreException {
    List<Row> rows = new ArrayList<>();
    byte[] next =
        reader.scan(
            range,
            ScanOrder.ASCENDING,
            new ScanLimit(PAGE_ROWS, PAGE_BYTES),
            (key, value) -> rows.add(new Row(Keys.uidOf(key), value)));
    return new Page(rows, next);
  }

  private static <X extends Exception> boolean visit(
      Page page, UidSet uids, RecordVisitor<X> visitor) throws StoreException, X {
    for (Row row : page.rows) {
      if (uids.contains(row.uid) && !visitor.visit(row.uid, row.value)) {
        return false;
      }
    }
    return true;
  }

  static byte[] key(MailboxRef mailbox, Kind kind, long uid) {
    long account = mailbox.account().value();
    return switch (kind) {
      case SUMMARY -> Keys.summary(account, mailbox.mailbox(), uid);
      case SEARCHED -> Keys.searched(account, mailbox.mailbox(), uid);
      case SIGNATURE -> Keys.signature(account, mailbox.mailbox(), uid);
    };
  }

  private static KeyRange range(MailboxRef mailbox, Kind kind, long first, long last) {
    long account = mailbox.account().value();
    return switch (kind) {
      case SUMMARY -> Keys.summaries(account, mailbox.mailbox(), first, last);
      case SEARCHED -> Keys.searched(account, mailbox.mailbox(), first, last);
      case SIGNATURE -> Keys.signatures(account, mailbox.mailbox(), first, last);
    };
  }
}
