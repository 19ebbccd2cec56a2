package org.angarium.store.repair;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.AccountState;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Snapshot;
import org.angarium.store.engine.Subspace;
import org.angarium.store.mailbox.MailboxCollection;
import org.angarium.store.mailbox.MailboxName;
import org.angarium.store.mailbox.MailboxTree;
import org.angarium.store.message.ObjectIndex;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.MemoryRecord;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.ScriptsRecord;
import org.angarium.store.schema.SearchRecord;
import org.angarium.store.schema.SignatureRecord;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.KeywordTable;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.Rows;
import org.angarium.store.view.RowsLoader;
import org.angarium.store.view.RowsPack;
import org.angarium.store.view.StoredView;
import org.angarium.store.view.SystemFlag;
import org.jspecify.annotations.Nullable;

/**
 * Checks one account: that counters are the sums of what they count, that each message has all its
 * records and its link, that the change log reaches from its horizon to now without a gap, and that
 * packs and the views in memory are what a fresh load gives. Reads a snapshot; a page of records is
 * in memory at a time. Usable on a live store; changes nothing.
 */
public final class AccountVerify {
  private final Engine engine;
  private final MailboxCollection mailboxes;
  private final BiConsumer<String, String> problems;
  private long messages;

  /** Whether the account at hand has an index of its objects. */
  private boolean indexed;

  /**
   * @param problems takes the place and what is wrong there
   */
  public AccountVerify(
      Engine engine, MailboxCollection mailboxes, BiConsumer<String, String> problems) {
    this.engine = engine;
    this.mailboxes = mailboxes;
    this.problems = problems;
  }

  /** Messages looked at so far. */
  public long messages() {
    return messages;
  }

  public void verify(AccountId account) throws StoreException {
    try (Snapshot snapshot = engine.snapshot()) {
      AccountState state = AccountState.load(snapshot, account);
      if (state == null) {
        return;
      }
      MailboxTree tree = MailboxTree.load(snapshot, account);
      AccountRecord record = state.record();
      indexed = ObjectIndex.isComplete(snapshot, account);
      long octets = 0;
      long count = 0;
      for (MailboxRecord mailbox : tree.mailboxes()) {
        try {
          mailbox(snapshot, account, record, mailbox);
        } catch (DamagedRecordException e) {
          damaged(account + "/" + mailbox.id(), e);
        }
        octets += mailbox.size();
        count += mailbox.messages();
      }
      expect(account.toString(), "octets used", record.usedBytes(), octets);
      expect(account.toString(), "messages used", record.usedMessages(), count);
      names(account, record, tree);
      objects(snapshot, account, count);
      changes(snapshot, account, record);
      scripts(snapshot, account);
    } catch (DamagedRecordException e) {
      damaged(account.toString(), e);
    }
    try {
      views(account);
    } catch (StoreException unreadable) {
      // What cannot be read has been told by whoever read it first; nothing can be compared.
    }
  }

  private void damaged(String place, DamagedRecordException e) {
    problems.accept(place, e.getMessage() == null ? "damaged" : e.getMessage());
  }

  private void names(AccountId account, AccountRecord record, MailboxTree tree) {
    int visible = 0;
    for (MailboxRecord mailbox : tree.mailboxes()) {
      visible += mailbox.doomed() ? 0 : 1;
      if (mailbox.id() >= record.nextMailbox()) {
        problems.accept(account + "/" + mailbox.id(), "mailbox number was never given out");
      }
    }
    expect(account.toString(), "distinct mailbox names", visible, tree.numbers().size());
    if (!record.deleted() && tree.named(MailboxName.INBOX) == null) {
      problems.accept(account.toString(), "has no INBOX");
    }
  }

  private void mailbox(Reader reader, AccountId account, AccountRecord owner, MailboxRecord mailbox)
      throws StoreException {
    String where = account + "/" + mailbox.id();
    long id = account.value();
    Pages summaries =
        new Pages(reader, Keys.summaries(id, mailbox.id(), 0, 0xFFFF_FFFFL), "summary", where);
    Pages searched =
        new Pages(reader, Keys.searched(id, mailbox.id(), 0, 0xFFFF_FFFFL), "search", where);
    Pages signatures =
        new Pages(reader, Keys.signatures(id, mailbox.id(), 0, 0xFFFF_FFFFL), "signature", where);
    long count = 0;
    long unseen = 0;
    long deleted = 0;
    long size = 0;
    int flagsEnd = KeywordTable.FIRST + mailbox.keywords().size();
    for (Pages rows = new Pages(reader, Keys.messages(id, mailbox.id()), "message", where);
        rows.hasNext(); ) {
      Row row = rows.next();
      String place = where + "/" + row.uid;
      MessageRecord message;
      try {
        message = MessageRecord.decode(row.value);
      } catch (DamagedRecordException e) {
        damaged(place, e);
        continue;
      }
      count++;
      size += message.size();
      unseen += (message.flags().bits() & SystemFlag.SEEN.bit()) == 0 ? 1 : 0;
      deleted += (message.flags().bits() & SystemFlag.DELETED.bit()) != 0 ? 1 : 0;
      if (row.uid >= mailbox.uidNext()
          || message.modSeq() > mailbox.highestModSeq()
          || message.emailId() >= owner.nextEmail()) {
        problems.accept(place, "UID, modification sequence or email id was never given out");
      }
      if (message.flags().largest() >= flagsEnd) {
        problems.accept(place, "has a keyword without a name");
      }
      byte[] summary = summaries.find(row.uid);
      if (summary == null) {
        problems.accept(place, "has no summary");
      } else {
        try {
          summary(reader, place, account, mailbox.id(), row.uid, message, summary);
        } catch (DamagedRecordException e) {
          damaged(place, e);
        }
      }
      byte[] search = searched.find(row.uid);
      if (search == null) {
        problems.accept(place, "has no search record");
      }
      byte[] signature = signatures.find(row.uid);
      try {
        if (search != null) {
          SearchRecord.decode(search);
        }
        if (signature != null) {
          SignatureRecord.check(signature);
        } else if (search != null && !SearchRecord.isSelfContained(search)) {
          problems.accept(place, "has no signature");
        }
      } catch (DamagedRecordException e) {
        damaged(place, e);
      }
    }
    summaries.rest();
    searched.rest();
    signatures.rest();
    messages += count;
    expect(where, "messages", mailbox.messages(), count);
    expect(where, "unseen", mailbox.unseen(), unseen);
    expect(where, "deleted", mailbox.deleted(), deleted);
    expect(where, "octets", mailbox.size(), size);
    if (mailbox.highestModSeq() > owner.lastModSeq()
        || mailbox.lastExpunge() > mailbox.highestModSeq()) {
      problems.accept(where, "modification sequence runs ahead");
    }
  }

  private void summary(
      Reader reader,
      String place,
      AccountId account,
      int mailbox,
      long uid,
      MessageRecord message,
      byte[] bytes)
      throws StoreException {
    SummaryRecord summary = SummaryRecord.decode(bytes);
    expect(place, "octets", message.size(), summary.blobSize() + summary.prefix().length);
    if (summary.headerSize() > message.size()) {
      problems.accept(place, "header is longer than the message");
    }
    if (reader.get(Keys.link(summary.blob(), account.value(), mailbox, uid)) == null) {
      problems.accept(place, "has no link to its blob " + summary.blob());
    }
    if (indexed) {
      long id = account.value();
      byte[] found = reader.get(Keys.email(id, message.emailId(), mailbox, uid));
      if (found == null
          || found.length != Long.BYTES
          || ByteBuffer.wrap(found).getLong() != summary.threadId()) {
        problems.accept(place, "is not found by its email id");
      }
      byte[] thread = Keys.thread(id, summary.threadId(), message.emailId(), mailbox, uid);
      if (reader.get(thread) == null) {
        problems.accept(place, "is not found by its thread");
      }
    }
  }

  private void changes(Reader reader, AccountId account, AccountRecord record)
      throws StoreException {
    long octets = 0;
    long expected = record.changeHorizon() + 1;
    for (Pages log =
            new Pages(
                reader, Keys.all(Subspace.CHANGE, account.value()), "change", account.toString());
        log.hasNext(); ) {
      Row row = log.next();
      octets += row.value.length;
      ChangeRecord.decode(row.value);
      long modSeq = Keys.modSeqOf(row.key);
      if (modSeq != expected) {
        problems.accept(
            account.toString(), "change log goes on at " + modSeq + " and not at " + expected);
      }
      expected = modSeq + 1;
    }
    expect(account.toString(), "end of the change log", record.lastModSeq(), expected - 1);
    expect(account.toString(), "octets of the change log", record.changeBytes(), octets);
  }

  /** As many places as messages: with each message's own looked at, there are no others. */
  private void objects(Reader reader, AccountId account, long count) throws StoreException {
    if (indexed) {
      String where = account.toString();
      expect(where, "places of emails", count, count(reader, Keys.emails(account.value())));
      expect(where, "places in threads", count, count(reader, Keys.threads(account.value())));
    }
  }

  private static long count(Reader reader, KeyRange range) throws StoreException {
    long[] count = new long[1];
    KeyRange rest = range;
    while (rest != null) {
      byte[] next =
          reader.scan(
              rest,
              ScanOrder.ASCENDING,
              new ScanLimit(10_000, 1 << 20),
              (key, value) -> {
                count[0]++;
                return true;
              });
      rest = next == null ? null : new KeyRange(next, range.end());
    }
    return count[0];
  }

  /** Each script that is listed has its text, and each text is listed. */
  private void scripts(Reader reader, AccountId account) throws StoreException {
    byte[] list = reader.get(Keys.scripts(account.value()));
    ScriptsRecord scripts = list == null ? ScriptsRecord.NONE : ScriptsRecord.decode(list);
    int texts = 0;
    for (ScriptsRecord.Script script : scripts.scripts()) {
      byte[] text = reader.get(Keys.script(account.value(), script.id()));
      if (text == null) {
        problems.accept(account.toString(), "script " + script.name() + " has no text");
      } else {
        texts++;
        expect(account.toString(), "octets of script " + script.name(), script.size(), text.length);
      }
    }
    byte[] rules = reader.get(Keys.scriptRules(account.value()));
    expect(
        account.toString(), "octets of rules", scripts.rules(), rules == null ? 0 : rules.length);
    int stored = 0;
    for (Pages all =
            new Pages(
                reader, Keys.all(Subspace.SCRIPT, account.value()), "script", account.toString());
        all.hasNext(); ) {
      stored += Keys.isScript(all.next().key) ? 1 : 0;
    }
    expect(account.toString(), "texts of scripts", texts, stored);
    for (Pages all =
            new Pages(reader, Keys.scriptMemories(account.value()), "memory", account.toString());
        all.hasNext(); ) {
      Row row = all.next();
      if (!MemoryRecord.decode(row.value).isPart(Keys.scriptMemoryOf(row.key))) {
        problems.accept(account.toString(), "scripts remember something in the wrong place");
      }
    }
  }

  /** Compares what is in memory with a fresh load, under the account's lock. */
  private void views(AccountId account) throws StoreException {
    List<String> found =
        mailboxes
            .accounts()
            .<List<String>, StoreException>change(
                account,
                (transaction, changes) -> {
                  List<String> differing = new ArrayList<>();
                  AccountState stored = AccountState.load(transaction, account);
                  AccountState held = mailboxes.accounts().locked(account, transaction);
                  if (stored == null || held == null) {
                    return differing;
                  }
                  MailboxTree tree = MailboxTree.load(transaction, account);
                  MailboxTree heldTree = held.collection(mailboxes);
                  if (!stored.record().equals(held.record())
                      || heldTree != null && !heldTree.equals(tree)) {
                    differing.add(account + ": records in memory differ from those stored");
                  }
                  for (MailboxRecord mailbox : tree.mailboxes()) {
                    long id = account.value();
                    MailboxRef ref = new MailboxRef(account, mailbox.id());
                    StoredView view = mailboxes.views().exactly(ref, mailbox.highestModSeq());
                    RowsPack.Loaded pack =
                        RowsPack.load(
                            transaction,
                            id,
                            mailbox.id(),
                            mailbox.highestModSeq(),
                            stored.record());
                    if (view == null && pack == null) {
                      continue;
                    }
                    Rows rows = RowsLoader.load(transaction, id, mailbox.id());
                    if (view != null && !view.rows().sameAs(rows)) {
                      differing.add(
                          account + "/" + mailbox.id() + ": view differs from the records");
                    }
                    if (pack != null && !pack.rows().sameAs(rows)) {
                      differing.add(
                          account + "/" + mailbox.id() + ": pack differs from the records");
                    }
                  }
                  return differing;
                });
    for (String problem : found) {
      problems.accept(account.toString(), problem);
    }
  }

  private void expect(String where, String what, long recorded, long counted) {
    if (recorded != counted) {
      problems.accept(where, what + ": " + recorded + " recorded, " + counted + " found");
    }
  }

  private record Row(byte[] key, long uid, byte[] value) {}

  /** The entries of a range, a page at a time. */
  private final class Pages implements Iterator<Row> {
    private final Reader reader;
    private final String kind;
    private final String where;
    private @Nullable KeyRange left;
    private List<Row> page = List.of();
    private int at;
    private @Nullable StoreException failure;

    Pages(Reader reader, KeyRange range, String kind, String where) throws StoreException {
      this.reader = reader;
      this.left = range;
      this.kind = kind;
      this.where = where;
      fill();
    }

    private void fill() throws StoreException {
      KeyRange range = left;
      while (at == page.size() && range != null) {
        List<Row> next = new ArrayList<>();
        byte[] from =
            reader.scan(
                range,
                ScanOrder.ASCENDING,
                new ScanLimit(500, 1 << 20),
                (key, value) -> next.add(new Row(key, Keys.uidOf(key), value)));
        page = next;
        at = 0;
        range = from == null ? null : new KeyRange(from, range.end());
        left = range;
      }
    }

    @Override
    public boolean hasNext() {
      return failure == null && at < page.size();
    }

    @Override
    public Row next() {
      Row row = page.get(at++);
      try {
        fill();
      } catch (StoreException e) {
        failure = e;
      }
      return row;
    }

    /** The value with this UID; those passed over belong to no message. */
    byte @Nullable [] find(long uid) throws StoreException {
      while (hasNext() && page.get(at).uid < uid) {
        stray(next());
      }
      check();
      return hasNext() && page.get(at).uid == uid ? next().value : null;
    }

    void rest() throws StoreException {
      while (hasNext()) {
        stray(next());
      }
      check();
    }

    private void stray(Row row) {
      problems.accept(where + "/" + row.uid, "has a " + kind + " record and no message");
    }

    private void check() throws StoreException {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
