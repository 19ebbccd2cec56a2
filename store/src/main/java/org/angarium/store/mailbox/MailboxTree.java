package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of all mailboxes of an account, as of one version of the account. Immutable.
 *
 * @param mailboxes ascending by number, the doomed ones too
 * @param numbers of the mailboxes that are not doomed, by name
 */
public record MailboxTree(List<MailboxRecord> mailboxes, Map<String, Integer> numbers) {
  static final MailboxTree EMPTY = new MailboxTree(List.of(), Map.of());

  static MailboxTree of(List<MailboxRecord> mailboxes) {
    Map<String, Integer> numbers = HashMap.newHashMap(mailboxes.size());
    for (MailboxRecord mailbox : mailboxes) {
      if (!mailbox.doomed()) {
        numbers.put(mailbox.name(), mailbox.id());
      }
    }
    return new MailboxTree(mailboxes, numbers);
  }

  public static MailboxTree load(Reader reader, AccountId account) throws StoreException {
    Records records = new Records();
    reader.scan(
        Keys.mailboxes(account.value()), ScanOrder.ASCENDING, ScanLimit.NONE, records::visit);
    if (records.damage != null) {
      throw records.damage;
    }
    return of(records.read);
  }

  /** Decodes while it scans. */
  private static final class Records {
    private final List<MailboxRecord> read = new ArrayList<>();
    private @Nullable DamagedRecordException damage;

    boolean visit(byte[] key, byte[] value) {
      try {
        return read.add(MailboxRecord.decode(Keys.mailboxOf(key), value));
      } catch (DamagedRecordException found) {
        damage = found;
        return false;
      }
    }
  }

  /** What a transaction that changed these mailboxes leaves. */
  MailboxTree after(List<MailboxDraft> changed, long modSeq) {
    List<MailboxRecord> all = new ArrayList<>(mailboxes);
    boolean renamed = false;
    for (MailboxDraft draft : changed) {
      int at = indexOf(all, draft.id);
      if (draft.dropped) {
        if (at >= 0) {
          all.remove(at);
        }
        renamed = true;
      } else if (at < 0) {
        all.add(-at - 1, draft.record(modSeq));
        renamed = true;
      } else {
        MailboxRecord replaced = all.set(at, draft.record(modSeq));
        renamed |= !replaced.name().equals(draft.name) || replaced.doomed() != draft.doomed;
      }
    }
    return renamed ? of(all) : new MailboxTree(all, numbers);
  }

  /** The mailbox with this number, doomed or not, or null. */
  public @Nullable MailboxRecord mailbox(int id) {
    int at = indexOf(mailboxes, id);
    return at < 0 ? null : mailboxes.get(at);
  }

  /** The mailbox that sessions may see under this number, or null. */
  @Nullable MailboxRecord visible(int id) {
    MailboxRecord mailbox = mailbox(id);
    return mailbox == null || mailbox.doomed() ? null : mailbox;
  }

  /** By canonical name. */
  public @Nullable MailboxRecord named(String name) {
    Integer id = numbers.get(name);
    return id == null ? null : mailbox(id);
  }

  /** Index of the mailbox, or {@code -(insertion point) - 1}. */
  private static int indexOf(List<MailboxRecord> mailboxes, int id) {
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
    int weight = 64;
    for (MailboxRecord mailbox : mailboxes) {
      weight += 320 + 48 * mailbox.keywords().size();
    }
    return weight;
  }
}
