package org.angarium.store.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.Keys;

/**
 * What happened in an account, transaction by transaction, for clients that were away and ask what
 * they missed (RFC 7162 §3.2.5). The log is bounded three ways: by count and octets while it is
 * written, by age when the store is tidied. It is cut at its old end only, and the account's record
 * says how far back it still reaches: the horizon. A client that asks for more gets every UID that
 * is not there (§3.2.5.1), which is longer and as true.
 *
 * <p>The number and size of what is kept are in the account's record, so each method takes that
 * record and returns what it becomes. For use within one transaction that holds the account's lock.
 */
public final class ChangeLog {
  /** The log keeps so many transactions and so many octets, whichever is less. */
  static final int MAX_CHANGES = 65_536;

  static final long MAX_BYTES = 16L << 20;

  /** What is older is dropped: a client that was away for longer looks at everything anew. */
  public static final Duration MAX_AGE = Duration.ofDays(90);

  /** Records dropped in one ordinary transaction at most, so that none is held up. */
  private static final int TRIM_STEP = 32;

  private final Transaction transaction;
  private final long account;

  ChangeLog(Transaction transaction, AccountId account) {
    this.transaction = transaction;
    this.account = account.value();
  }

  /** Adds what the transaction with this modification sequence did, and drops what is too much. */
  AccountRecord add(AccountRecord record, long modSeq, ChangeRecord change) throws StoreException {
    byte[] added = change.encode();
    transaction.put(Keys.change(account, modSeq), added);
    long horizon = record.changeHorizon();
    long bytes = record.changeBytes() + added.length;
    for (int i = 0;
        i < TRIM_STEP
            && horizon + 1 < modSeq
            && (modSeq - horizon > MAX_CHANGES || bytes > MAX_BYTES);
        i++) {
      byte[] key = Keys.change(account, horizon + 1);
      byte[] oldest = transaction.get(key);
      if (oldest != null) {
        bytes -= oldest.length;
        transaction.delete(key);
      }
      horizon++;
    }
    return record.withChanges(modSeq, horizon, bytes);
  }

  /**
   * Drops the oldest records up to the first that is not older than {@code before}.
   *
   * @param before milliseconds since 1970
   * @param most records looked at
   */
  AccountRecord drop(AccountRecord record, long before, int most) throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    transaction.scan(
        Keys.changesAfter(account, record.changeHorizon()),
        ScanOrder.ASCENDING,
        ScanLimit.rows(most),
        (key, value) -> {
          values.add(value);
          return keys.add(key);
        });
    long horizon = record.changeHorizon();
    long bytes = record.changeBytes();
    for (int i = 0; i < keys.size() && ChangeRecord.decode(values.get(i)).at() < before; i++) {
      transaction.delete(keys.get(i));
      horizon = Keys.modSeqOf(keys.get(i));
      bytes -= values.get(i).length;
    }
    return record.withChanges(record.lastModSeq(), horizon, bytes);
  }
}
