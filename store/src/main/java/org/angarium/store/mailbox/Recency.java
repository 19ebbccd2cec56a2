package org.angarium.store.mailbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.StoredView;
import org.jspecify.annotations.Nullable;

/**
 * Which messages are \Recent: those that no session was told of (RFC 3501 §2.3.2). UIDs ascend and
 * sessions are told of all messages up to the newest, so it is one number per mailbox, the first
 * UID that is recent.
 *
 * <p>A session that is told moves the number up in memory, which decides between sessions that ask
 * at once. The mailbox's record follows with its next change or within {@link #DELAY}, by a write
 * that waits for no disk: a delivery costs no write more than it would without. What the record
 * does not say yet is kept here and nothing else, so this holds little. Thread-safe.
 */
final class Recency {
  /** How long a record may lag behind; mail that comes one after the other shares a write. */
  private static final Duration DELAY = Duration.ofMillis(200);

  private final Accounts accounts;
  private final MailboxCollection mailboxes;

  /** The first recent UID of mailboxes whose record says less. */
  private final ConcurrentHashMap<MailboxRef, Long> ahead = new ConcurrentHashMap<>();

  /** How often a number went from {@link #ahead} into its record. */
  private final AtomicLong recorded = new AtomicLong();

  /** Accounts whose records will be written. */
  private final Set<AccountId> due = ConcurrentHashMap.newKeySet();

  Recency(Accounts accounts, MailboxCollection mailboxes) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
  }

  /** See {@link Mailboxes#takeRecent}. */
  long take(MailboxRef mailbox, long end) throws StoreException, MailboxRefusal {
    while (true) {
      // A record read before a number went into it is too old to be relied upon alone.
      long before = recorded.get();
      long inRecord = record(mailbox).recentFrom();
      long[] first = {-1};
      ahead.compute(
          mailbox,
          (key, known) -> {
            if (known == null && recorded.get() != before) {
              return null;
            }
            first[0] = known == null ? inRecord : Math.max(inRecord, known);
            return end > first[0] ? Long.valueOf(end) : known;
          });
      if (first[0] >= 0) {
        if (first[0] < end) {
          writeSoon(mailbox.account());
        }
        return first[0];
      }
    }
  }

  long from(MailboxRef mailbox) throws StoreException, MailboxRefusal {
    return from(mailbox, record(mailbox).recentFrom());
  }

  /**
   * @param inRecord what the mailbox's record says
   */
  long from(MailboxRef mailbox, long inRecord) {
    Long known = ahead.get(mailbox);
    return known == null ? inRecord : Math.max(inRecord, known);
  }

  /** How many there are; looks at no more than these, and seldom at the disk. */
  long count(Reader reader, MailboxInfo mailbox) throws StoreException, MailboxRefusal {
    MailboxRef ref = mailbox.ref();
    long first = from(ref);
    if (first >= mailbox.uidNext()) {
      return 0;
    }
    StoredView view = mailboxes.views().current(ref, mailbox.highestModSeq());
    if (view != null) {
      int index = view.indexOf(first);
      return (long) view.size() - (index < 0 ? -index - 1 : index);
    }
    if (first <= 1) {
      return mailbox.messages();
    }
    long[] count = {0};
    reader.scan(
        Keys.messagesFrom(ref.account().value(), ref.mailbox(), first),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          count[0]++;
          return true;
        });
    return count[0];
  }

  private MailboxRecord record(MailboxRef mailbox) throws StoreException, MailboxRefusal {
    MailboxRecord record = mailboxes.record(mailbox);
    if (record == null) {
      throw Mailboxes.nonexistent();
    }
    return record;
  }

  /** After the commit of a mailbox's record, under the account's lock. */
  void written(MailboxRef mailbox, MailboxDraft draft) {
    if (ahead.containsKey(mailbox)) {
      recorded.incrementAndGet();
      boolean gone = draft.doomed || draft.dropped;
      ahead.computeIfPresent(
          mailbox, (key, known) -> gone || known <= draft.recentFrom ? null : known);
    }
  }

  private void writeSoon(AccountId account) {
    if (due.add(account)) {
      Thread.ofVirtual()
          .name("recent")
          .start(() -> {
            try {
              Thread.sleep(DELAY);
            } catch (InterruptedException nobodyDoes) {
              Thread.currentThread().interrupt();
            }
            due.remove(account);
            write(account);
          });
    }
  }

  /** Where that fails some messages are recent twice, and that is all. */
  private void write(AccountId account) {
    List<Integer> told = new ArrayList<>();
    for (MailboxRef mailbox : ahead.keySet()) {
      if (mailbox.account().equals(account)) {
        told.add(mailbox.mailbox());
      }
    }
    if (told.isEmpty()) {
      return;
    }
    try {
      accounts.<@Nullable Void, StoreException>change(
          List.of(account),
          List.of(),
          Durability.RELAXED,
          (transaction, changes) -> {
            MailboxChange change = mailboxes.of(changes, account);
            for (int mailbox : told) {
              MailboxDraft draft = change.visible(mailbox);
              if (draft != null) {
                change.toldOfRecent(draft);
              }
            }
            return null;
          },
          result -> {});
    } catch (StoreException failed) {
      // As said above; the next change of the mailbox brings the number with it.
      return;
    }
  }

  /** Before the store is closed. */
  void writeAll() {
    for (MailboxRef mailbox : ahead.keySet()) {
      write(mailbox.account());
    }
  }
}
