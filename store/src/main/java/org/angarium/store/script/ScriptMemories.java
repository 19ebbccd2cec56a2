package org.angarium.store.script;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountChange;
import org.angarium.store.account.AccountChanges;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.account.ChangeEntry;
import org.angarium.store.account.CollectionType;
import org.angarium.store.account.Participant;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MemoryRecord;
import org.jspecify.annotations.Nullable;

/**
 * What scripts remember from one message to the next: senders that were answered (RFC 5230 §4.2),
 * messages that came before (RFC 7352). A collection of the account, in no change log: nobody is
 * told of it. Thread-safe.
 *
 * <p>An account has {@link MemoryRecord#PARTS} records, each with at most {@link #MOST_IN_PART}
 * entries, so a note costs one small record whatever is remembered besides. Where a record is full,
 * the entry that would be forgotten first is forgotten; what has expired goes whenever its record
 * is written.
 */
public final class ScriptMemories {
  /** Entries of one record. */
  static final int MOST_IN_PART = 128;

  private final Accounts accounts;
  private final Collection collection = new Collection();

  /** To be made before the accounts are used. */
  public ScriptMemories(Accounts accounts) {
    this.accounts = accounts;
    accounts.add(collection);
  }

  /** When it was last noted; null if it was not, or is forgotten. */
  public @Nullable Instant noted(AccountId account, MemoryKey key) throws StoreException {
    long now = accounts.clock().millis();
    return accounts.<@Nullable Instant>read(
        account, (reader, root) -> root == null ? null : at(load(reader, account, key), key, now));
  }

  /**
   * Notes something within a transaction that holds the account's lock, unless the account is
   * deleted.
   *
   * @return false if what the note is based on has changed; nothing is noted then
   */
  public boolean note(AccountChanges changes, MemoryNote note) throws StoreException {
    AccountChange change = changes.of(note.account());
    return change.record().deleted() || change.of(collection).note(note);
  }

  private static MemoryRecord load(Reader reader, AccountId account, MemoryKey key)
      throws StoreException {
    byte[] stored = reader.get(Keys.scriptMemory(account.value(), MemoryRecord.part(key.high())));
    try {
      return stored == null ? MemoryRecord.NONE : MemoryRecord.decode(stored);
    } catch (DamagedRecordException damaged) {
      return MemoryRecord.NONE; // verify tells of it; mail must not wait for it
    }
  }

  private static @Nullable Instant at(MemoryRecord record, MemoryKey key, long now) {
    for (MemoryRecord.Entry entry : record.entries()) {
      if (entry.high() == key.high() && entry.low() == key.low() && entry.until() > now) {
        return Instant.ofEpochMilli(entry.at());
      }
    }
    return null;
  }

  /** Memory holds nothing of it. */
  private enum Held {
    NOTHING
  }

  private static final class Collection implements CollectionType<Held, Memory> {
    @Override
    public Held load(Reader reader, AccountId account) {
      return Held.NOTHING;
    }

    @Override
    public Held none() {
      return Held.NOTHING;
    }

    @Override
    public int weight(Held state) {
      return 0;
    }

    @Override
    public Memory participant(AccountChange change, Held base) {
      return new Memory(change);
    }
  }

  /** One account's memory within a transaction. */
  private static final class Memory implements Participant<Held> {
    private final Transaction transaction;
    private final AccountId account;
    private final long now;
    private boolean written;

    Memory(AccountChange change) {
      this.transaction = change.transaction();
      this.account = change.account();
      this.now = change.now();
    }

    boolean note(MemoryNote note) throws StoreException {
      MemoryKey key = note.key();
      MemoryRecord before = load(transaction, account, key);
      Instant stands = at(before, key, now);
      if (stands == null ? note.seen() != null : !stands.equals(note.seen())) {
        return false;
      }
      List<MemoryRecord.Entry> entries = new ArrayList<>(before.entries());
      entries.removeIf(
          entry -> entry.until() <= now || entry.high() == key.high() && entry.low() == key.low());
      if (entries.size() >= MOST_IN_PART) {
        int first = 0;
        for (int i = 1; i < entries.size(); i++) {
          first = entries.get(i).until() < entries.get(first).until() ? i : first;
        }
        entries.remove(first);
      }
      long until = Math.max(now, note.until().toEpochMilli());
      entries.add(new MemoryRecord.Entry(key.high(), key.low(), now, until));
      transaction.put(
          Keys.scriptMemory(account.value(), MemoryRecord.part(key.high())),
          new MemoryRecord(entries).encode());
      written = true;
      return true;
    }

    @Override
    public void accountDeleted() throws StoreException {
      transaction.scan(
          Keys.scriptMemories(account.value()),
          ScanOrder.ASCENDING,
          ScanLimit.rows(MemoryRecord.PARTS),
          (key, value) -> {
            transaction.delete(key);
            return true;
          });
      written = true;
    }

    @Override
    public boolean isChanged() {
      return false;
    }

    @Override
    public Held finish(ChangeEntry entry) {
      return Held.NOTHING;
    }

    @Override
    public @Nullable Held finishAside() {
      return written ? Held.NOTHING : null;
    }
  }
}
