package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.account.ChangeLog;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.jspecify.annotations.Nullable;

/**
 * What accounts need from time to time, whether anybody uses them or not: removals that a kill cut
 * short are ended, and change logs lose what is older than {@link ChangeLog#MAX_AGE}. Goes through
 * all accounts page by page; each change is a transaction of bounded size, so mail goes on
 * meanwhile. Interrupted anywhere, it finds the rest the next time. Thread-safe.
 */
public final class Upkeep {
  private static final int PAGE = 1000;

  /** Records of a change log dropped in one transaction. */
  private static final int STEP = 2000;

  private final Engine engine;
  private final Accounts accounts;
  private final Removal removal;
  private final ObjectLookup objects;

  /** For the accounts that lie in {@code engine}. */
  public Upkeep(Engine engine, MailboxCollection mailboxes) {
    this.engine = engine;
    this.accounts = mailboxes.accounts();
    this.removal = new Removal(accounts, mailboxes);
    this.objects = new ObjectLookup(engine, mailboxes);
  }

  /**
   * Removes the messages of mailboxes that were deleted and not emptied.
   *
   * @param goOn asked between steps
   * @return accounts in which there was something to remove
   */
  public int finishRemovals(BooleanSupplier goOn) throws StoreException {
    int finished = 0;
    for (KeyRange rest = Keys.all(Subspace.MAILBOX); rest != null && goOn.getAsBoolean(); ) {
      List<Entry> page = new ArrayList<>();
      rest = page(rest, page);
      Set<AccountId> unfinished = new LinkedHashSet<>();
      for (Entry entry : page) {
        if (MailboxRecord.decode(Keys.mailboxOf(entry.key), entry.value).doomed()) {
          unfinished.add(new AccountId(Keys.accountOf(entry.key)));
        }
      }
      for (AccountId account : unfinished) {
        if (goOn.getAsBoolean()) {
          removal.doomed(account);
          finished++;
        }
      }
    }
    return finished;
  }

  /**
   * Drops what is too old from the change logs.
   *
   * @param goOn asked between steps
   * @return accounts whose logs got shorter
   */
  public int shortenLogs(BooleanSupplier goOn) throws StoreException {
    long before = accounts.clock().millis() - ChangeLog.MAX_AGE.toMillis();
    int shortened = 0;
    for (KeyRange rest = Keys.all(Subspace.ACCOUNT); rest != null && goOn.getAsBoolean(); ) {
      List<Entry> page = new ArrayList<>();
      rest = page(rest, page);
      for (Entry entry : page) {
        if (goOn.getAsBoolean() && Keys.isAccount(entry.key) && isOld(entry, before)) {
          shorten(new AccountId(Keys.accountOf(entry.key)), before, goOn);
          shortened++;
        }
      }
    }
    return shortened;
  }

  /**
   * Indexes the accounts that come from versions that noted no places of emails.
   *
   * @param goOn asked between steps
   * @return accounts that were indexed
   */
  public int indexObjects(BooleanSupplier goOn) throws StoreException {
    int indexed = 0;
    for (KeyRange rest = Keys.all(Subspace.ACCOUNT); rest != null && goOn.getAsBoolean(); ) {
      List<Entry> page = new ArrayList<>();
      rest = page(rest, page);
      for (Entry entry : page) {
        if (goOn.getAsBoolean()
            && Keys.isAccount(entry.key)
            && objects.ensure(new AccountId(Keys.accountOf(entry.key)), goOn)) {
          indexed++;
        }
      }
    }
    return indexed;
  }

  /** Whether the oldest change of the account is from before then; without taking its lock. */
  private boolean isOld(Entry account, long before) throws StoreException {
    AccountRecord record = AccountRecord.decode(account.value);
    if (record.changeHorizon() >= record.lastModSeq()) {
      return false;
    }
    byte[] oldest =
        engine.get(Keys.change(Keys.accountOf(account.key), record.changeHorizon() + 1));
    return oldest != null && ChangeRecord.decode(oldest).at() < before;
  }

  private void shorten(AccountId account, long before, BooleanSupplier goOn) throws StoreException {
    boolean more = true;
    while (more && goOn.getAsBoolean()) {
      more =
          accounts.<Boolean, StoreException>change(
              account, (transaction, changes) -> changes.of(account).shortenLog(before, STEP));
    }
  }

  private record Entry(byte[] key, byte[] value) {}

  /** Fills the page; returns the range behind it, or null at the end. */
  private @Nullable KeyRange page(KeyRange range, List<Entry> page) throws StoreException {
    byte[] next =
        engine.scan(
            range,
            ScanOrder.ASCENDING,
            new ScanLimit(PAGE, 1 << 20),
            (key, value) -> page.add(new Entry(key, value)));
    return next == null ? null : new KeyRange(next, range.end());
  }
}
