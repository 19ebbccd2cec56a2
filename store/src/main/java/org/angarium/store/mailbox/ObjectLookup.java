package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;
import org.angarium.store.message.ObjectIndex;
import org.angarium.store.message.ObjectIndex.Place;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.MailboxRef;
import org.jspecify.annotations.Nullable;

/**
 * Finds emails and threads by their ids, in whatever mailboxes they are. Accounts of versions that
 * noted no places are indexed when they are first asked for, or by {@link Upkeep}, in steps of
 * bounded size while mail goes on. Thread-safe.
 */
public final class ObjectLookup {
  private static final int STEP = 1000;

  private final Engine engine;
  private final Accounts accounts;

  /** For the accounts that lie in {@code engine}. */
  public ObjectLookup(Engine engine, MailboxCollection mailboxes) {
    this.engine = engine;
    this.accounts = mailboxes.accounts();
  }

  /**
   * The messages that hold each of the emails; those that are not there are left out, and those in
   * mailboxes that are being removed are not told apart from others: ask the mailbox.
   */
  public Map<Long, List<Place>> emails(AccountId account, List<Long> emailIds)
      throws StoreException {
    ensure(account, () -> true);
    return ObjectIndex.emails(engine, account, emailIds);
  }

  /** The messages of each thread, by their email ids; threads without any are left out. */
  public Map<Long, List<Place>> threads(AccountId account, List<Long> threadIds)
      throws StoreException {
    ensure(account, () -> true);
    return ObjectIndex.threads(engine, account, threadIds);
  }

  /**
   * Indexes an account that is not.
   *
   * @param goOn asked between steps
   * @return whether there was something to do
   */
  boolean ensure(AccountId account, BooleanSupplier goOn) throws StoreException {
    byte[] @Nullable [] known =
        engine.getAll(
            new byte[][] {Keys.objectsComplete(account.value()), Keys.account(account.value())});
    if (known[0] != null || known[1] == null) {
      return false;
    }
    for (MailboxRecord mailbox : MailboxTree.load(engine, account).mailboxes()) {
      MailboxRef ref = new MailboxRef(account, mailbox.id());
      long next = 0;
      while (next >= 0) {
        if (!goOn.getAsBoolean()) {
          return true;
        }
        long from = next;
        next =
            accounts.<Long, StoreException>change(
                account, (transaction, changes) -> step(transaction, ref, from));
      }
    }
    // Mailboxes that were made meanwhile hold only messages that noted their places.
    accounts.<@Nullable Void, StoreException>change(
        account,
        (transaction, changes) -> {
          ObjectIndex.complete(transaction, account);
          return null;
        });
    return true;
  }

  /** Returns the UID to go on from, or -1 at the end. */
  private static long step(Transaction transaction, MailboxRef ref, long from)
      throws StoreException {
    long account = ref.account().value();
    List<Long> uids = new ArrayList<>();
    List<Long> emailIds = new ArrayList<>();
    List<byte[]> rows = new ArrayList<>();
    byte[] next =
        transaction.scan(
            Keys.messagesFrom(account, ref.mailbox(), from),
            ScanOrder.ASCENDING,
            new ScanLimit(STEP, 1 << 20),
            (key, value) -> {
              uids.add(Keys.uidOf(key));
              return rows.add(value);
            });
    byte[][] keys = new byte[uids.size()][];
    for (int i = 0; i < keys.length; i++) {
      emailIds.add(MessageRecord.decode(rows.get(i)).emailId());
      keys[i] = Keys.summary(account, ref.mailbox(), uids.get(i));
    }
    byte[] @Nullable [] summaries = transaction.getAll(keys);
    for (int i = 0; i < keys.length; i++) {
      byte[] summary = summaries[i];
      if (summary != null) {
        ObjectIndex.add(
            transaction,
            new Place(emailIds.get(i), SummaryRecord.tiesOf(summary).threadId(), ref, uids.get(i)));
      }
    }
    return next == null ? -1 : Keys.uidOf(next);
  }
}
