package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.angarium.mail.imap.SearchKey;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.AccountState;
import org.angarium.store.account.Accounts;
import org.angarium.store.account.Quota;
import org.angarium.store.account.Watch;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.mailbox.MailboxRefusal.Reason;
import org.angarium.store.message.MessagePages;
import org.angarium.store.message.OpenedMessages;
import org.angarium.store.message.StoredMessage;
import org.angarium.store.message.Summaries;
import org.angarium.store.message.Summary;
import org.angarium.store.message.SummaryVisitor;
import org.angarium.store.message.UnreadableListener;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.search.Search;
import org.angarium.store.search.SearchTooLongException;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.angarium.store.view.StoredView;
import org.jspecify.annotations.Nullable;

/**
 * The one service through which everything that protocols do to mail goes: quota, change log and
 * (later) permissions live here. Thread-safe; each changing call is one transaction that is durable
 * on return, and views and watches know of it by then. Where a call may take several transactions,
 * it says so.
 */
public final class Mailboxes {
  private final Accounts accounts;
  private final MailboxCollection mailboxes;
  private final Engine engine;
  private final BlobStore blobs;
  private final MailboxNames names;
  private final MessageChanges messages;
  private final Removal removal;

  /** Reads and looks through pages of messages, which takes a core for milliseconds. */
  private final ReadPool reads;

  private final Search search;

  /**
   * @param reads runs reads of pages of messages; closed by its owner
   */
  public Mailboxes(MailboxCollection mailboxes, Engine engine, BlobStore blobs, ReadPool reads) {
    this.accounts = mailboxes.accounts();
    this.mailboxes = mailboxes;
    this.engine = engine;
    this.blobs = blobs;
    this.messages = new MessageChanges(accounts, mailboxes);
    this.removal = new Removal(accounts, mailboxes);
    this.reads = reads;
    this.search = new Search(engine, blobs, reads, accounts.clock());
    this.names = new MailboxNames(accounts, mailboxes, messages, removal);
  }

  /**
   * All mailboxes of the account, by name. A new account has INBOX, Drafts, Sent, Junk, Trash,
   * Archive with their special use.
   */
  public List<MailboxInfo> list(AccountId account) throws StoreException {
    List<MailboxInfo> list = new ArrayList<>();
    for (MailboxRecord record : made(account).mailboxes()) {
      if (!record.doomed()) {
        list.add(StoredView.info(account, record));
      }
    }
    list.sort(Comparator.comparing(MailboxInfo::name));
    return list;
  }

  /** By name; INBOX in any case. */
  public Optional<MailboxInfo> find(AccountId account, String name) throws StoreException {
    MailboxRecord record = made(account).named(MailboxName.canonical(name));
    return Optional.ofNullable(record).map(found -> StoredView.info(account, found));
  }

  /** Whether a mailbox may have this name. */
  public static boolean isName(String name) {
    try {
      MailboxName.valid(name);
      return true;
    } catch (MailboxRefusal refused) {
      return false;
    }
  }

  /** Makes the mailbox and the missing levels above it. */
  public MailboxInfo create(AccountId account, String name, Set<String> specialUse)
      throws StoreException, MailboxRefusal {
    return names.create(account, name, specialUse);
  }

  public void delete(MailboxRef mailbox) throws StoreException, MailboxRefusal {
    names.delete(mailbox);
  }

  /** With its children; INBOX gives its messages and stays (RFC 9051 §6.3.6). */
  public void rename(MailboxRef mailbox, String newName) throws StoreException, MailboxRefusal {
    names.rename(mailbox, newName);
  }

  /** A name may be subscribed that does not exist. */
  public void subscribe(AccountId account, String name, boolean subscribed)
      throws StoreException, MailboxRefusal {
    names.subscribe(account, name, subscribed);
  }

  public List<String> subscriptions(AccountId account) throws StoreException {
    return names.subscriptions(account);
  }

  /** The newest view. From memory when some session has the mailbox open or had it of late. */
  public MailboxView view(MailboxRef mailbox) throws StoreException, MailboxRefusal {
    MailboxView view = mailboxes.view(mailbox);
    if (view == null) {
      throw nonexistent();
    }
    return view;
  }

  /**
   * What was expunged after {@code modSeq}: QRESYNC's VANISHED; null if the log no longer reaches
   * back so far.
   */
  public @Nullable UidSet expungedSince(MailboxRef mailbox, long modSeq)
      throws StoreException, MailboxRefusal {
    MailboxRecord record = mailboxes.record(mailbox);
    if (record == null) {
      throw nonexistent();
    }
    if (modSeq >= record.lastExpunge()) {
      return UidSet.EMPTY;
    }
    UidSet expunged = expunged(mailbox, modSeq);
    // Looked at after the scan: what it may have missed was below the horizon by then.
    AccountState now = accounts.state(mailbox.account());
    return now == null || modSeq < now.record().changeHorizon() ? null : expunged;
  }

  /**
   * Takes \Recent from the messages below {@code end}: the caller's session is the first that is
   * told of those that had it (RFC 3501 §2.3.2). Of several that ask at once one gets each message.
   * In memory at once; on disk soon, so a message may be recent again after the machine fails.
   *
   * @param end the next UID in the view that the session is told of
   * @return the first UID that was recent, {@code end} or more if none was
   */
  public long takeRecent(MailboxRef mailbox, long end) throws StoreException, MailboxRefusal {
    return mailboxes.recency().take(mailbox, end);
  }

  /** The first UID that no session was told of: \Recent to the next that selects the mailbox. */
  public long recentFrom(MailboxRef mailbox) throws StoreException, MailboxRefusal {
    return mailboxes.recency().from(mailbox);
  }

  /** How many messages no session was told of: STATUS RECENT. */
  public long countRecent(MailboxInfo mailbox) throws StoreException, MailboxRefusal {
    return mailboxes.recency().count(engine, mailbox);
  }

  /** All or none. */
  public List<Appended> append(MailboxRef mailbox, List<NewMessage> newMessages)
      throws StoreException, MailboxRefusal {
    return messages.append(mailbox, newMessages);
  }

  public FlagsChanged changeFlags(
      MailboxRef mailbox, UidSet uids, FlagChange change, @Nullable Long unchangedSince)
      throws StoreException, MailboxRefusal {
    return messages.changeFlags(mailbox, uids, change, unchangedSince);
  }

  /** All or none; of those that are there. */
  public Copied copy(MailboxRef source, UidSet uids, MailboxRef target)
      throws StoreException, MailboxRefusal {
    return copy(source, uids, target, Gone.PASSED_OVER);
  }

  /**
   * All or none.
   *
   * @throws MailboxRefusal EXPUNGED where that is {@link Gone#REFUSED}
   */
  public Copied copy(MailboxRef source, UidSet uids, MailboxRef target, Gone gone)
      throws StoreException, MailboxRefusal {
    return messages.copy(source, uids, target, gone);
  }

  /** May take several transactions; of those that are there. */
  public Copied move(MailboxRef source, UidSet uids, MailboxRef target)
      throws StoreException, MailboxRefusal {
    return move(source, uids, target, Gone.PASSED_OVER);
  }

  /**
   * May take several transactions; what was moved before one fails stays moved.
   *
   * @throws MailboxRefusal EXPUNGED where that is {@link Gone#REFUSED}
   */
  public Copied move(MailboxRef source, UidSet uids, MailboxRef target, Gone gone)
      throws StoreException, MailboxRefusal {
    return messages.move(source, uids, target, gone);
  }

  /**
   * Removes the messages with \Deleted, of {@code uids} only if given; returns what was removed.
   */
  public UidSet expunge(MailboxRef mailbox, @Nullable UidSet uids)
      throws StoreException, MailboxRefusal {
    return messages.expunge(mailbox, uids);
  }

  /** The message, or null if it is gone. */
  public @Nullable StoredMessage open(MailboxRef mailbox, long uid) throws StoreException {
    byte[] key = Keys.summary(mailbox.account().value(), mailbox.mailbox(), uid);
    byte[] bytes = engine.get(key);
    if (bytes == null) {
      return null;
    }
    StoredMessage message = StoredMessage.of(engine, blobs, uid, bytes);
    if (message == null && engine.get(key) != null) {
      throw new StoreException(
          "the contents of message " + uid + " in " + mailbox + " are missing");
    }
    return message;
  }

  /**
   * Opens the messages at {@code indexes} of the view one after the other, ascending, without those
   * that are gone. For many at once: they are read in pages, ahead of the caller.
   */
  public OpenedMessages open(MailboxRef mailbox, MailboxView view, BitSet indexes)
      throws StoreException {
    return new OpenedMessages(new MessagePages(engine, blobs, mailbox, view, indexes), reads);
  }

  /**
   * Visits the summaries of those of {@code uids} that exist, ascending, in one sweep. The visitor
   * may block (it writes to a client); nothing is held meanwhile but two pages.
   */
  public <X extends Exception> void summaries(
      MailboxRef mailbox, UidSet uids, SummaryVisitor<X> visitor) throws StoreException, X {
    Summaries.<X>sweep(
        engine,
        reads,
        mailbox,
        Summaries.Kind.SUMMARY,
        uids,
        (uid, bytes) -> {
          Summary summary;
          try {
            summary = Summaries.of(SummaryRecord.decode(bytes));
          } catch (DamagedRecordException damaged) {
            return visitor.unreadable(uid, damaged);
          }
          return visitor.visit(uid, summary);
        });
  }

  /**
   * Evaluates the key over the view; exact substring semantics, see the search package. Sequence
   * numbers must have been replaced before. Interrupting the thread ends it. A message that cannot
   * be read is looked at as far as it can, and named.
   *
   * @throws MailboxRefusal LIMIT when it takes too long
   */
  public UidSet search(
      MailboxRef mailbox, MailboxView view, SearchKey key, UnreadableListener unreadable)
      throws StoreException, MailboxRefusal {
    try {
      return search.run(mailbox, view, key, unreadable);
    } catch (SearchTooLongException tooLong) {
      throw new MailboxRefusal(Reason.LIMIT, "the search takes too long");
    }
  }

  public Quota quota(AccountId account) throws StoreException {
    AccountState state = accounts.state(account);
    AccountRecord record = state == null ? AccountRecord.NEW : state.record();
    return new Quota(
        record.usedBytes(), record.limitBytes(), record.usedMessages(), record.limitMessages());
  }

  public void limit(AccountId account, long bytes, long messages) throws StoreException {
    accounts.<@Nullable Void, StoreException>change(
        account,
        (transaction, changes) -> {
          changes.of(account).limit(bytes, messages);
          return null;
        });
  }

  /**
   * Looks whether another node changed the account, so that what is read next shows it. Costs
   * nothing where there are no other nodes.
   */
  public void refresh(AccountId account) throws StoreException {
    accounts.refresh(account);
  }

  /**
   * Looks whether other nodes changed accounts that are being watched, and wakes the watches of
   * those. To be called every second or so; costs nothing where there are no other nodes.
   */
  public void refreshWatched() throws StoreException {
    accounts.refreshWatched();
  }

  public Watch watch(AccountId account) {
    return accounts.watch(account);
  }

  /**
   * Removes the account's mailboxes and messages in bounded steps; may be repeated after a crash.
   */
  public void deleteAccount(AccountId account) throws StoreException {
    removal.account(account);
  }

  /** The mailboxes of an account, which gets its first ones where nothing has touched it yet. */
  private MailboxTree made(AccountId account) throws StoreException {
    if (accounts.state(account) == null) {
      accounts.change(account, (transaction, changes) -> mailboxes.of(changes, account).modSeq());
    }
    return mailboxes.tree(account);
  }

  private UidSet expunged(MailboxRef mailbox, long modSeq) throws StoreException {
    UidSet.Builder expunged = UidSet.builder();
    KeyRange rest = Keys.changesAfter(mailbox.account().value(), modSeq);
    List<byte[]> page = new ArrayList<>();
    while (true) {
      byte[] next =
          engine.scan(
              rest,
              ScanOrder.ASCENDING,
              new ScanLimit(1000, 1 << 20),
              (key, value) -> page.add(value));
      for (byte[] bytes : page) {
        for (ChangeRecord.MailboxChange change : ChangeRecord.decode(bytes).mailboxes()) {
          if (change.mailbox() == mailbox.mailbox()) {
            for (int i = 0; i < change.expunged().rangeCount(); i++) {
              expunged.add(change.expunged().rangeFirst(i), change.expunged().rangeLast(i));
            }
          }
        }
      }
      page.clear();
      if (next == null) {
        return expunged.build();
      }
      rest = new KeyRange(next, rest.end());
    }
  }

  static MailboxRefusal nonexistent() {
    return new MailboxRefusal(Reason.NONEXISTENT, "no such mailbox");
  }
}
