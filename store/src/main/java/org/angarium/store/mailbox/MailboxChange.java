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
import org.angarium.store.account.AccountChange;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.ChangeEntry;
import org.angarium.store.account.Participant;
import org.angarium.store.blob.BlobId;
import org.angarium.store.engine.Transaction;
import org.angarium.store.message.MessageFacts;
import org.angarium.store.message.ObjectIndex;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.SubscriptionRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.Rows;
import org.angarium.store.view.RowsLoader;
import org.angarium.store.view.RowsPack;
import org.angarium.store.view.StoredView;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes of one account within one transaction, and the messages in them. Counters and views
 * are kept in step with the records here and nowhere else. For one thread.
 */
public final class MailboxChange implements Participant<MailboxTree> {
  static final int MAX_MAILBOXES = 4096;

  private final AccountChange owner;
  private final AccountId account;
  private final long id;
  private final Transaction transaction;
  private final MailboxTree base;
  private final MailboxCollection collection;
  private final long modSeq;
  private final Map<Integer, MailboxDraft> drafts = new TreeMap<>();
  private final MessageEdits messages;
  private boolean subscriptionsChanged;

  MailboxChange(AccountChange owner, MailboxTree base, MailboxCollection collection) {
    this.owner = owner;
    this.account = owner.account();
    this.id = account.value();
    this.transaction = owner.transaction();
    this.base = base;
    this.collection = collection;
    this.modSeq = owner.modSeq();
    this.messages = new MessageEdits(owner, collection);
  }

  @Override
  public void accountMade() {
    ObjectIndex.complete(transaction, account);
    for (DefaultMailbox mailbox : DefaultMailbox.values()) {
      create(mailbox.mailboxName(), mailbox.specialUse(), true);
    }
  }

  /** The messages go later, in steps. */
  @Override
  public void accountDeleted() {
    ObjectIndex.forget(transaction, account);
    for (MailboxDraft draft : all()) {
      doom(draft);
    }
    subscriptions(List.of());
  }

  AccountId account() {
    return account;
  }

  /** What is done to messages. */
  MessageEdits messages() {
    return messages;
  }

  /** The account itself. */
  AccountChange owner() {
    return owner;
  }

  AccountRecord record() {
    return owner.record();
  }

  long modSeq() {
    return modSeq;
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
    MailboxRecord found = base.mailbox(mailbox);
    if (found == null) {
      return null;
    }
    MailboxRef ref = new MailboxRef(account, mailbox);
    draft =
        new MailboxDraft(
            found,
            collection.recency().from(ref, found.recentFrom()),
            collection.views().exactly(ref, found.highestModSeq()));
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
    Integer number = base.numbers().get(name);
    MailboxDraft draft = number == null ? null : visible(number);
    return draft != null && draft.name.equals(name) ? draft : null;
  }

  /** All that are not doomed. */
  List<MailboxDraft> all() {
    for (MailboxRecord mailbox : base.mailboxes()) {
      any(mailbox.id());
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
    for (MailboxRecord mailbox : base.mailboxes()) {
      if (mailbox.doomed()) {
        return any(mailbox.id());
      }
    }
    return null;
  }

  /** Mailboxes before this transaction and those it made. */
  int mailboxCount() {
    int count = base.mailboxes().size();
    for (MailboxDraft draft : drafts.values()) {
      if (base.mailbox(draft.id) == null) {
        count++;
      }
    }
    return count;
  }

  MailboxDraft create(String name, Collection<String> specialUse, boolean subscribed) {
    long uidValidity =
        Math.max(owner.now() / 1000, owner.record().lastUidValidity() + 1) & UidSet.MAX;
    int number = owner.newMailbox(uidValidity);
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
    subscriptionsChanged = true;
  }

  // Messages

  /** The rows, read from the engine if no view of the mailbox is in memory. */
  Rows rows(MailboxDraft draft) throws StoreException {
    Rows rows = draft.rows;
    if (rows == null) {
      AccountRecord before = owner.before();
      MailboxRecord stored = draft.isChanged() ? null : base.mailbox(draft.id);
      RowsPack.Loaded packed =
          before == null || stored == null ? null : RowsPack.rows(transaction, id, before, stored);
      rows = packed == null ? RowsLoader.load(transaction, id, draft.id) : packed.rows();
      draft.unpacked = packed == null ? rows.size() >= RowsPack.LEAST : packed.outdated();
      draft.rows = rows;
    }
    return rows;
  }

  /** The mailbox for a delivery: the named one if it can hold messages, else INBOX. */
  MailboxDraft deliverable(String name) throws StoreException {
    MailboxDraft draft = owner.record().deleted() ? null : named(MailboxName.canonical(name));
    if (draft == null || !draft.selectable) {
      draft = owner.record().deleted() ? null : named(MailboxName.INBOX);
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
    long emailId = owner.newEmailId();
    long uid =
        messages.put(
            draft,
            blob,
            facts.records(blob, prefix, emailId),
            flags,
            internalDate,
            facts.blobSize() + prefix.length,
            emailId);
    return new Appended(new MailboxRef(account, draft.id), draft.uidValidity, uid, modSeq, emailId);
  }

  /**
   * Has the mailbox's record say which messages sessions were told of. That is no change of the
   * mailbox: it gets no modification sequence, and nobody is woken.
   */
  void toldOfRecent(MailboxDraft draft) {
    draft.recentToldOf = true;
  }

  // The end of the transaction

  /**
   * Writes the pack of the mailbox from the view in memory, if that is of the version that stands.
   */
  boolean writePack(int mailbox) throws StoreException {
    MailboxRecord stored = base.visible(mailbox);
    AccountRecord before = owner.before();
    if (stored == null || before == null) {
      return false;
    }
    StoredView view =
        collection.views().exactly(new MailboxRef(account, mailbox), stored.highestModSeq());
    if (view == null) {
      return false;
    }
    RowsPack.write(transaction, id, mailbox, view.rows(), before.lastModSeq());
    return true;
  }

  @Override
  public boolean isChanged() {
    if (subscriptionsChanged) {
      return true;
    }
    for (MailboxDraft draft : drafts.values()) {
      if (draft.isChanged()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public MailboxTree finish(ChangeEntry entry) {
    List<MailboxDraft> written = new ArrayList<>();
    for (MailboxDraft draft : drafts.values()) {
      if (draft.isChanged()) {
        entry.mailbox(draft.change());
      }
      if (draft.isChanged() || draft.recentToldOf) {
        write(draft);
        written.add(draft);
      }
    }
    for (MailboxDraft draft : written) {
      draft.view = view(draft, draft.view);
    }
    return base.after(written, modSeq);
  }

  @Override
  public @Nullable MailboxTree finishAside() {
    List<MailboxDraft> told = new ArrayList<>();
    for (MailboxDraft draft : drafts.values()) {
      if (draft.recentToldOf) {
        write(draft);
        told.add(draft);
      }
    }
    return told.isEmpty() ? null : base.after(told, modSeq);
  }

  private void write(MailboxDraft draft) {
    draft.written = true;
    if (draft.dropped) {
      transaction.delete(Keys.mailbox(id, draft.id));
    } else {
      transaction.put(Keys.mailbox(id, draft.id), draft.record(modSeq).encode());
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

  @Override
  public void install() {
    for (MailboxDraft draft : drafts.values()) {
      MailboxRef ref = new MailboxRef(account, draft.id);
      if (draft.doomed || draft.dropped) {
        collection.views().install(ref, null);
      } else if (draft.isChanged()) {
        collection.views().install(ref, draft.view);
        if (draft.unpacked) {
          collection.packs().writeSoon(ref);
        }
      }
      if (draft.written) {
        collection.recency().written(ref, draft);
      }
    }
  }
}
