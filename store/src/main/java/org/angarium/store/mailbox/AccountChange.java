package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.angarium.mail.imap.FlagSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.SubscriptionRecord;
import org.jspecify.annotations.Nullable;

/**
 * One account within one transaction. Everything it does carries the same modification sequence,
 * the one after the account's last; counters, change log and views are kept in step here and
 * nowhere else. For one thread.
 */
public final class AccountChange {
  static final int MAX_MAILBOXES = 4096;

  private static final byte[] NO_VALUE = {};

  private final AccountId account;
  private final long id;
  private final Transaction transaction;
  private final @Nullable AccountState base;
  private final Accounts accounts;
  private final ChangeLog log;
  private final long now;
  private final long modSeq;
  private final Map<Integer, MailboxDraft> drafts = new TreeMap<>();

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
    this.id = account.value();
    this.transaction = transaction;
    this.base = base;
    this.accounts = accounts;
    this.log = new ChangeLog(transaction, account);
    this.now = now;
    this.record = base == null ? AccountRecord.NEW : base.record();
    this.modSeq = record.lastModSeq() + 1;
    if (base == null) {
      touched = true;
      for (DefaultMailbox mailbox : DefaultMailbox.values()) {
        create(mailbox.mailboxName(), mailbox.specialUse(), true);
      }
    }
  }

  public AccountId account() {
    return account;
  }

  AccountRecord record() {
    return record;
  }

  void record(AccountRecord changed) {
    record = changed;
    touched = true;
  }

  /** Sets the quota; 0 is none. */
  public void limit(long bytes, long messages) {
    record(record.withLimits(bytes, messages));
  }

  long modSeq() {
    return modSeq;
  }

  /** Writes what is to be written and returns the state that results. */
  AccountState load() throws StoreException {
    finish();
    AccountState state = result;
    if (state == null) {
      throw new IllegalStateException("no state after finish");
    }
    return state;
  }

  // Mailboxes

  /** The mailbox with this number, or null if there is none (any more). */
  @Nullable MailboxDraft visible(int mailbox) {
    MailboxDraft draft = any(mailbox);
    return draft == null || draft.doomed ? null : draft;
  }

  /** Also the doomed. */
  @Nullable MailboxDraft any(int mailbox) {
    MailboxDraft draft = drafts.get(mailbox);
    if (draft != null) {
      return draft;
    }
    MailboxRecord found = base == null ? null : base.mailbox(mailbox);
    if (found == null) {
      return null;
    }
    MailboxRef ref = new MailboxRef(account, mailbox);
    draft =
        new MailboxDraft(
            found, accounts.recency().from(ref, found.recentFrom()), accounts.cachedView(ref));
    drafts.put(mailbox, draft);
    return draft;
  }

  /** By canonical name. */
  @Nullable MailboxDraft named(String name) {
    for (MailboxDraft draft : drafts.values()) {
      if (!draft.doomed && draft.name.equals(name)) {
        return draft;
      }
    }
    Integer number = base == null ? null : base.numbers().get(name);
    MailboxDraft draft = number == null ? null : visible(number);
    return draft != null && draft.name.equals(name) ? draft : null;
  }

  /** All that are not doomed. */
  List<MailboxDraft> all() {
    if (base != null) {
      for (MailboxRecord mailbox : base.mailboxes()) {
        any(mailbox.id());
      }
    }
    List<MailboxDraft> all = new ArrayList<>();
    for (MailboxDraft draft : drafts.values()) {
      if (!draft.doomed) {
        all.add(draft);
      }
    }
    return all;
  }

  /** One that waits for its removal, or null. */
  @Nullable MailboxDraft anyDoomed() {
    if (base != null) {
      for (MailboxRecord mailbox : base.mailboxes()) {
        if (mailbox.doomed()) {
          return any(mailbox.id());
        }
      }
    }
    return null;
  }

  /** Mailboxes before this transaction and those it made. */
  int mailboxCount() {
    int count = base == null ? 0 : base.mailboxes().size();
    for (MailboxDraft draft : drafts.values()) {
      if (base == null || base.mailbox(draft.id) == null) {
        count++;
      }
    }
    return count;
  }

  MailboxDraft create(String name, Collection<String> specialUse, boolean subscribed) {
    int number = record.nextMailbox();
    long uidValidity = Math.max(now / 1000, record.lastUidValidity() + 1) & UidSet.MAX;
    record = record.withMailbox(number + 1, uidValidity);
    MailboxDraft draft =
        new MailboxDraft(
            new MailboxRecord(
                number,
                name,
                uidValidity,
                1,
                modSeq,
                0,
                1,
                0,
                0,
                0,
                0,
                true,
                subscribed,
                false,
                List.copyOf(specialUse),
                List.of()),
            1,
            null);
    draft.touch();
    drafts.put(number, draft);
    return draft;
  }

  /** Takes the mailbox out of sight; its messages go later, in steps. */
  void doom(MailboxDraft draft) {
    draft.doomed = true;
    draft.name = "";
    draft.specialUse = List.of();
    draft.subscribed = false;
    draft.touch();
  }

  /** Forgets an emptied mailbox. */
  void drop(MailboxDraft draft) throws StoreException {
    if (draft.messages != 0) {
      throw new IllegalStateException("mailbox " + draft.id + " has messages");
    }
    RowsPack.delete(transaction, id, draft.id);
    draft.dropped = true;
    draft.touch();
  }

  SubscriptionRecord subscriptions() throws StoreException {
    byte[] bytes = transaction.get(Keys.subscriptions(id));
    return bytes == null ? new SubscriptionRecord(List.of()) : SubscriptionRecord.decode(bytes);
  }

  void subscriptions(List<String> names) {
    if (names.isEmpty()) {
      transaction.delete(Keys.subscriptions(id));
    } else {
      transaction.put(Keys.subscriptions(id), new SubscriptionRecord(names).encode());
    }
    touched = true;
  }

  // Messages

  /** The rows, read from the engine if no view of the mailbox is in memory. */
  Rows rows(MailboxDraft draft) throws StoreException {
    Rows rows = draft.rows;
    if (rows == null) {
      rows = base == null ? null : RowsPack.rows(transaction, id, base.record(), draft);
      if (rows == null) {
        rows = RowsLoader.load(transaction, id, draft.id);
        draft.unpacked = rows.size() >= RowsPack.LEAST;
      }
      draft.rows = rows;
    }
    return rows;
  }

  /** The view as of the records that are committed; only where this change changed nothing. */
  StoredView view(MailboxDraft draft) throws StoreException {
    StoredView view = draft.view;
    if (view == null) {
      view = new StoredView(account, draft.record(modSeq), rows(draft));
      draft.view = view;
    }
    return view;
  }

  /** The mailbox for a delivery: the named one if it can hold messages, else INBOX. */
  MailboxDraft deliverable(String name) throws StoreException {
    MailboxDraft draft = record.deleted() ? null : named(MailboxName.canonical(name));
    if (draft == null || !draft.selectable) {
      draft = record.deleted() ? null : named(MailboxName.INBOX);
    }
    if (draft == null) {
      throw new StoreException("account " + account + " is deleted");
    }
    return draft;
  }

  /**
   * Delivers into the mailbox of that name, INBOX if it cannot be used. Keywords for which the
   * mailbox has no room are left out.
   */
  public Appended deliver(
      String mailbox,
      MessageFacts facts,
      BlobId blob,
      byte[] prefix,
      Set<String> flags,
      long internalDate)
      throws StoreException {
    MailboxDraft draft = deliverable(mailbox);
    FlagSet numbers = FlagSet.EMPTY;
    for (String flag : flags) {
      if (flag.startsWith("\\")) {
        numbers = numbers.plus(FlagSet.of(MailboxDraft.systemFlag(flag)));
      } else if (FlagNames.isKeyword(flag)) {
        int number = keyword(draft, flag);
        numbers = number < 0 ? numbers : numbers.with(number);
      }
    }
    if (draft.uidNext > UidSet.MAX) {
      throw new StoreException("mailbox " + draft.id + " of " + account + " has no UIDs left");
    }
    return add(draft, facts, blob, prefix, numbers, internalDate);
  }

  /**
   * The number of a keyword in the mailbox. A new one takes the place of one that no message has
   * where there is no other; -1 if there is none.
   */
  int keyword(MailboxDraft draft, String keyword) throws StoreException {
    int number = draft.keyword(keyword);
    if (number < 0 && !draft.keywordsLookedAt) {
      draft.keywordsLookedAt = true;
      draft.free(rows(draft).usedFlags());
      number = draft.keyword(keyword);
    }
    return number;
  }

  Appended add(
      MailboxDraft draft,
      MessageFacts facts,
      BlobId blob,
      byte[] prefix,
      FlagSet flags,
      long internalDate) {
    long emailId = newEmailId();
    long uid =
        put(
            draft,
            blob,
            facts.records(blob, prefix, emailId),
            flags,
            internalDate,
            facts.blobSize() + prefix.length,
            emailId);
    return new Appended(new MailboxRef(account, draft.id), draft.uidValidity, uid, modSeq, emailId);
  }

  /** Adds a message whose records exist already, elsewhere; returns its UID. */
  long put(
      MailboxDraft draft,
      BlobId blob,
      MessageRecords records,
      FlagSet flags,
      long internalDate,
      long size,
      long emailId) {
    long uid = draft.uidNext++;
    transaction.put(
        Keys.message(id, draft.id, uid),
        MessageRecord.encode(flags, modSeq, internalDate, now, size, emailId));
    transaction.put(Keys.summary(id, draft.id, uid), records.summary());
    if (records.search() != null) {
      transaction.put(Keys.searched(id, draft.id, uid), records.search());
    }
    if (records.signature() != null) {
      transaction.put(Keys.signature(id, draft.id, uid), records.signature());
    }
    transaction.put(Keys.link(blob, id, draft.id, uid), NO_VALUE);
    draft.count(flags.bits(), size, 1);
    draft.added(uid);
    use(size, 1);
    Rows rows = draft.rows;
    if (rows != null) {
      draft.rows = rows.append(uid, flags, modSeq, internalDate, now, size, emailId);
    }
    return uid;
  }

  /** Whether a message of {@code octets} more stays within the account's quota. */
  public boolean hasRoom(long octets) {
    return (record.limitBytes() == 0 || octets <= record.limitBytes() - record.usedBytes())
        && (record.limitMessages() == 0 || record.usedMessages() < record.limitMessages());
  }

  /** An email id for a message that the account does not have yet. */
  long newEmailId() {
    long emailId = record.nextEmail();
    record = record.withNextEmail(emailId + 1);
    return emailId;
  }

  /** Gives the rows other flags. */
  void flags(MailboxDraft draft, int[] indexes, FlagSet[] flags) throws StoreException {
    Rows rows = rows(draft);
    for (int i = 0; i < indexes.length; i++) {
      int index = indexes[i];
      long uid = rows.uid(index);
      transaction.put(
          Keys.message(id, draft.id, uid),
          MessageRecord.encode(
              flags[i],
              modSeq,
              rows.internalDate(index),
              rows.savedDate(index),
              rows.size(index),
              rows.emailId(index)));
      draft.count(rows.flags(index), rows.size(index), -1);
      draft.count(flags[i].bits(), rows.size(index), 1);
      draft.flagged(uid);
    }
    draft.rows = rows.withFlags(indexes, flags, modSeq);
  }

  /**
   * Removes messages.
   *
   * @param blobs of the messages, in the same order
   */
  void expunge(MailboxDraft draft, int[] indexes, BlobId[] blobs) throws StoreException {
    Rows rows = rows(draft);
    for (int i = 0; i < indexes.length; i++) {
      int index = indexes[i];
      long uid = rows.uid(index);
      transaction.delete(Keys.message(id, draft.id, uid));
      transaction.delete(Keys.summary(id, draft.id, uid));
      transaction.delete(Keys.searched(id, draft.id, uid));
      transaction.delete(Keys.signature(id, draft.id, uid));
      transaction.delete(Keys.link(blobs[i], id, draft.id, uid));
      transaction.put(BlobKeys.unlinked(blobs[i]), NO_VALUE);
      draft.count(rows.flags(index), rows.size(index), -1);
      draft.expunged(uid);
      use(-rows.size(index), -1);
    }
    if (indexes.length > 0) {
      draft.lastExpunge = modSeq;
    }
    draft.rows = rows.without(indexes);
  }

  /**
   * Has the mailbox's record say which messages sessions were told of. That is no change of the
   * mailbox: it gets no modification sequence, and nobody is woken.
   */
  void toldOfRecent(MailboxDraft draft) {
    draft.recentToldOf = true;
  }

  private void use(long octets, int messages) {
    record = record.withUse(record.usedBytes() + octets, record.usedMessages() + messages);
  }

  /**
   * Drops old records of the change log; see {@link ChangeLog#drop}. That is no change of the
   * account by itself: it gets no modification sequence and no record.
   *
   * @return whether the log has been cut at all, so that there may be more to drop
   */
  boolean shortenLog(long before, int most) throws StoreException {
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

  /** Writes the records of account, mailboxes and change log, if anything changed. */
  void finish() throws StoreException {
    if (result != null) {
      return;
    }
    List<MailboxDraft> changed = new ArrayList<>();
    for (MailboxDraft draft : drafts.values()) {
      if (draft.changed()) {
        changed.add(draft);
      }
    }
    AccountState old = base;
    if (changed.isEmpty() && !touched && old != null) {
      result = aside(old);
      return;
    }
    List<ChangeRecord.MailboxChange> changes = new ArrayList<>();
    for (MailboxDraft draft : changed) {
      if (draft.dropped) {
        transaction.delete(Keys.mailbox(id, draft.id));
      } else {
        transaction.put(Keys.mailbox(id, draft.id), draft.record(modSeq).encode());
      }
      changes.add(draft.change());
    }
    record = log.add(record, modSeq, new ChangeRecord(now, changes));
    transaction.put(Keys.account(id), record.encode());
    written = true;
    news = true;
    result =
        old == null
            ? AccountState.first(record, drafts.values(), modSeq)
            : old.after(record, changed, modSeq);
    for (MailboxDraft draft : changed) {
      draft.view = view(draft, draft.view);
    }
  }

  private @Nullable StoredView view(MailboxDraft draft, @Nullable StoredView older) {
    Rows rows = draft.rows;
    if (rows == null || draft.doomed) {
      return null;
    }
    return older == null
        ? new StoredView(account, draft.record(modSeq), rows)
        : new StoredView(older, account, draft.record(modSeq), rows);
  }

  /** Writes what is no change that anybody is told of, if there is such. */
  private AccountState aside(AccountState old) {
    List<MailboxDraft> told = new ArrayList<>();
    for (MailboxDraft draft : drafts.values()) {
      if (draft.recentToldOf) {
        transaction.put(Keys.mailbox(id, draft.id), draft.record(modSeq).encode());
        told.add(draft);
      }
    }
    if (shortened) {
      transaction.put(Keys.account(id), record.encode());
    }
    written = shortened || !told.isEmpty();
    return written ? old.after(record, told, modSeq) : old;
  }

  /** After the commit, under the lock: what sessions see from now on. */
  void install() {
    AccountState state = result;
    if (state == null) {
      return;
    }
    for (MailboxDraft draft : drafts.values()) {
      MailboxRef ref = new MailboxRef(account, draft.id);
      if (draft.doomed || draft.dropped) {
        accounts.installView(ref, null);
      } else if (draft.view != null) {
        accounts.installView(ref, draft.view);
        if (draft.unpacked) {
          accounts.pack(ref);
        }
      }
    }
    accounts.install(account, state);
    if (written) {
      for (MailboxDraft draft : drafts.values()) {
        if (draft.changed() || draft.recentToldOf) {
          accounts.recency().written(new MailboxRef(account, draft.id), draft);
        }
      }
    }
    if (news) {
      accounts.wake(account);
    }
  }
}
