package org.angarium.store.mailbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.imap.FlagSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountChanges;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.blob.BlobId;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Reader;
import org.angarium.store.mailbox.MailboxRefusal.Reason;
import org.angarium.store.message.MessageFacts;
import org.angarium.store.message.MessageRecords;
import org.angarium.store.message.Summaries;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.KeywordTable;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.Rows;
import org.angarium.store.view.SystemFlag;
import org.jspecify.annotations.Nullable;

/** What changes messages: append, flags, copy, move, expunge. */
final class MessageChanges {
  /** Messages of one APPEND. */
  private static final int MAX_APPEND = 10_000;

  /**
   * Messages copied in one transaction. COPY must be all or nothing (RFC 9051 §6.4.7) and so has no
   * more than one; the bound keeps its batch below about 100 MB.
   */
  static final int MAX_COPY = 20_000;

  /** Messages moved, expunged or flagged in one transaction; more take several. */
  private static final int STEP = 10_000;

  private static final int FLAG_STEP = 100_000;

  /** Records in memory at a time while copying. */
  private static final int PAGE = 256;

  private final Accounts accounts;
  private final MailboxCollection mailboxes;

  MessageChanges(Accounts accounts, MailboxCollection mailboxes) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
  }

  List<Appended> append(MailboxRef mailbox, List<NewMessage> messages)
      throws StoreException, MailboxRefusal {
    if (messages.isEmpty()) {
      return List.of();
    }
    if (messages.size() > MAX_APPEND) {
      throw new MailboxRefusal(Reason.LIMIT, "too many messages at once");
    }
    List<MessageFacts> facts = new ArrayList<>(messages.size());
    Set<Lock> locks = new LinkedHashSet<>();
    for (NewMessage message : messages) {
      facts.add(MessageFacts.of(message.structure(), message.blob()));
      locks.add(message.blob().lock());
    }
    return accounts.<List<Appended>, MailboxRefusal>change(
        List.of(mailbox.account()),
        locks,
        (transaction, changes) -> {
          MailboxChange change = mailboxes.of(changes, mailbox.account());
          MailboxDraft draft = selectable(change, mailbox);
          long octets = 0;
          for (NewMessage message : messages) {
            octets += message.prefix().length + message.blob().size();
          }
          checkRoom(change, draft, octets, messages.size());
          List<Appended> appended = new ArrayList<>(messages.size());
          for (int i = 0; i < messages.size(); i++) {
            NewMessage message = messages.get(i);
            BlobId blob = message.blob().putInto(transaction, mailbox.account().value());
            appended.add(
                change.add(
                    draft,
                    facts.get(i),
                    blob,
                    message.prefix(),
                    FlagNames.flags(change, draft, message.flags(), true),
                    millis(message.internalDate())));
          }
          return appended;
        },
        result -> {});
  }

  FlagsChanged changeFlags(
      MailboxRef mailbox, UidSet uids, FlagChange change, @Nullable Long unchangedSince)
      throws StoreException, MailboxRefusal {
    UidSet.Builder changed = UidSet.builder();
    UidSet.Builder modified = UidSet.builder();
    long modSeq = 0;
    long from = 0;
    while (from >= 0) {
      FlagStep step = flagStep(mailbox, uids, from, change, unchangedSince);
      add(changed, step.changed);
      add(modified, step.modified);
      modSeq = step.changed.isEmpty() ? Math.max(modSeq, step.modSeq) : step.modSeq;
      from = step.next;
    }
    return new FlagsChanged(changed.build(), modified.build(), modSeq);
  }

  /**
   * @param next the UID where the next step starts, or -1
   */
  private record FlagStep(UidSet changed, UidSet modified, long modSeq, long next) {}

  private FlagStep flagStep(
      MailboxRef mailbox, UidSet uids, long from, FlagChange wanted, @Nullable Long unchangedSince)
      throws StoreException, MailboxRefusal {
    return accounts.<FlagStep, MailboxRefusal>change(
        mailbox.account(),
        (transaction, changes) -> {
          MailboxChange change = mailboxes.of(changes, mailbox.account());
          MailboxDraft draft = selectable(change, mailbox);
          Rows rows = change.rows(draft);
          int[] indexes = after(rows, rows.indexesOf(uids), from);
          long next = indexes.length > FLAG_STEP ? rows.uid(indexes[FLAG_STEP]) : -1;
          indexes = next < 0 ? indexes : Arrays.copyOf(indexes, FLAG_STEP);
          if (indexes.length == 0) {
            return new FlagStep(UidSet.EMPTY, UidSet.EMPTY, change.record().lastModSeq(), -1);
          }
          FlagSet named =
              wanted.kind() == FlagChange.Kind.REMOVE
                  ? FlagNames.known(draft, wanted.flags())
                  : FlagNames.flags(change, draft, wanted.flags(), false);
          UidSet.Builder changed = UidSet.builder();
          UidSet.Builder modified = UidSet.builder();
          int[] kept = new int[indexes.length];
          FlagSet[] flags = new FlagSet[indexes.length];
          int count = 0;
          for (int index : indexes) {
            if (unchangedSince != null && rows.modSeq(index) > unchangedSince) {
              modified.add(rows.uid(index));
              continue;
            }
            FlagSet old = rows.flagSet(index);
            FlagSet now =
                switch (wanted.kind()) {
                  case REPLACE -> named;
                  case ADD -> old.plus(named);
                  case REMOVE -> old.minus(named);
                };
            if (!now.equals(old)) {
              kept[count] = index;
              flags[count++] = now;
              changed.add(rows.uid(index));
            }
          }
          if (count > 0) {
            change
                .messages()
                .flags(draft, rows, Arrays.copyOf(kept, count), Arrays.copyOf(flags, count));
          }
          return new FlagStep(
              changed.build(),
              modified.build(),
              count > 0 ? change.modSeq() : change.record().lastModSeq(),
              next);
        });
  }

  Copied copy(MailboxRef source, UidSet uids, MailboxRef target, Gone gone)
      throws StoreException, MailboxRefusal {
    return accounts.<Copied, MailboxRefusal>change(
        both(source, target),
        List.of(),
        (transaction, changes) -> {
          MailboxChange from = mailboxes.of(changes, source.account());
          MailboxDraft fromDraft = selectable(from, source);
          int[] indexes = from.rows(fromDraft).indexesOf(uids);
          checkThere(indexes.length, uids.size(), gone);
          if (indexes.length > MAX_COPY) {
            throw new MailboxRefusal(
                Reason.LIMIT, "at most " + MAX_COPY + " messages can be copied at once");
          }
          return transfer(transaction, from, fromDraft, indexes, changes, target, false);
        },
        result -> {});
  }

  /**
   * Moves in steps; each message is moved as a whole (RFC 6851 §3.3). What was moved before a step
   * fails stays moved.
   */
  Copied move(MailboxRef source, UidSet uids, MailboxRef target, Gone gone)
      throws StoreException, MailboxRefusal {
    List<Long> sourceUids = new ArrayList<>();
    List<Long> targetUids = new ArrayList<>();
    // Messages that come into the source meanwhile, be it by this very move, are not meant.
    long end = selectable(source).uidNext();
    long from = 0;
    long uidValidity = 0;
    do {
      long start = from;
      MoveStep step =
          accounts.<MoveStep, MailboxRefusal>change(
              both(source, target),
              List.of(),
              (transaction, changes) -> {
                MailboxChange change = mailboxes.of(changes, source.account());
                MailboxDraft draft = selectable(change, source);
                Rows rows = change.rows(draft);
                int[] indexes = before(rows, after(rows, rows.indexesOf(uids), start), end);
                checkThere(indexes.length, uids.size() - sourceUids.size(), gone);
                long next = indexes.length > STEP ? rows.uid(indexes[STEP]) : -1;
                indexes = next < 0 ? indexes : Arrays.copyOf(indexes, STEP);
                return new MoveStep(
                    transfer(transaction, change, draft, indexes, changes, target, true), next);
              },
              result -> {});
      sourceUids.addAll(step.copied.sourceUids());
      targetUids.addAll(step.copied.targetUids());
      uidValidity = step.copied.uidValidity();
      from = step.next;
    } while (from >= 0);
    return new Copied(uidValidity, List.copyOf(sourceUids), List.copyOf(targetUids));
  }

  private record MoveStep(Copied copied, long next) {}

  private static void checkThere(int there, long asked, Gone gone) throws MailboxRefusal {
    if (gone == Gone.REFUSED && there != asked) {
      throw new MailboxRefusal(Reason.EXPUNGED, "some of the messages are gone");
    }
  }

  private Copied transfer(
      Reader reader,
      MailboxChange from,
      MailboxDraft fromDraft,
      int[] indexes,
      AccountChanges changes,
      MailboxRef target,
      boolean move)
      throws StoreException, MailboxRefusal {
    MailboxChange to = mailboxes.of(changes, target.account());
    MailboxDraft toDraft = selectable(to, target);
    Rows rows = from.rows(fromDraft);
    if (!move || from != to) {
      long octets = 0;
      for (int index : indexes) {
        octets += rows.size(index);
      }
      checkRoom(to, toDraft, octets, indexes.length);
    }
    MailboxRef source = new MailboxRef(from.account(), fromDraft.id);
    List<Long> sourceUids = new ArrayList<>(indexes.length);
    List<Long> targetUids = new ArrayList<>(indexes.length);
    SummaryRecord.Ties[] ties = new SummaryRecord.Ties[indexes.length];
    for (int page = 0; page < indexes.length; page += PAGE) {
      int count = Math.min(PAGE, indexes.length - page);
      byte[][] keys = new byte[MessageRecords.COUNT * count][];
      for (int i = 0; i < count; i++) {
        MessageRecords.keys(source, rows.uid(indexes[page + i]), keys, MessageRecords.COUNT * i);
      }
      byte[] @Nullable [] values = reader.getAll(keys);
      for (int i = 0; i < count; i++) {
        int index = indexes[page + i];
        int at = MessageRecords.COUNT * i;
        byte[] summary = values[at];
        if (summary == null) {
          throw new StoreException(
              "message " + rows.uid(index) + " in " + source + " has no summary");
        }
        ties[page + i] = SummaryRecord.tiesOf(summary);
        sourceUids.add(rows.uid(index));
        targetUids.add(
            to.messages()
                .put(
                    toDraft,
                    ties[page + i].blob(),
                    new MessageRecords(
                        summary, ties[page + i].threadId(), values[at + 1], values[at + 2]),
                    mapped(rows.flagSet(index), fromDraft, to, toDraft),
                    rows.internalDate(index),
                    rows.size(index),
                    from == to ? rows.emailId(index) : to.owner().newEmailId()));
      }
    }
    if (move) {
      Rows now = from.rows(fromDraft); // with what was copied within the mailbox
      from.messages().expunge(fromDraft, now, now.indexesOf(rows.uids(indexes)), ties, null);
    }
    return new Copied(toDraft.uidValidity, sourceUids, targetUids);
  }

  /** Keywords have their own numbers in each mailbox; those without room in the target are lost. */
  private static FlagSet mapped(
      FlagSet flags, MailboxDraft from, MailboxChange change, MailboxDraft to)
      throws StoreException {
    if (flags.largest() < KeywordTable.FIRST || from == to) {
      return flags;
    }
    BitSet numbers = new BitSet();
    flags.addTo(numbers);
    FlagSet mapped = FlagSet.of(flags.bits() & (1L << KeywordTable.FIRST) - 1);
    for (int flag = numbers.nextSetBit(KeywordTable.FIRST);
        flag >= 0;
        flag = numbers.nextSetBit(flag + 1)) {
      int number = change.keyword(to, from.keywords.get(flag - KeywordTable.FIRST));
      mapped = number < 0 ? mapped : mapped.with(number);
    }
    return mapped;
  }

  UidSet expunge(MailboxRef mailbox, @Nullable UidSet uids) throws StoreException, MailboxRefusal {
    UidSet.Builder all = UidSet.builder();
    UidSet step;
    do {
      step =
          accounts.<UidSet, MailboxRefusal>change(
              mailbox.account(),
              (transaction, changes) -> {
                MailboxChange change = mailboxes.of(changes, mailbox.account());
                MailboxDraft draft = selectable(change, mailbox);
                if (draft.deleted == 0) {
                  return UidSet.EMPTY;
                }
                Rows rows = change.rows(draft);
                int[] indexes = deleted(rows, uids);
                SummaryRecord.Ties[] ties = ties(transaction, mailbox, rows, indexes);
                change.messages().expunge(draft, rows, indexes, ties, RemovalHook.Cause.EXPUNGED);
                return rows.uids(indexes);
              });
      add(all, step);
    } while (step.size() >= STEP);
    return all.build();
  }

  /** The ties of the messages. */
  static SummaryRecord.Ties[] ties(Reader reader, MailboxRef mailbox, Rows rows, int[] indexes)
      throws StoreException {
    AllTies found = new AllTies(rows, indexes);
    Summaries.<StoreException>sweep(
        reader, mailbox, Summaries.Kind.SUMMARY, rows.uids(indexes), found::visit);
    if (found.count != indexes.length) {
      throw new StoreException(
          "message " + rows.uid(indexes[found.count]) + " in " + mailbox + " has no summary");
    }
    return found.ties;
  }

  /** Takes the ties out of summaries that come in the order of the indexes. */
  private static final class AllTies {
    private final Rows rows;
    private final int[] indexes;
    private final SummaryRecord.Ties[] ties;
    private int count;

    AllTies(Rows rows, int[] indexes) {
      this.rows = rows;
      this.indexes = indexes;
      this.ties = new SummaryRecord.Ties[indexes.length];
    }

    boolean visit(long uid, byte[] summary) throws StoreException {
      if (rows.uid(indexes[count]) != uid) {
        return false;
      }
      ties[count++] = SummaryRecord.tiesOf(summary);
      return true;
    }
  }

  private static int[] deleted(Rows rows, @Nullable UidSet uids) {
    int[] candidates = rows.indexesOf(uids == null ? UidSet.ALL : uids);
    int count = 0;
    for (int i = 0; i < candidates.length && count < STEP; i++) {
      if ((rows.flags(candidates[i]) & SystemFlag.DELETED.bit()) != 0) {
        candidates[count++] = candidates[i];
      }
    }
    return Arrays.copyOf(candidates, count);
  }

  /** The record as it stands. */
  private MailboxRecord selectable(MailboxRef mailbox) throws StoreException, MailboxRefusal {
    MailboxRecord record = mailboxes.record(mailbox);
    if (record == null) {
      throw Mailboxes.nonexistent();
    }
    if (!record.selectable()) {
      throw new MailboxRefusal(Reason.CANNOT, "mailbox cannot hold messages");
    }
    return record;
  }

  private static void checkRoom(MailboxChange change, MailboxDraft draft, long octets, int messages)
      throws MailboxRefusal {
    if (!change.owner().hasRoom(octets, messages)) {
      throw new MailboxRefusal(Reason.OVER_QUOTA, "mailbox is full");
    }
    if (draft.uidNext + messages > UidSet.MAX) {
      throw new MailboxRefusal(Reason.LIMIT, "mailbox has no UIDs left");
    }
  }

  private static MailboxDraft selectable(MailboxChange change, MailboxRef mailbox)
      throws MailboxRefusal {
    MailboxDraft draft = change.visible(mailbox.mailbox());
    if (draft == null) {
      throw Mailboxes.nonexistent();
    }
    if (!draft.selectable) {
      throw new MailboxRefusal(Reason.CANNOT, "mailbox cannot hold messages");
    }
    return draft;
  }

  private static List<AccountId> both(MailboxRef source, MailboxRef target) {
    return source.account().equals(target.account())
        ? List.of(source.account())
        : List.of(source.account(), target.account());
  }

  private static int[] after(Rows rows, int[] indexes, long uid) {
    int first = 0;
    while (first < indexes.length && rows.uid(indexes[first]) < uid) {
      first++;
    }
    return first == 0 ? indexes : Arrays.copyOfRange(indexes, first, indexes.length);
  }

  private static int[] before(Rows rows, int[] indexes, long uid) {
    int end = indexes.length;
    while (end > 0 && rows.uid(indexes[end - 1]) >= uid) {
      end--;
    }
    return end == indexes.length ? indexes : Arrays.copyOf(indexes, end);
  }

  private static void add(UidSet.Builder builder, UidSet uids) {
    for (int i = 0; i < uids.rangeCount(); i++) {
      builder.add(uids.rangeFirst(i), uids.rangeLast(i));
    }
  }

  /** Milliseconds since 1970, kept within 30,000 years of it. */
  static long millis(Instant instant) {
    long seconds =
        Math.max(-900_000_000_000L, Math.min(900_000_000_000L, instant.getEpochSecond()));
    return seconds * 1000 + instant.getNano() / 1_000_000;
  }
}
