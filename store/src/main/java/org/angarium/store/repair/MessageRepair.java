package org.angarium.store.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.angarium.mail.imap.FlagSet;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.Blob;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.message.EnvelopeText;
import org.angarium.store.message.MessageFacts;
import org.angarium.store.message.MessageRecords;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.SearchRecord;
import org.angarium.store.schema.SignatureRecord;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.KeywordTable;
import org.jspecify.annotations.Nullable;

/** The messages of one mailbox after the other, for {@link AccountRepair}. One thread. */
final class MessageRepair {
  private static final long LAST_UID = 0xFFFF_FFFFL;
  private static final byte[] NOTHING = {};

  private final Engine engine;
  private final BlobStore blobs;
  private final LostContents contents;
  private final RepairSteps steps;
  private final long now;

  MessageRepair(
      Engine engine, BlobStore blobs, LostContents contents, RepairSteps steps, long now) {
    this.engine = engine;
    this.blobs = blobs;
    this.contents = contents;
    this.steps = steps;
    this.now = now;
  }

  /** What is left of one message. */
  private static final class Remains {
    @Nullable MessageRecord row;
    @Nullable SummaryRecord summary;
    boolean searchable;
    boolean signed;
    @Nullable BlobId linked;
  }

  /** Where the repair of a mailbox is. */
  private final class Mailbox {
    final AccountId account;
    final MailboxRecord record;
    final AccountRepair.Numbers numbers;
    final MailboxSums sums = new MailboxSums();
    long uidNext;

    Mailbox(AccountId account, MailboxRecord record, AccountRepair.Numbers numbers) {
      this.account = account;
      this.record = record;
      this.numbers = numbers;
      this.uidNext = record.uidNext();
    }

    void done(long uid, String what) {
      steps.done(account, record.id(), uid, what);
    }
  }

  /** Repairs what is in the mailbox; returns its record with everything counted again. */
  MailboxRecord repair(
      AccountId account,
      MailboxRecord record,
      List<AccountRepair.Orphan> orphans,
      AccountRepair.Numbers numbers)
      throws StoreException {
    NavigableMap<Long, Remains> all = remains(account, record.id());
    for (AccountRepair.Orphan orphan : orphans) {
      if (orphan.mailbox() == record.id()) {
        all.computeIfAbsent(orphan.uid(), uid -> new Remains()).linked = orphan.blob();
      }
    }
    Mailbox mailbox = new Mailbox(account, record, numbers);
    if (!all.isEmpty()) {
      mailbox.uidNext = Math.max(mailbox.uidNext, all.lastKey() + 1);
    }
    for (Map.Entry<Long, Remains> entry : all.entrySet()) {
      message(mailbox, entry.getKey(), entry.getValue());
    }
    return mailbox.sums.of(record, mailbox.uidNext, numbers.modSeq());
  }

  private NavigableMap<Long, Remains> remains(AccountId account, int mailbox)
      throws StoreException {
    NavigableMap<Long, Remains> all = new TreeMap<>();
    long id = account.value();
    each(
        Keys.messages(id, mailbox),
        all,
        (remains, value) -> remains.row = MessageRecord.decode(value));
    each(
        Keys.summaries(id, mailbox, 0, LAST_UID),
        all,
        (remains, value) -> remains.summary = SummaryRecord.decode(value));
    each(
        Keys.searched(id, mailbox, 0, LAST_UID),
        all,
        (remains, value) -> {
          SearchRecord.decode(value);
          remains.searchable = true;
          remains.signed |= SearchRecord.isSelfContained(value);
        });
    each(
        Keys.signatures(id, mailbox, 0, LAST_UID),
        all,
        (remains, value) -> {
          SignatureRecord.check(value);
          remains.signed = true;
        });
    return all;
  }

  private interface Note {
    void take(Remains remains, byte[] value) throws DamagedRecordException;
  }

  private void each(KeyRange range, Map<Long, Remains> all, Note note) throws StoreException {
    engine.scan(
        range,
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          Remains remains = all.computeIfAbsent(Keys.uidOf(key), uid -> new Remains());
          try {
            note.take(remains, value);
          } catch (DamagedRecordException asIfItWereNotThere) {
            // Nothing of it is used.
          }
          return true;
        });
  }

  private void message(Mailbox mailbox, long uid, Remains remains) throws StoreException {
    MessageRecord row = remains.row;
    SummaryRecord summary = remains.summary;
    BlobId blob = summary != null ? summary.blob() : remains.linked;
    String reason = blob == null ? "nothing is left of it but its flags" : contents.reason(blob);
    if (reason == null && blob != null && !isLinked(mailbox, uid, blob)) {
      reason = blobs.find(engine, blob) == null ? "its contents are gone" : null;
    }
    if (blob == null && row == null) {
      remove(mailbox, uid, null);
      mailbox.done(uid, "remains of a message that is gone were removed");
    } else if (reason != null) {
      notice(mailbox, uid, remains, blob, reason);
    } else if (row != null && summary != null) {
      mailbox.numbers.sawEmail(row.emailId());
      complete(mailbox, uid, remains, row, summary);
    } else if (blob != null) {
      rebuild(mailbox, uid, remains, blob);
    }
  }

  private boolean isLinked(Mailbox mailbox, long uid, BlobId blob) throws StoreException {
    return engine.get(Keys.link(blob, mailbox.account.value(), mailbox.record.id(), uid)) != null;
  }

  /**
   * The message stays under its UID; what is computed from it is made again where it is missing.
   */
  private void complete(
      Mailbox mailbox, long uid, Remains remains, MessageRecord row, SummaryRecord summary)
      throws StoreException {
    long account = mailbox.account.value();
    int number = mailbox.record.id();
    byte[] link = Keys.link(summary.blob(), account, number, uid);
    boolean linked = isLinked(mailbox, uid, summary.blob());
    FlagSet flags = named(mailbox, row.flags());
    boolean unnamed = !flags.equals(row.flags());
    long size = summary.blobSize() + summary.prefix().length;
    boolean sized = row.size() == size;
    MessageRecord now =
        unnamed || !sized
            ? new MessageRecord(
                flags,
                mailbox.numbers.modSeq(),
                row.internalDate(),
                row.savedDate(),
                size,
                row.emailId())
            : row;
    mailbox.sums.add(uid, now);
    boolean searchable = remains.searchable && remains.signed;
    if (linked && now.equals(row) && searchable) {
      return;
    }
    MessageRecords records =
        searchable ? null : records(summary.blob(), summary.prefix(), row.emailId());
    engine.<@Nullable Void, StoreException>write(
        List.of(Lock.account(account)),
        transaction -> {
          transaction.put(link, NOTHING);
          transaction.put(Keys.message(account, number, uid), now.encode());
          if (records != null) {
            put(transaction::put, transaction::delete, account, number, uid, records, false);
          }
          return null;
        });
    mailbox.done(
        uid,
        records == null ? "its records agree again" : "what searches read of it is made again");
  }

  /** Those of the flags that have a name in the mailbox; where one has none, the system flags. */
  private static FlagSet named(Mailbox mailbox, FlagSet flags) {
    int end = KeywordTable.FIRST + mailbox.record.keywords().size();
    return flags.largest() < end
        ? flags
        : FlagSet.of(flags.bits() & (1L << KeywordTable.FIRST) - 1);
  }

  private interface Putting {
    void put(byte[] key, byte[] value);
  }

  private interface Deleting {
    void delete(byte[] key);
  }

  private static void put(
      Putting putting,
      Deleting deleting,
      long account,
      int mailbox,
      long uid,
      MessageRecords records,
      boolean summary) {
    if (summary) {
      putting.put(Keys.summary(account, mailbox, uid), records.summary());
    }
    byte[] search = records.search();
    byte[] signature = records.signature();
    if (search != null) {
      putting.put(Keys.searched(account, mailbox, uid), search);
    }
    if (signature != null) {
      putting.put(Keys.signature(account, mailbox, uid), signature);
    } else {
      deleting.delete(Keys.signature(account, mailbox, uid));
    }
  }

  private MessageRecords records(BlobId id, byte[] prefix, long emailId) throws StoreException {
    Blob blob = blobs.find(engine, id);
    if (blob == null) {
      throw new StoreException("contents " + id + " are gone");
    }
    return MessageFacts.of(structure(blob), blob).records(id, prefix, emailId);
  }

  private static MessageStructure structure(Blob blob) throws StoreException {
    MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
    byte[] buffer = new byte[64 << 10];
    long at = 0;
    while (at < blob.size()) {
      int count = blob.read(at, buffer, 0, buffer.length);
      parser.update(buffer, 0, count);
      at += count;
    }
    return parser.finish();
  }

  /** Its contents are whole: it is put in again, under a new UID. */
  private void rebuild(Mailbox mailbox, long uid, Remains remains, BlobId blob)
      throws StoreException {
    SummaryRecord summary = remains.summary;
    byte[] prefix = summary == null ? NOTHING : summary.prefix();
    long emailId = mailbox.numbers.email();
    MessageRecords records = records(blob, prefix, emailId);
    long size = SummaryRecord.decode(records.summary()).blobSize() + prefix.length;
    long fresh = append(mailbox, remains.row, blob, records, size, emailId);
    remove(mailbox, uid, blob);
    mailbox.done(
        uid,
        (remains.row == null ? "its flags and dates were lost" : "its summary was lost")
            + ": it is there again as UID "
            + fresh);
  }

  /** Its contents are not whole: what says so takes its place, under a new UID. */
  private void notice(
      Mailbox mailbox, long uid, Remains remains, @Nullable BlobId blob, String reason)
      throws StoreException {
    SummaryRecord summary = remains.summary;
    byte[] text =
        DamageNotice.of(
            contents.address(mailbox.account),
            mailbox.record.name(),
            uid,
            summary == null ? null : EnvelopeText.of(summary.envelope()),
            reason,
            blob == null ? NOTHING : contents.salvaged(blob),
            now);
    long emailId = mailbox.numbers.email();
    long[] fresh = new long[1];
    try (BlobWriter writer = blobs.writer()) {
      writer.write(text, 0, text.length);
      try (StagedBlob staged = writer.finish()) {
        MessageFacts facts = MessageFacts.of(MessageStructure.of(text, MimeLimits.DEFAULT), staged);
        BlobId id =
            engine.<BlobId, StoreException>write(
                List.of(staged.lock()),
                transaction -> staged.putInto(transaction, mailbox.account.value()));
        fresh[0] =
            append(
                mailbox,
                remains.row,
                id,
                facts.records(id, NOTHING, emailId),
                text.length,
                emailId);
      }
    }
    remove(mailbox, uid, blob);
    mailbox.done(
        uid, "it is set aside, and a notice takes its place as UID " + fresh[0] + ": " + reason);
  }

  private long append(
      Mailbox mailbox,
      @Nullable MessageRecord row,
      BlobId blob,
      MessageRecords records,
      long size,
      long emailId)
      throws StoreException {
    long account = mailbox.account.value();
    int number = mailbox.record.id();
    long uid = mailbox.uidNext++;
    MessageRecord fresh =
        new MessageRecord(
            row == null ? FlagSet.EMPTY : named(mailbox, row.flags()),
            mailbox.numbers.modSeq(),
            row == null ? now : row.internalDate(),
            row == null ? now : row.savedDate(),
            size,
            emailId);
    engine.<@Nullable Void, StoreException>write(
        List.of(Lock.account(account)),
        transaction -> {
          transaction.put(Keys.message(account, number, uid), fresh.encode());
          put(transaction::put, transaction::delete, account, number, uid, records, true);
          transaction.put(Keys.link(blob, account, number, uid), NOTHING);
          return null;
        });
    mailbox.sums.add(uid, fresh);
    return uid;
  }

  /** Removes the records of a message. */
  private void remove(Mailbox mailbox, long uid, @Nullable BlobId unlinked) throws StoreException {
    long account = mailbox.account.value();
    int number = mailbox.record.id();
    List<byte[]> keys = new ArrayList<>();
    keys.add(Keys.message(account, number, uid));
    keys.add(Keys.summary(account, number, uid));
    keys.add(Keys.searched(account, number, uid));
    keys.add(Keys.signature(account, number, uid));
    engine.<@Nullable Void, StoreException>write(
        List.of(Lock.account(account)),
        transaction -> {
          keys.forEach(transaction::delete);
          if (unlinked != null) {
            transaction.delete(Keys.link(unlinked, account, number, uid));
            // Only a candidate: the collector looks whether there are other links.
            transaction.put(BlobKeys.unlinked(unlinked), NOTHING);
          }
          return null;
        });
  }
}
