package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of an account and its mailboxes as of one modification sequence. Immutable.
 *
 * @param record counters
 * @param mailboxes ascending by number, the doomed ones too
 * @param numbers of the mailboxes that are not doomed, by name
 */
record AccountState(
    AccountRecord record, List<MailboxRecord> mailboxes, Map<String, Integer> numbers) {

  static AccountState of(AccountRecord record, List<MailboxRecord> mailboxes) {
    Map<String, Integer> numbers = HashMap.newHashMap(mailboxes.size());
    for (MailboxRecord mailbox : mailboxes) {
      if (!mailbox.doomed()) {
        numbers.put(mailbox.name(), mailbox.id());
      }
    }
    return new AccountState(record, mailboxes, numbers);
  }

  /** Of an account that a transaction made. */
  static AccountState first(AccountRecord record, Collection<MailboxDraft> made, long modSeq) {
    List<MailboxRecord> mailboxes = new ArrayList<>();
    for (MailboxDraft draft : made) {
      mailboxes.add(draft.record(modSeq));
    }
    return of(record, mailboxes);
  }

  /** What a transaction that changed these mailboxes leaves. */
  AccountState after(AccountRecord record, List<MailboxDraft> changed, long modSeq) {
    List<MailboxRecord> mailboxes = new ArrayList<>(this.mailboxes);
    boolean renamed = false;
    for (MailboxDraft draft : changed) {
      int at = indexOf(mailboxes, draft.id);
      if (draft.dropped) {
        mailboxes.remove(at);
        renamed = true;
      } else if (at < 0) {
        mailboxes.add(-at - 1, draft.record(modSeq));
        renamed = true;
      } else {
        MailboxRecord replaced = mailboxes.set(at, draft.record(modSeq));
        renamed |= !replaced.name().equals(draft.name) || replaced.doomed() != draft.doomed;
      }
    }
    return renamed ? of(record, mailboxes) : new AccountState(record, mailboxes, numbers);
  }

  /** Reads the account, or returns null where there is none yet. */
  static @Nullable AccountState load(Reader reader, long account) throws StoreException {
    byte[] bytes = reader.get(Keys.account(account));
    if (bytes == null) {
      return null;
    }
    List<MailboxRecord> mailboxes = new ArrayList<>();
    DamagedRecordException[] damage = new DamagedRecordException[1];
    reader.scan(
        Keys.mailboxes(account),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          try {
            mailboxes.add(MailboxRecord.decode(Keys.mailboxOf(key), value));
            return true;
          } catch (DamagedRecordException e) {
            damage[0] = e;
            return false;
          }
        });
    if (damage[0] != null) {
      throw damage[0];
    }
    return of(AccountRecord.decode(bytes), mailboxes);
  }

  /** The mailbox with this number, doomed or not, or null. */
  @Nullable MailboxRecord mailbox(int id) {
    int at = indexOf(mailboxes, id);
    return at < 0 ? null : mailboxes.get(at);
  }

  /** The mailbox that sessions may see under this number, or null. */
  @Nullable MailboxRecord visible(int id) {
    MailboxRecord mailbox = mailbox(id);
    return mailbox == null || mailbox.doomed() ? null : mailbox;
  }

  @Nullable MailboxRecord named(String name) {
    Integer id = numbers.get(name);
    return id == null ? null : mailbox(id);
  }

  /** Index of the mailbox, or {@code -(insertion point) - 1}. */
  static int indexOf(List<MailboxRecord> mailboxes, int id) {
    int low = 0;
    int high = mailboxes.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = mailboxes.get(middle).id();
      if (found < id) {
        low = middle + 1;
      } else if (found > id) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -low - 1;
  }

  /** Octets in memory, about. */
  int weight() {
    int weight = 256;
    for (MailboxRecord mailbox : mailboxes) {
      weight += 320 + 48 * mailbox.keywords().size();
    }
    return weight;
  }
}
