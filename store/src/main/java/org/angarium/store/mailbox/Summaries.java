package org.angarium.store.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.SummaryRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads per-message records in one sweep. UIDs that lie close together are read by one scan and the
 * gaps passed over; scattered ones by key. A page is in memory at a time, and nothing of the engine
 * is held while it is looked at.
 */
public final class Summaries {
  private static final int PAGE_ROWS = 2048;
  private static final long PAGE_BYTES = 1 << 20;

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
    SEARCHED
  }

  /** Sees records one after the other; may block. */
  @FunctionalInterface
  public interface RecordVisitor<X extends Exception> {
    /** Returns false to stop. */
    boolean visit(long uid, byte[] record) throws X, StoreException;
  }

  private record Row(long uid, byte[] value) {}

  static Summary of(SummaryRecord record) {
    return new Summary(
        record.envelope(),
        record.body(),
        record.bodyStructure(),
        record.partTable(),
        record.headerSize(),
        new String(record.preview(), StandardCharsets.UTF_8),
        record.threadId());
  }

  /** Visits the records of those of {@code uids} that exist, ascending. */
  public static <X extends Exception> void sweep(
      Reader reader, MailboxRef mailbox, Kind kind, UidSet uids, RecordVisitor<X> visitor)
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
      if (count >= SHORT && !byScan(reader, mailbox, kind, uids, first, last, visitor)) {
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
      MailboxRef mailbox,
      Kind kind,
      UidSet uids,
      long first,
      long last,
      RecordVisitor<X> visitor)
      throws StoreException, X {
    KeyRange rest = range(mailbox, kind, first, last);
    List<Row> page = new ArrayList<>();
    while (true) {
      byte[] next =
          reader.scan(
              rest,
              ScanOrder.ASCENDING,
              new ScanLimit(PAGE_ROWS, PAGE_BYTES),
              (key, value) -> page.add(new Row(Keys.uidOf(key), value)));
      for (Row row : page) {
        if (uids.contains(row.uid) && !visitor.visit(row.uid, row.value)) {
          return false;
        }
      }
      page.clear();
      if (next == null) {
        return true;
      }
      rest = new KeyRange(next, rest.end());
    }
  }

  static byte[] key(MailboxRef mailbox, Kind kind, long uid) {
    long account = mailbox.account().value();
    return switch (kind) {
      case SUMMARY -> Keys.summary(account, mailbox.mailbox(), uid);
      case SEARCHED -> Keys.searched(account, mailbox.mailbox(), uid);
    };
  }

  private static KeyRange range(MailboxRef mailbox, Kind kind, long first, long last) {
    long account = mailbox.account().value();
    return switch (kind) {
      case SUMMARY -> Keys.summaries(account, mailbox.mailbox(), first, last);
      case SEARCHED -> Keys.searched(account, mailbox.mailbox(), first, last);
    };
  }
}
