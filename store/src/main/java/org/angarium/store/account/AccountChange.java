package org.angarium.store.account;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.News;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.Keys;
import org.jspecify.annotations.Nullable;

/**
 * One account within one transaction. Everything that happens to its collections carries the same
 * modification number, the one after the account's last; the account's record, its quota and its
 * change log are kept in step here and nowhere else. What happens to a collection is the business
 * of its {@link Participant}. For one thread.
 */
public final class AccountChange {
  private final AccountId account;
  private final Transaction transaction;
  private final @Nullable AccountState base;
  private final Accounts accounts;
  private final ChangeLog log;
  private final long now;
  private final long modSeq;
  private final List<Taking<?, ?>> participants = new ArrayList<>(1);

  private AccountRecord record;
  private boolean touched;
  private boolean shortened;
  private boolean written;

  /** Whether those who watch the account are to be woken. */
  private boolean news;

  private @Nullable AccountState result;

  AccountChange(
      AccountId account,
      Transaction transaction,
      @Nullable AccountState base,
      Accounts accounts,
      long now) {
    this.account = account;
    this.transaction = transaction;
    this.base = base;
    this.accounts = accounts;
    this.log = new ChangeLog(transaction, account);
    this.now = now;
    this.record = base == null ? AccountRecord.NEW : base.record();
    this.modSeq = record.lastModSeq() + 1;
    this.touched = base == null;
  }

  /** The second half of the constructor, where the account is new. */
  void make() throws StoreException {
    for (CollectionType<?, ?> type : accounts.types()) {
      of(type).accountMade();
    }
  }

  /** A collection that takes part. */
  private record Taking<S, P extends Participant<S>>(CollectionType<S, P> type, P participant) {
    void finish(ChangeEntry entry, Map<CollectionType<?, ?>, Object> results)
        throws StoreException {
      @Nullable Object after =
          participant.isChanged() ? participant.finish(entry) : participant.finishAside();
      if (after != null) {
        results.put(type, after);
      }
    }
  }

  public AccountId account() {
    return account;
  }

  public Transaction transaction() {
    return transaction;
  }

  /** Milliseconds since 1970, the same for the whole transaction. */
  public long now() {
    return now;
  }

  /** The modification number of all that happens here. */
  public long modSeq() {
    return modSeq;
  }

  /** The account's record as changed so far. */
  public AccountRecord record() {
    return record;
  }

  /** Changes the account itself, which is a change like that of a collection. */
  public void record(AccountRecord changed) {
    record = changed;
    touched = true;
  }

  /** Sets the quota; 0 is none. */
  public void limit(long bytes, long messages) {
    record(record.withLimits(bytes, messages));
  }

  /** The account is gone from now on; its record stays so that nothing brings it back. */
  public void delete() throws StoreException {
    record(record.asDeleted());
    for (CollectionType<?, ?> type : accounts.types()) {
      of(type).accountDeleted();
    }
  }

  /** The record as it was before the transaction; null where the account is made by it. */
  public @Nullable AccountRecord before() {
    return base == null ? null : base.record();
  }

  /** The participant of that kind; read from the engine if memory does not have the collection. */
  public <S, P extends Participant<S>> P of(CollectionType<S, P> type) throws StoreException {
    for (Taking<?, ?> taking : participants) {
      if (taking.type.equals(type)) {
        return type(type, taking);
      }
    }
    S state = base == null ? type.none() : base.collection(type);
    if (state == null) {
      state = type.load(transaction, account);
    }
    P participant = type.participant(this, state);
    participants.add(new Taking<>(type, participant));
    return participant;
  }

  @SuppressWarnings({"unchecked", "unused"}) // its type is the one it was made for
  private static <S, P extends Participant<S>> P type(
      CollectionType<S, P> type, Taking<?, ?> taking) {
    return (P) taking.participant;
  }

  // Quota and numbers

  /** Whether {@code octets} more in one message stay within the account's quota. */
  public boolean hasRoom(long octets) {
    return hasRoom(octets, 1);
  }

  /** Whether so many octets in so many messages more stay within the account's quota. */
  public boolean hasRoom(long octets, long messages) {
    return (record.limitBytes() == 0 || octets <= record.limitBytes() - record.usedBytes())
        && (record.limitMessages() == 0
            || messages <= record.limitMessages() - record.usedMessages());
  }

  /**
   * Counts what came (or went, if negative) against the quota. Part of a participant's change: it
   * says so itself.
   */
  public void use(long octets, long messages) {
    record = record.withUse(record.usedBytes() + octets, record.usedMessages() + messages);
  }

  /** An email id (RFC 8474 §5.1) that the account has not given out before. */
  public long newEmailId() {
    long emailId = record.nextEmail();
    record = record.withNextEmail(emailId + 1);
    return emailId;
  }

  /**
   * Gives out the number of a new mailbox.
   *
   * @param uidValidity of the new mailbox
   */
  public int newMailbox(long uidValidity) {
    int number = record.nextMailbox();
    record = record.withMailbox(number + 1, uidValidity);
    return number;
  }

  /**
   * Drops old records of the change log; see {@link ChangeLog#drop}. That is no change of the
   * account by itself: it gets no modification number.
   *
   * @param before milliseconds since 1970
   * @param most records looked at
   * @return whether the log has been cut at all, so that there may be more to drop
   */
  public boolean shortenLog(long before, int most) throws StoreException {
    AccountRecord shorter = log.drop(record, before, most);
    boolean cut = shorter.changeHorizon() > record.changeHorizon();
    record = shorter;
    shortened |= cut;
    return cut;
  }

  // The end of the transaction

  boolean isWritten() {
    return written;
  }

  /** Writes the records of the account, its collections and the change log, if anything changed. */
  void finish() throws StoreException {
    if (result != null) {
      return;
    }
    ChangeEntry entry = new ChangeEntry();
    Map<CollectionType<?, ?>, Object> results = new HashMap<>();
    boolean changed = touched;
    for (Taking<?, ?> taking : participants) {
      changed |= taking.participant.isChanged();
      taking.finish(entry, results);
    }
    AccountState old = base;
    if (changed) {
      record = log.add(record, modSeq, entry.record(now));
      news = true;
    } else if (shortened || !results.isEmpty()) {
      record = record.revised();
    } else if (old != null) {
      result = old;
      return;
    }
    byte[] stored = record.encode();
    transaction.put(Keys.account(account.value()), stored);
    transaction.tell(new News(Lock.Space.ACCOUNT, account.value(), record.version()));
    written = true;
    result = (old == null ? AccountState.of(record, stored) : old).after(record, stored, results);
  }

  /** After the commit, under the lock: what others see from now on. */
  void install() {
    AccountState state = result;
    if (state == null) {
      return;
    }
    for (Taking<?, ?> taking : participants) {
      taking.participant.install();
    }
    if (written) {
      accounts.install(account, state);
    }
    if (news) {
      accounts.wake(account);
    }
  }
}
