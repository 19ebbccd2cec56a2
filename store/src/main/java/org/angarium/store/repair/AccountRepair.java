package org.angarium.store.repair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.angarium.store.mailbox.MailboxName;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.jspecify.annotations.Nullable;

/**
 * Brings the records of one account into agreement with each other, out of those that are left.
 * What can be computed again is; a message whose own records are incomplete gets a new UID, since
 * what a client has read under a UID must not change (RFC 9051 §2.3.1.1); a message whose contents
 * are gone becomes a notice that says so. The change log begins anew, so every client looks at
 * everything once more. For an engine that nobody else uses.
 */
public final class AccountRepair {
  private static final ScanLimit PAGE = new ScanLimit(1000, 4 << 20);
  private static final String RECOVERED = "Recovered ";

  private final Engine engine;
  private final MessageRepair messages;
  private final RepairSteps steps;
  private final long now;

  /**
   * @param blobs of the engine; takes small contents only
   * @param now milliseconds since 1970
   */
  public AccountRepair(
      Engine engine, BlobStore blobs, LostContents contents, RepairSteps steps, long now) {
    this.engine = engine;
    this.steps = steps;
    this.now = now;
    this.messages = new MessageRepair(engine, blobs, contents, steps, now);
  }

  /** All accounts of which there is anything, by number. */
  public static Set<Long> accounts(Engine engine) throws StoreException {
    Set<Long> accounts = new TreeSet<>();
    for (Subspace subspace :
        List.of(Subspace.ACCOUNT, Subspace.MAILBOX, Subspace.MESSAGE, Subspace.SUMMARY)) {
      KeyRange all = Keys.all(subspace);
      for (byte[] key = first(engine, all); key != null; ) {
        long account = Keys.accountOf(key);
        accounts.add(account);
        byte[] behind = Keys.all(subspace, account).end();
        key = behind == null ? null : first(engine, new KeyRange(behind, all.end()));
      }
    }
    return accounts;
  }

  private static byte @Nullable [] first(Engine engine, KeyRange range) throws StoreException {
    byte[][] found = new byte[1][];
    engine.scan(
        range,
        ScanOrder.ASCENDING,
        ScanLimit.rows(1),
        (key, value) -> {
          found[0] = key;
          return false;
        });
    return found[0];
  }

  /**
   * Repairs one account.
   *
   * @param orphans messages of it that contents refer to and that have no summary
   * @param skipped numbers of all kinds that may have been given out and are not known any more
   */
  public void repair(AccountId account, List<Orphan> orphans, long skipped) throws StoreException {
    AccountRecord known = account(account);
    Map<Integer, MailboxRecord> mailboxes = mailboxes(account);
    Set<Integer> numbers = new TreeSet<>(mailboxes.keySet());
    numbers.addAll(inhabited(account, Subspace.MESSAGE));
    numbers.addAll(inhabited(account, Subspace.SUMMARY));
    orphans.forEach(orphan -> numbers.add(orphan.mailbox()));
    AccountRecord base = known == null ? AccountRecord.NEW : known;
    long modSeq = base.lastModSeq();
    for (MailboxRecord mailbox : mailboxes.values()) {
      modSeq = Math.max(modSeq, mailbox.highestModSeq());
    }
    modSeq = Math.max(modSeq, lastChange(account));
    // Beyond whatever a client may have seen.
    modSeq += 1 + skipped + (known == null ? UNKNOWN : 0);
    Numbers next =
        new Numbers(
            base.nextEmail() + skipped + (known == null ? UNKNOWN : 0),
            Math.max(base.lastUidValidity(), highestUidValidity(mailboxes)),
            modSeq);
    List<MailboxRecord> repaired = new ArrayList<>();
    for (int number : numbers) {
      MailboxRecord mailbox = mailboxes.get(number);
      if (mailbox == null) {
        mailbox = recovered(number, mailboxes, next);
        steps.done(account, number, 0, "its record was lost: it is now called " + mailbox.name());
      } else if (skipped > 0) {
        mailbox = MailboxSums.withUidNext(mailbox, mailbox.uidNext() + skipped, next);
      }
      repaired.add(messages.repair(account, mailbox, orphans, next));
    }
    withInbox(known == null || !known.deleted(), repaired, next);
    write(account, base, repaired, next, skipped);
    new ScriptRepair(engine, steps, now).repair(account);
  }

  /** Numbers that no message of an account without counters is assumed to have reached. */
  private static final long UNKNOWN = 100_000;

  private @Nullable AccountRecord account(AccountId account) throws StoreException {
    byte[] bytes = engine.get(Keys.account(account.value()));
    if (bytes == null) {
      steps.done(account, 0, 0, "its counters were lost: they are counted again");
      return null;
    }
    try {
      return AccountRecord.decode(bytes);
    } catch (DamagedRecordException damaged) {
      steps.done(account, 0, 0, "its counters were damaged: they are counted again");
      return null;
    }
  }

  private Map<Integer, MailboxRecord> mailboxes(AccountId account) throws StoreException {
    Map<Integer, MailboxRecord> mailboxes = new TreeMap<>();
    Set<String> names = new HashSet<>();
    engine.scan(
        Keys.mailboxes(account.value()),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          try {
            MailboxRecord mailbox = MailboxRecord.decode(Keys.mailboxOf(key), value);
            if (mailbox.doomed() || names.add(mailbox.name())) {
              mailboxes.put(mailbox.id(), mailbox);
            }
          } catch (DamagedRecordException damaged) {
            // Its messages are found, and it gets a name below.
          }
          return true;
        });
    return mailboxes;
  }

  /** Numbers of mailboxes that have such records. */
  private Set<Integer> inhabited(AccountId account, Subspace subspace) throws StoreException {
    Set<Integer> numbers = new TreeSet<>();
    KeyRange all = Keys.all(subspace, account.value());
    for (byte[] key = first(engine, all); key != null; ) {
      numbers.add(Keys.mailboxOf(key));
      byte[] behind = KeyRange.successor(Arrays.copyOf(key, Keys.MAILBOX_LENGTH));
      key = behind == null ? null : first(engine, new KeyRange(behind, all.end()));
    }
    return numbers;
  }

  private long lastChange(AccountId account) throws StoreException {
    long[] last = {0};
    engine.scan(
        Keys.all(Subspace.CHANGE, account.value()),
        ScanOrder.DESCENDING,
        ScanLimit.rows(1),
        (key, value) -> {
          last[0] = Keys.modSeqOf(key);
          return false;
        });
    return last[0];
  }

  private static long highestUidValidity(Map<Integer, MailboxRecord> mailboxes) {
    return mailboxes.values().stream().mapToLong(MailboxRecord::uidValidity).max().orElse(0);
  }

  private MailboxRecord recovered(int number, Map<Integer, MailboxRecord> others, Numbers next) {
    boolean inbox =
        others.values().stream().noneMatch(other -> other.name().equals(MailboxName.INBOX));
    // The first mailbox of an account is INBOX.
    String name = inbox && number == 1 ? MailboxName.INBOX : RECOVERED + number;
    return MailboxSums.empty(number, name, next.uidValidity(now), next.modSeq());
  }

  private static void withInbox(boolean wanted, List<MailboxRecord> mailboxes, Numbers next) {
    boolean there =
        mailboxes.stream()
            .anyMatch(mailbox -> !mailbox.doomed() && mailbox.name().equals(MailboxName.INBOX));
    if (wanted && !there) {
      int number = mailboxes.stream().mapToInt(MailboxRecord::id).max().orElse(0) + 1;
      mailboxes.add(
          MailboxSums.empty(
              number, MailboxName.INBOX, next.uidValidity(next.modSeq()), next.modSeq()));
    }
  }

  private void write(
      AccountId account,
      AccountRecord base,
      List<MailboxRecord> mailboxes,
      Numbers next,
      long skipped)
      throws StoreException {
    long octets = 0;
    long count = 0;
    int highest = 0;
    for (MailboxRecord mailbox : mailboxes) {
      octets += mailbox.size();
      count += mailbox.messages();
      highest = Math.max(highest, mailbox.id());
    }
    AccountRecord repaired =
        new AccountRecord(
            base.deleted(),
            next.modSeq(),
            base.revision(),
            new AccountRecord.Use(octets, count),
            base.limit(),
            new AccountRecord.Numbers(
                (int) Math.max(base.nextMailbox() + Math.min(skipped, 1000), highest + 1L),
                next.nextEmail(),
                next.lastUidValidity()),
            new AccountRecord.Log(next.modSeq(), 0));
    engine.<@Nullable Void, StoreException>write(
        List.of(Lock.account(account.value())),
        transaction -> {
          clear(transaction, Keys.all(Subspace.CHANGE, account.value()));
          clear(transaction, Keys.all(Subspace.PACK, account.value()));
          clear(
              transaction, Keys.all(Subspace.OBJECT, account.value())); // made again when asked for
          for (MailboxRecord mailbox : mailboxes) {
            transaction.put(Keys.mailbox(account.value(), mailbox.id()), mailbox.encode());
          }
          transaction.put(Keys.account(account.value()), repaired.encode());
          return null;
        });
  }

  private static void clear(Transaction transaction, KeyRange range) throws StoreException {
    byte[] next = range.start();
    while (next != null) {
      List<byte[]> keys = new ArrayList<>();
      next =
          transaction.scan(
              new KeyRange(next, range.end()),
              ScanOrder.ASCENDING,
              PAGE,
              (key, value) -> keys.add(key));
      keys.forEach(transaction::delete);
    }
  }

  /** A message that contents refer to, and that has no summary. */
  public record Orphan(int mailbox, long uid, BlobId blob) {}

  /** What is given out while an account is repaired. One thread. */
  static final class Numbers {
    private long nextEmail;
    private long lastUidValidity;
    private final long modSeq;

    Numbers(long nextEmail, long lastUidValidity, long modSeq) {
      this.nextEmail = nextEmail;
      this.lastUidValidity = lastUidValidity;
      this.modSeq = modSeq;
    }

    long email() {
      return nextEmail++;
    }

    void sawEmail(long id) {
      nextEmail = Math.max(nextEmail, id + 1);
    }

    long uidValidity(long now) {
      lastUidValidity = Math.max(now / 1000, lastUidValidity + 1) & UidSet.MAX;
      return lastUidValidity;
    }

    long nextEmail() {
      return nextEmail;
    }

    long lastUidValidity() {
      return lastUidValidity;
    }

    long modSeq() {
      return modSeq;
    }
  }
}
