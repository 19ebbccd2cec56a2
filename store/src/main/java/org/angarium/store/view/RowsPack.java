package org.angarium.store.view;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.PackRecord;
import org.angarium.store.schema.PackedRows;
import org.angarium.store.schema.RowColumns;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a large mailbox in few records, so that opening it reads a dozen of them instead of
 * fifty thousand. A pack is of one modification sequence and is not kept up to date: who loads it
 * reads in the change log which messages were touched since, and takes these from their own
 * records. It is written again when that is no longer little.
 */
public final class RowsPack {
  /** Smaller mailboxes are read as soon without. */
  public static final int LEAST = 2048;

  /** Larger ones would make too large a transaction. */
  private static final int MOST = 400_000;

  /** Entries of the change log looked at; beyond, all messages are read. */
  private static final int MAX_CHANGES = 4096;

  /** Groups of rows in a piece. */
  private static final int GROUPS = PackedRows.MOST / RowColumns.MOST;

  private RowsPack() {}

  /**
   * Rows that a pack gave.
   *
   * @param outdated whether so much had changed that it is worth writing again
   */
  public record Loaded(Rows rows, boolean outdated) {}

  /**
   * The rows of a mailbox, or null where they must be read one by one: it is small, or has no pack
   * that is of use.
   *
   * @param mailbox as it is now
   * @param record of the account, as it is now
   */
  public static @Nullable Loaded rows(
      Reader reader, long account, AccountRecord record, MailboxRecord mailbox)
      throws StoreException {
    if (mailbox.messages() < LEAST) {
      return null;
    }
    Loaded loaded = load(reader, account, mailbox.id(), mailbox.highestModSeq(), record);
    return loaded == null || !loaded.rows.isCountedBy(mailbox) ? null : loaded;
  }

  /**
   * The rows as they are now, or null where there is no pack that is of use.
   *
   * @param highestModSeq of the mailbox: where the pack is not older nothing was touched
   * @param record of the account, as it is now
   */
  public static @Nullable Loaded load(
      Reader reader, long account, int mailbox, long highestModSeq, AccountRecord record)
      throws StoreException {
    byte[] header = reader.get(Keys.pack(account, mailbox, 0));
    if (header == null) {
      return null;
    }
    try {
      PackRecord pack = PackRecord.decode(header);
      boolean touchedSince = highestModSeq > pack.modSeq();
      if (touchedSince && pack.modSeq() < record.changeHorizon()
          || pack.modSeq() > record.lastModSeq()
          || pack.rows() > MOST
          || pack.pieces() > pack.rows()) {
        return null;
      }
      UidSet touched =
          touchedSince ? touched(reader, account, mailbox, pack.modSeq()) : UidSet.EMPTY;
      int most = Math.max(LEAST, pack.rows() / 4);
      if (touched == null || touched.size() > most) {
        return null;
      }
      Merge merge = new Merge(touched);
      merge.fresh(reader, account, mailbox);
      byte[][] keys = new byte[pack.pieces()][];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = Keys.pack(account, mailbox, i + 1);
      }
      for (byte[] piece : reader.getAll(keys)) {
        if (piece == null) {
          return null;
        }
        PackedRows.read(piece, merge);
      }
      return new Loaded(merge.rows(), touched.size() > most / 4);
    } catch (DamagedRecordException damaged) {
      // What is damaged in the messages' own records is found when these are read.
      return null;
    }
  }

  /** UIDs of the mailbox that changes after {@code modSeq} speak of, or null if that is much. */
  private static @Nullable UidSet touched(Reader reader, long account, int mailbox, long modSeq)
      throws StoreException {
    List<byte[]> changes = new ArrayList<>();
    reader.scan(
        Keys.changesAfter(account, modSeq),
        ScanOrder.ASCENDING,
        ScanLimit.rows(MAX_CHANGES + 1),
        (key, value) -> changes.add(value));
    if (changes.size() > MAX_CHANGES) {
      return null;
    }
    UidSet.Builder touched = UidSet.builder();
    for (byte[] bytes : changes) {
      for (ChangeRecord.MailboxChange change : ChangeRecord.decode(bytes).mailboxes()) {
        if (change.mailbox() == mailbox) {
          add(touched, change.added());
          add(touched, change.flagged());
          add(touched, change.expunged());
        }
      }
    }
    return touched.build();
  }

  private static void add(UidSet.Builder touched, UidSet uids) {
    for (int i = 0; i < uids.rangeCount(); i++) {
      touched.add(uids.rangeFirst(i), uids.rangeLast(i));
    }
  }

  /** The rows of a pack and those of the touched messages that are still there, by UID. */
  private static final class Merge implements PackedRows.Visitor {
    private final Rows.Loader loader = new Rows.Loader();
    private final UidSet touched;
    private final List<Long> uids = new ArrayList<>();
    private final List<MessageRecord> records = new ArrayList<>();
    private int next;
    private int range;

    Merge(UidSet touched) {
      this.touched = touched;
    }

    void fresh(Reader reader, long account, int mailbox) throws StoreException {
      List<Long> wanted = new ArrayList<>();
      for (int i = 0; i < touched.rangeCount(); i++) {
        for (long uid = touched.rangeFirst(i); uid <= touched.rangeLast(i); uid++) {
          wanted.add(uid);
        }
      }
      byte[][] keys = new byte[wanted.size()][];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = Keys.message(account, mailbox, wanted.get(i));
      }
      byte[] @Nullable [] values = reader.getAll(keys);
      for (int i = 0; i < keys.length; i++) {
        byte[] value = values[i];
        if (value != null) {
          uids.add(wanted.get(i));
          records.add(MessageRecord.decode(value));
        }
      }
    }

    @Override
    public void rows(RowColumns group) {
      if (touchedBetween(group.firstUid(), group.lastUid())) {
        for (int row = 0; row < group.count(); row++) {
          long uid = group.uid(row);
          freshBelow(uid);
          if (!touched.contains(uid)) {
            loader.add(group, row);
          }
        }
      } else {
        freshBelow(group.firstUid());
        loader.add(group);
      }
    }

    /** Groups ascend, so what lies before this one is not looked at again. */
    private boolean touchedBetween(long first, long last) {
      while (range < touched.rangeCount() && touched.rangeLast(range) < first) {
        range++;
      }
      return range < touched.rangeCount() && touched.rangeFirst(range) <= last;
    }

    private void freshBelow(long uid) {
      while (next < uids.size() && uids.get(next) < uid) {
        addFresh();
      }
    }

    private void addFresh() {
      loader.add(uids.get(next), records.get(next));
      next++;
    }

    Rows rows() {
      while (next < uids.size()) {
        addFresh();
      }
      return loader.rows();
    }
  }

  /**
   * Writes the pack of a mailbox anew.
   *
   * @param rows as of {@code modSeq}, the account's last one
   */
  public static void write(
      Transaction transaction, long account, int mailbox, Rows rows, long modSeq)
      throws StoreException {
    delete(transaction, account, mailbox);
    if (rows.size() < LEAST || rows.size() > MOST) {
      return;
    }
    List<RowColumns> groups = rows.columns();
    int pieces = 0;
    for (int from = 0; from < groups.size(); from += GROUPS) {
      int to = Math.min(groups.size(), from + GROUPS);
      pieces++;
      transaction.give(
          Keys.pack(account, mailbox, pieces), PackedRows.encode(groups.subList(from, to)));
    }
    transaction.put(
        Keys.pack(account, mailbox, 0), new PackRecord(modSeq, rows.size(), pieces).encode());
  }

  /** Deletes the pack of a mailbox, if it has one. */
  public static void delete(Transaction transaction, long account, int mailbox)
      throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    transaction.scan(
        Keys.pack(account, mailbox),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> keys.add(key));
    keys.forEach(transaction::delete);
  }
}
