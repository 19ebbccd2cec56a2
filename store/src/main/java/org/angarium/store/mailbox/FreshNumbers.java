package org.angarium.store.mailbox;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.jspecify.annotations.Nullable;

/**
 * For a store that is older than what clients have seen, since it came out of a backup or lost the
 * end of its log. The numbers that were given out after that point would be given again, to other
 * messages, and a client that knows the first would never fetch the others. So each mailbox gets
 * another UIDVALIDITY (RFC 9051 §2.3.1.1), and each account goes on with email ids (RFC 8474 §5.1)
 * and modification sequences (RFC 7162) far above the ones it had; its change log is dropped, so
 * that clients look at everything anew.
 *
 * <p>One transaction an account, and one for each thousand records of its change log. Interrupted
 * and begun again it gives other numbers once more, which does no harm. To be run before anything
 * else looks into the store.
 */
public final class FreshNumbers {
  /** More than one account gets between two backups. */
  private static final long SKIPPED = 1L << 24;

  private static final int PAGE = 1000;

  private final Engine engine;
  private final long seconds;

  private FreshNumbers(Engine engine, long seconds) {
    this.engine = engine;
    this.seconds = seconds;
  }

  /** Gives them to all accounts of {@code engine}. */
  public static void give(Engine engine, InstantSource clock) throws StoreException {
    FreshNumbers numbers = new FreshNumbers(engine, clock.millis() / 1000);
    @Nullable KeyRange rest = Keys.all(Subspace.ACCOUNT);
    while (rest != null) {
      List<Long> page = new ArrayList<>();
      byte[] next =
          engine.scan(
              rest,
              ScanOrder.ASCENDING,
              ScanLimit.rows(PAGE),
              (key, value) -> !Keys.isAccount(key) || page.add(Keys.accountOf(key)));
      for (long account : page) {
        numbers.dropLog(account);
        numbers.renew(account);
      }
      rest = next == null ? null : new KeyRange(next, rest.end());
    }
  }

  private void dropLog(long account) throws StoreException {
    boolean more = true;
    while (more) {
      more =
          engine.<Boolean, StoreException>write(
              List.of(Lock.account(account)), transaction -> dropChanges(transaction, account));
    }
  }

  /** Drops a page of the log; says whether there may be more. */
  private static boolean dropChanges(Transaction transaction, long account) throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    transaction.scan(
        Keys.changesAfter(account, 0),
        ScanOrder.ASCENDING,
        ScanLimit.rows(PAGE),
        (key, value) -> keys.add(key));
    for (byte[] key : keys) {
      transaction.delete(key);
    }
    return keys.size() == PAGE;
  }

  private void renew(long account) throws StoreException {
    try {
      engine.<Boolean, StoreException>write(
          List.of(Lock.account(account)), transaction -> renew(transaction, account));
    } catch (DamagedRecordException unreadable) {
      // The account cannot be opened until it is repaired; the others can.
    }
  }

  private boolean renew(Transaction transaction, long account) throws StoreException {
    byte[] stored = transaction.get(Keys.account(account));
    if (stored == null) {
      return false;
    }
    AccountRecord record = AccountRecord.decode(stored);
    List<Entry> mailboxes = new ArrayList<>();
    transaction.scan(
        Keys.mailboxes(account),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> mailboxes.add(new Entry(key, value)));
    long uidValidity = record.lastUidValidity();
    for (Entry entry : mailboxes) {
      MailboxRecord mailbox = MailboxRecord.decode(Keys.mailboxOf(entry.key), entry.value);
      uidValidity = Math.max(seconds, uidValidity + 1) & UidSet.MAX;
      transaction.put(entry.key, mailbox.withUidValidity(uidValidity).encode());
    }
    long modSeq = record.lastModSeq() + SKIPPED;
    AccountRecord renewed =
        record
            .withMailbox(record.nextMailbox(), uidValidity)
            .withNextEmail(record.nextEmail() + SKIPPED)
            .withChanges(modSeq, modSeq, 0);
    transaction.put(Keys.account(account), renewed.encode());
    return true;
  }

  private record Entry(byte[] key, byte[] value) {}
}
